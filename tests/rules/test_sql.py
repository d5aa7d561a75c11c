"""The query: which columns it gives, what it refuses, and that nothing in it ever overflows."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fumao.rules import Definitions, Library, Source, batch_query
from fumao.rules.definitions import Dated, Input, Parameter, bounds
from fumao.rules.problem import Spot
from fumao.rules.sql.dialect import SPARK
from fumao.rules.sql.piece import TooLongError, TooWideError
from fumao.rules.tree import names_in
from fumao.rules.types import Type
from tests.rules.nine import CITE, NINE, fixed, rule, words
from tests.rules.nine import given as input_
from tests.rules.parity import duck
from tests.rules.parity.expressions import Writer
from tests.rules.parity.rows import Case, of_units
from tests.rules.parity.vocabulary import FAMILIES, vocabularies
from tests.rules.small import DAY, answers, connection, library, value

EMPTY = Source("(SELECT 1 AS id) AS cases", "id", frozenset())


def wide(name: str, type_: Type, most: Decimal | int | None = None) -> Input:
    top = None if most is None else Decimal(most)
    return replace(input_(name, "int"), type=type_, least=None if top is None else -top, most=top)


BIG = (
    wide("big", Type("int"), 10**20),
    wide("fine", Type("dec", 12)),
    wide("huge", Type("int"), 10**24),
)


def refused(type_: str, text: str, **more) -> TooWideError:
    found = library(
        replace(rule("r", type_, text), text_spot=Spot("p.yaml", 7, 11)), inputs=BIG
    ).at(DAY)
    with pytest.raises(TooWideError) as caught:
        batch_query(found, EMPTY, **more)
    return caught.value


@pytest.mark.parametrize(
    ("type_", "text", "what", "column"),
    [
        ("bool", "big * huge > 0", "big * huge", 11),  # 10^44
        ("bool", "n > 0 and -(huge * huge) < 0", "huge * huge", 23),
        ("bool", "fine * huge > 0", "fine * huge", 11),
        ("bool", "share(huge * m, m) >= fine", "share(huge * m, m) >= fine", 11),
        ("bool", "share(big, huge) >= fine", "share(big, huge) >= fine", 11),
        ("bool", "per_cent(huge, fine) > 0", "per_cent(huge, fine)", 11),
        ("bool", "quotient(huge, fine, 2) > 0", "quotient(huge, fine, 2)", 11),
        ("bool", "round_to(huge, 12) * huge > 0", "round_to(huge, 12) * huge", 11),
        (
            "bool",
            "min_of(huge * 1.000000000000, fine, 0.0) > 0 and huge * big * 1 > 0",
            "huge * big",
            60,
        ),
        ("dec(12)", "round_to(huge * m, 2)", "r", 11),
    ],
)
def test_what_38_digits_might_not_hold(type_: str, text: str, what: str, column: int):
    error = refused(type_, text)
    (problem,) = error.problems
    assert (problem.code, error.what) == ("too_wide", what)
    assert (problem.spot.file, problem.spot.line, problem.spot.column) == ("p.yaml", 7, column)
    assert "more than 38 digits" in error.message("en")
    assert "38" in error.message("zh")


def test_decimals_have_38_digits_in_all():
    text = "round_to(huge * m, 4)"
    assert refused("dec(4)", text, decimals=True).what == "r"
    found = library(rule("r", "dec(4)", text), rule("g", "dec(12)", "fine"), inputs=BIG).at(DAY)
    batch_query(found, EMPTY)
    assert "AS DECIMAL(22,0)) *" in batch_query(found, EMPTY, names=["g"], decimals=True).sql


def test_text_that_doubles():
    text = "cost"
    for _ in range(18):
        text = f"min_of({text}, other)"
    found = library(rule("r", "money(CNY)", text)).at(DAY)
    with pytest.raises(TooLongError, match="make a rule of its own"):
        batch_query(found, EMPTY)
    many = ", ".join(["cost", "other", "cap"] * 6)  # 18 side by side are no trouble
    assert value("money(CNY)", f"min_of({many})", {"cost": Decimal(5), "other": Decimal(4)}) == 4


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # Each number is small to the engine: 32 bits would not hold the product or the sum.
        ("cap * big_int * rate", "30000000000000.00"),
        ("cap * (case when flag then big_int else 0 end)", "2000000000000.00"),
        ("tier(n, steps) * big_int + cap", "200000001000.00"),
        ("cap * big_int + cap * big_int", "4000000000000.00"),
        ("-cap * -big_int", "2000000000000.00"),
    ],
)
def test_small_constants_do_not_overflow(text: str, wanted: str):
    big_int = Parameter(
        "big_int", words("b"), Type("int"), (Dated(2_000_000_000, None, None, CITE),)
    )
    found = value("money(CNY)", text, {"flag": True, "n": 3}, parameters=(big_int,))
    assert str(found) == wanted


@pytest.mark.parametrize("units", [0, 1, -1, 10**21, -(10**21), 2**63, 2**63 - 1, -(2**63) - 1])
def test_inputs_wider_than_64_bits(units: int):
    """dec(12) without bounds goes to a billion, that is 10^21 of its last digit."""
    fine = of_units(units, 12)
    assert value("dec(12)", "fine", {"fine": fine}, inputs=BIG) == fine
    rounded = Decimal(units).scaleb(-12).quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")
    assert value("dec(2)", "round2(fine)", {"fine": fine}, inputs=BIG) == rounded


def test_quotient_by_more_than_is_divided():
    """2 x 6e18 does not fit 64 bits, though what is divided is small."""
    small, large = wide("small", Type("int"), 10), wide("large", Type("int"), 6 * 10**18)
    for a, b in product((-10, 0, 9, 10), (6 * 10**18, -(6 * 10**18), 1, 20, 19)):
        found = answers(
            library(rule("r", "int", "quotient(small, large, 0)"), inputs=(small, large)),
            {"small": a, "large": b},
        )["r"].value
        exact = abs(Decimal(a) / Decimal(b)).quantize(Decimal(1), rounding="ROUND_HALF_UP")
        assert found == (exact if (a < 0) == (b < 0) else -exact)


@pytest.mark.parametrize(
    ("cost", "rate", "wanted"),
    [
        # half away from zero, of the exact product: 0.0048, 0.0056, -0.025, -0.005, 0.0045
        ("0.06", "8", "0.00"),
        ("0.07", "8", "0.01"),
        ("-0.10", "25", "-0.03"),
        ("-0.02", "25", "-0.01"),
        ("-0.01", "25", "0.00"),
        ("0.03", "15", "0.00"),
        ("-1.03", "-50", "0.52"),
        ("1.03", "-50", "-0.52"),
        ("-7.77", "100", "-7.77"),
        ("7.77", "0", "0.00"),
    ],
)
def test_a_rate_is_reduced_and_rounds_as_before(cost: str, rate: str, wanted: str):
    """The query divides by 25, 4, 20 … where the law says 8, 25, 15 per cent."""
    rates = (fixed("p", "int", rate),)
    found = value("money(CNY)", "per_cent(cost, p)", {"cost": Decimal(cost)}, parameters=rates)
    assert found == Decimal(wanted)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("cost * many >= other * few", True),  # -0.07 x 100 = -7, 0.20 x -35 = -7
        ("cost * many > other * few", False),
        ("cost * many < 0", True),
        ("cost * 0 = 0", True),
        ("cost * 0 = other * 0", True),
        ("x * ten >= little", True),  # 0.005 x 10 = 0.05
        ("x * ten > little", False),
        ("share(cost, other) >= part", True),
        ("many * few < ten", True),
    ],
)
def test_what_both_sides_are_multiplied_by(text: str, wanted: bool):
    values = {"cost": Decimal("-0.07"), "other": Decimal("0.20"), "x": Decimal("0.005")}
    numbers = {"many": "100", "few": "-35", "ten": "10"}
    factors = tuple(fixed(name, "int", number) for name, number in numbers.items())
    factors += (fixed("little", "dec(2)", "0.05"), fixed("part", "dec(2)", "-0.35"))
    assert value("bool", text, values, parameters=factors) is wanted


def test_shares_of_one_whole_ask_once_whether_it_is_positive():
    sql = batch_query(Library(NINE).at(DAY), EMPTY, names=["elig"]).sql
    assert sql.count('"revenue" > 0') == 1
    assert '("ats_rev" * 2) >= "revenue"' in sql
    assert '("offshore_rev" * 20) >= ("revenue" * 7)' in sql


def test_spark_computes_the_least_of_two_once():
    rules = library(
        rule("r", "money(CNY)", "min_of(cost + other, per_cent(cap, n))"),
        rule("g", "money(CNY)", "max_of(case when flag then cost else other end, cap)"),
    ).at(DAY)
    found = {name: batch_query(rules, EMPTY, SPARK, names=[name]).sql for name in ("r", "g")}
    assert found["r"].count("(`cost` + `other`)") == 1
    guard = "WHEN `cost` IS NOT NULL AND `other` IS NOT NULL AND `n` IS NOT NULL THEN LEAST("
    assert guard in found["r"]
    assert "IS NOT NULL THEN GREATEST(" in found["g"]  # no columns decide whether a case is known


def test_quotient_of_what_is_never_negative():
    positive = (input_("part", "money(CNY)"), input_("whole", "int"))
    found = library(rule("r", "dec(2)", "quotient(whole, whole + 1, 2)"), inputs=positive)
    assert "abs(" not in batch_query(found.at(DAY), EMPTY).sql
    for whole, wanted in ((0, "0.00"), (1, "0.50"), (7, "0.88"), (199, "1.00")):
        assert answers(found, {"whole": whole})["r"].value == Decimal(wanted)


def test_columns_asked_for():
    rules = Library(NINE).at(DAY)
    assert list(batch_query(rules, EMPTY, names=["total", "cit"]).types) == ["cit", "total"]
    assert list(batch_query(rules, EMPTY).types) == list(rules.library.order)
    none = batch_query(rules, EMPTY, names=[])
    assert (connection().execute(none.sql).fetchall(), none.types) == ([(1,)], {})
    found = connection().execute(batch_query(rules, EMPTY).sql).fetchall()
    assert found == [(1, *[None] * 9)]  # nothing is known, nothing is decided


def test_a_rule_out_of_force_is_unknown_and_no_column():
    old = rule("old", "int", "n", valid_to=date(2014, 12, 31))
    found = library(
        old, rule("user", "int", "old + 1"), rule("other_one", "int", "or_else(old, n)")
    )
    assert list(batch_query(found.at(DAY), EMPTY).types) == ["user", "other_one"]
    assert answers(found, {"n": 3})["user"].value is None
    assert answers(found, {"n": 3})["other_one"].value == 3
    assert answers(found, {"n": 3}, day=date(2014, 12, 31))["user"].value == 4


def test_decimals_are_exact():
    rules = library(rule("r", "money(CNY)", "cost * n"), rule("b", "bool", "flag")).at(DAY)
    sql = "(SELECT 7 AS id, 1000000000001 AS cost, -3 AS n, true AS flag) AS cases"
    source = Source(sql, "id", frozenset({"cost", "n", "flag"}), scaled=True)
    assert connection().execute(batch_query(rules, source).sql).fetchall() == [
        (7, -3000000000003, True)
    ]
    seen = connection().execute(batch_query(rules, source, decimals=True).sql).fetchall()
    assert seen == [(7, Decimal("-30000000000.03"), True)]


def test_a_table_may_lack_columns_and_a_case_its_rows():
    rules = library(
        rule("s", "money(CNY)", "sum_of(lines.amount)"),
        rule("p", "bool", "any_of(lines, lines.paid)"),
        rule("number", "int", "count_of(lines)"),
    ).at(DAY)
    lines = Source("(SELECT 1 AS id, 500 AS amount) AS l", "id", frozenset({"amount"}), scaled=True)
    source = Source(
        "(SELECT unnest([1, 2]) AS id) AS q", "id", frozenset(), children={"lines": lines}
    )
    found = connection().execute(batch_query(rules, source).sql + " ORDER BY 1").fetchall()
    assert found == [(1, 500, None, 1), (2, 0, False, 0)]
    known = replace(lines, known=frozenset({"amount"}))
    assert (
        "IS NULL"
        not in batch_query(rules, replace(source, children={"lines": known}), names=["s"]).sql
    )


def test_names_that_could_be_taken_for_the_querys_own():
    """An input may be called as the query calls its parts; figures of tables begin with "_"."""
    own = tuple(input_(name, "int") for name in ("q", "j", "r_", "z", "id_", "select", "g_lines_0"))
    text = "q + j + r_ + z + id_ + select + g_lines_0 + count_of(lines)"
    assert value("int", text, dict.fromkeys([i.name for i in own], 1), [{}], inputs=own) == 8


def test_a_hundred_levels():
    chain = [rule(f"r{n}", "int", f"r{n - 1} + 1" if n else "n") for n in range(100)]
    assert answers(library(*chain), {"n": 1})["r99"].value == 100


def test_spark_has_words_of_its_own():
    rules = library(
        rule("a", "date", "add_months(add_days(d, n), m)"),
        rule("b", "bool", "starts_with(t, 'x') and month_of(d) = mo and days_between(d, e) > 1"),
        rule("w", "int", "round_to(big * half, 0)"),
        rule("i", "int", "round_to(x, 0)"),
        inputs=BIG,
    ).at(DAY)
    sql = batch_query(rules, replace(EMPTY, columns=frozenset({"t", "big", "x"})), SPARK).sql
    for word in (
        "add_months(",
        "date_add(",
        "startswith(",
        "trunc(",
        "datediff(",
        "`big`",
        " div ",
    ):
        assert word in sql
    assert '"' not in sql and "//" not in sql and "HUGEINT" not in sql
    assert SPARK.column("a`b") == "`a``b`"
    assert SPARK.literal("o'b") == "'o''b'"


@st.composite
def corners(draw: st.DrawFn) -> tuple[Definitions, int]:
    """Draw one rule over numbers, to be tried at every corner of its inputs' bounds."""
    vocabulary = draw(vocabularies())
    kind = draw(st.sampled_from((*FAMILIES, "bool")))
    text, type_ = Writer(draw, vocabulary).whole(kind, draw(st.sampled_from((3, 4, 4))))
    made = (replace(rule("r", "int", text), type=type_, kind="check"),)
    pack = Definitions(vocabulary.inputs, vocabulary.tables, vocabulary.parameters, made)
    return pack, draw(st.integers(0, 2**32))


def compare_corners(pack: Definitions, seed: int) -> int:
    rules, random = Library(pack).at(DAY), Random(seed)
    ends = {n: _ends(i, random) for n, i in rules.library.inputs.items()}
    used = [n for n in sorted(names_in(rules.versions["r"].tree)) if n in ends and len(ends[n]) > 1]  # type: ignore[union-attr]
    rest = {n: e[0] for n, e in ends.items()}
    fields = pack.tables[0].fields
    chosen = list(product(*(ends[n] for n in used[:7])))
    cases = [
        Case(
            {**rest, **dict(zip(used, values, strict=False))},
            [_row(fields, random) for _ in range(3)],
        )
        for values in random.sample(chosen, min(150, len(chosen)))
    ]
    source = duck.source(rules.library.inputs, fields, True, frozenset(), frozenset())
    try:
        batch = batch_query(rules, source)
    except (TooWideError, TooLongError):
        return 0
    duck.load(connection(), rules.library.inputs, fields, cases, scaled=True)
    seen = connection().execute(batch.sql).fetchall()  # an overflow would raise
    wrong = list(duck.differences(rules, batch, seen, cases, frozenset(), decimals=False))
    assert not wrong, wrong[0]
    return len(seen)


def _ends(given_: Input, random: Random) -> list[object]:
    if given_.type.is_number:
        low, high = bounds(given_)
        return [
            of_units(units, given_.type.scale)
            for units in sorted({low, high, min(max(0, low), high)})
        ]
    kinds = {"bool": [True, False], "date": [date(1801, 1, 1), date(2299, 12, 31)]}
    return list(
        kinds.get(given_.type.kind, [date(2016, 7, 1) if given_.type.kind == "month" else "a"])
    )


def _row(fields: tuple[Input, ...], random: Random) -> dict[str, object]:
    return {f.name: random.choice(_ends(f, random)) for f in fields}


def run_corners(examples: int, **more) -> int:
    counted = [0]

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        **more,
    )
    @given(corners())
    def each(drawn: tuple[Definitions, int]) -> None:
        counted[0] += compare_corners(*drawn)

    each()
    return counted[0]


def test_nothing_overflows_at_the_corners():
    assert run_corners(60, derandomize=True) > 100


@pytest.mark.long
def test_nothing_overflows_at_many_corners():
    assert run_corners(300, print_blob=True) > 1_000


def test_spark_divides_wide_numbers_exactly_or_not_at_all():
    """Its `div` gives 64 bits whatever it divides, and wraps without a word."""
    rules = library(
        rule("narrow", "int", "quotient(n, m, 0)"),
        rule("wide", "int", "quotient(big, m, 0)"),
        rule("rounded", "int", "round_to(big * half, 0)"),
        rule("widest", "int", "quotient(huge * n, m, 0)"),
        inputs=BIG,
    ).at(DAY)
    found = {
        n: batch_query(rules, EMPTY, SPARK, names=[n]).sql for n in ("narrow", "wide", "rounded")
    }
    assert " div " in found["narrow"]
    for name in ("wide", "rounded"):
        assert " div " not in found[name]
        assert " % " in found[name]
    batch_query(rules, EMPTY, names=["widest"])
    with pytest.raises(TooWideError):
        batch_query(rules, EMPTY, SPARK, names=["widest"])
