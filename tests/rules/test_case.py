"""One case: what is unknown and why, dates, exclusion, once only, the year before, the steps."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from fumao.core.errors import Words
from fumao.rules import Library
from fumao.rules.definitions import Dated, Exclusion, Parameter
from fumao.rules.step import Step
from fumao.rules.types import INT
from tests.rules.nine import CITE, NINE, rule, words
from tests.rules.small import DAY, answer, answers, library

MISSING = [
    # false decides an `and`, true an `or`, whatever else is missing
    ("flag and flag2", {"flag": False}, False, ""),
    ("flag2 and flag", {"flag": False}, False, ""),
    ("flag and flag2", {"flag": True}, None, "flag2"),
    ("flag and flag2", {}, None, "flag flag2"),
    ("flag or flag2", {"flag": True}, True, ""),
    ("flag or flag2", {"flag": False}, None, "flag2"),
    ("not flag", {}, None, "flag"),
    ("flag and n > 0 and cost > cap", {"flag": True, "n": 1}, None, "cost"),
    ("flag and (flag2 or n > 0)", {"flag2": True}, None, "flag"),
    ("(flag or flag2) and (n > 0 or m > 0)", {"flag": True, "n": 0}, None, "m"),
    ("(flag or flag2) and (n > 0 or m > 0)", {"flag": False, "flag2": False}, False, ""),
    # a case asks for its first unknown condition only, then for the value it comes to
    ("case when flag then n > 0 when flag2 then m > 0 else x > 0 end", {}, None, "flag"),
    ("case when flag then n > 0 when flag2 then m > 0 else x > 0 end", {"flag": True}, None, "n"),
    (
        "case when flag then n > 0 when flag2 then m > 0 else x > 0 end",
        {"flag": False},
        None,
        "flag2",
    ),
    ("case when flag then true when flag2 then m > 0 else x > 0 end", {"flag": True}, True, ""),
    ("n + m > 0", {"n": 1}, None, "m"),
    ("n + m > 0", {}, None, "m n"),
    ("or_else(n, m) > 0", {}, None, "m n"),
    ("or_else(n, m) > 0", {"m": 1}, True, ""),
    ("share(cost, other) >= half", {"cost": Decimal(1)}, None, "other"),
    ("share(cost, other) >= half", {}, None, "cost other"),
    ("in_list(t, kinds)", {}, None, "t"),
    ("tier(n, steps) > cost", {}, None, "cost n"),
    ("round2(x) > 0", {}, None, "x"),
    ("min_of(n, three) > 0", {}, None, "n"),
    ("n between m and three", {"n": 2}, None, "m"),
    ("is_known(n) or flag", {}, None, "flag"),
    ("quotient(n, m, 2) > 0", {"m": 0}, None, "n"),
]


@pytest.mark.parametrize(("text", "values", "wanted", "missing"), MISSING)
def test_what_is_missing(text: str, values, wanted, missing: str):
    found = answer("bool", text, values)
    assert found.value is wanted
    assert found.missing == frozenset(missing.split())
    assert not found.blocked
    assert found.status == ("decided" if wanted is not None else "needs_information")
    assert not found.blocked


def test_missing_goes_through_rules():
    found = answers(
        library(rule("base", "int", "n + m"), rule("top", "bool", "flag and base > 0")),
        {"flag": True, "n": 1},
    )
    assert found["top"].missing == {"m"}
    assert (
        answers(
            library(rule("base", "int", "n + m"), rule("top", "bool", "flag and base > 0")),
            {"flag": False},
        )["top"].value
        is False
    )


def test_steps_show_what_was_looked_at():
    found = answer(
        "bool", "case when flag then flag2 else n > 0 end", {"flag": True, "flag2": False}
    )
    assert isinstance(found.step, Step)
    condition, chosen = found.step.parts
    assert (condition.value, chosen.value, len(found.step.parts)) == (True, False, 2)


def dated(*values: tuple[int, date | None, date | None]) -> Parameter:
    held = tuple(Dated(v, first, last, CITE) for v, first, last in values)
    return Parameter("limit", words("limit"), INT, held)


EVE, NEW_YEAR = date(2014, 12, 31), date(2015, 1, 1)


@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        (date(2009, 12, 31), None),
        (date(2010, 1, 1), 5),
        (EVE, 5),
        (NEW_YEAR, 7),
        (date(2016, 6, 30), 7),
        (date(2016, 7, 1), None),
    ],
)
def test_parameters_by_date(day: date, wanted: int | None):
    limit = dated((7, NEW_YEAR, date(2016, 6, 30)), (5, date(2010, 1, 1), EVE))
    found = answers(library(rule("r", "int", "limit + n"), parameters=(limit,)), {"n": 0}, day=day)[
        "r"
    ]
    assert found.value == wanted
    if wanted is None:
        assert (found.status, found.missing, found.blocked) == ("undefined", frozenset(), {"limit"})


def test_a_parameter_out_of_force_beside_a_missing_input():
    limit = dated((7, NEW_YEAR, None))
    found = answers(library(rule("r", "int", "limit + n"), parameters=(limit,)), {}, day=EVE)["r"]
    assert (found.status, found.missing, found.blocked) == ("needs_information", {"n"}, {"limit"})


def test_tables_out_of_force():
    names = {"steps": "tier(n, steps) > 0", "kinds": "in_list(t, kinds)"}
    for name, text in names.items():
        base = library(rule("r", "bool", text)).definitions
        late = tuple(
            replace(p, values=(replace(p.values[0], valid_from=date(2020, 1, 1)),))
            if p.name == name
            else p
            for p in base.parameters
        )
        found = answers(Library(replace(base, parameters=late)), {"n": 3, "t": "a"})["r"]
        assert (found.status, found.blocked) == ("undefined", {name})


def test_versions_of_a_rule_by_date():
    old = rule("r", "int", "n", valid_from=date(2010, 1, 1), valid_to=EVE)
    new = rule("r", "int", "n + 1", valid_from=NEW_YEAR, valid_to=date(2016, 1, 1))
    found = library(new, old, rule("user", "int", "r * 0 + m"), rule("more", "bool", "n > 0"))
    assert answers(found, {"n": 1, "m": 2}, day=EVE)["r"].value == 1
    assert answers(found, {"n": 1, "m": 2}, day=NEW_YEAR)["r"].value == 2
    after = answers(found, {"n": 1, "m": 2}, day=date(2016, 1, 2))
    ended = after["r"]
    assert (ended.status, ended.value, ended.missing) == ("not_in_force", None, frozenset())
    assert (ended.blocked, ended.step, ended.rule) == ({"r"}, None, new)
    user = after["user"]  # never a dead rule
    assert (user.status, user.blocked) == ("undefined", {"r"})
    assert after["more"].value is True
    assert found.at(date(2016, 1, 2)).answers({"n": 1}, names=["user"])["user"].blocked == {"r"}


def test_only_the_rules_asked_for():
    rules = Library(NINE).at(DAY)
    assert set(rules.answers({}, names=["subsidy"])) == {"subsidy", "elig"}
    assert set(rules.answers({}, names=[])) == set()
    assert rules.needed(["total"]) == {
        "total",
        "subsidy",
        "elig",
        "tier_award",
        "oneoff",
        "hire_sup",
    }


def award(name: str, text: str, **more):
    return rule(name, "money(CNY)", text, **more)


@pytest.mark.parametrize(
    ("received", "cost", "wanted", "missing"),
    [
        (False, "5.00", "5.00", ""),
        (True, "5.00", "0.00", ""),
        (True, None, "0.00", ""),  # whatever it would be
        (None, "5.00", None, "received_r"),
        (False, None, None, "cost"),
        (None, "0.00", "0.00", ""),  # nothing to pay, so nobody need know
        (None, None, None, "cost"),  # asked first; the other only if there is something to pay
    ],
)
def test_once(received, cost, wanted, missing: str):
    values = {"received_r": received, "cost": None if cost is None else Decimal(cost)}
    found = answers(library(award("r", "cost", once=True)), values)["r"]
    assert (None if found.value is None else str(found.value)) == wanted
    assert found.missing == frozenset(missing.split())


def test_once_by_version():
    free = award("r", "cost", valid_to=EVE)
    once = award("r", "cost", once=True, valid_from=NEW_YEAR)
    found = library(free, once)
    values = {"received_r": True, "cost": Decimal("5.00")}
    assert answers(found, values, day=EVE)["r"].value == Decimal("5.00")
    assert answers(found, values, day=NEW_YEAR)["r"].value == 0


def test_prior_and_received():
    found = library(
        # 8 % of wages may be deducted a year; the rest is carried forward
        award("left", "max_of(cost + or_else(prior(left), 0) - per_cent(other, rate), 0)"),
        award("again", "case when received(left) then 0 else cost end"),
    )
    # 100 + 20 - 15 % of 200 = 90
    values = {"cost": Decimal("100.00"), "prior_left": Decimal("20.00"), "other": Decimal("200.00")}
    assert answers(found, values)["left"].value == Decimal("90.00")
    del values["prior_left"]
    assert answers(found, values)["left"].value == Decimal("70.00")
    assert answers(found, values)["again"].missing == {"received_left"}
    assert answers(found, {**values, "received_left": False})["again"].value == Decimal("100.00")
    assert answers(found, {**values, "received_left": True})["again"].value == 0
    assert answers(library(award("r", "prior(r) + 1")), {})["r"].missing == {"prior_r"}


GRANTS = (award("a", "cost"), award("b", "other"), award("z", "cap * n"))


def exclusive(keep: str, *rules, names=("a", "b", "z")):
    return library(*rules, exclusions=(Exclusion("one", names, keep, CITE),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("keep", "cost", "other", "n", "nets"),
    [
        ("greatest", "5", "7", 0, "0 7 0"),
        ("greatest", "7", "7", 0, "7 0 0"),  # of equal ones the first
        ("greatest", "7", "1000", 1, "0 1000 0"),
        ("greatest", "7", "999.99", 1, "0 0 1000"),
        ("greatest", "0", "0", 0, "0 0 0"),
        ("first", "5", "7", 1, "5 0 0"),
        ("first", "0", "7", 1, "0 7 0"),
        ("first", "0", "0", 1, "0 0 1000"),
        ("first", "0", "0", 0, "0 0 0"),
        ("greatest", None, "7", 0, "? ? 0"),  # z = 0 is not above 7, whatever a is
        ("first", "5", None, 1, "5 0 0"),
        ("first", None, "7", 1, "? ? 0"),  # a or b is paid
    ],
)
def test_exclusion(keep: str, cost, other, n, nets: str):
    values = {
        "cost": None if cost is None else Decimal(cost),
        "other": None if other is None else Decimal(other),
        "n": n,
    }
    found = answers(exclusive(keep, *GRANTS), values)
    for name, wanted in zip("abz", nets.split(), strict=True):
        assert found[f"{name}_net"].value == (None if wanted == "?" else Decimal(wanted)), name
    assert found["a_net"].rule.label == Words("a（不重复享受后）", "a (after exclusion)")


def test_a_grant_that_has_ended_excludes_nothing():
    ended = award("b", "other", valid_from=date(2010, 1, 1), valid_to=EVE)
    found = exclusive("greatest", award("a", "cost"), ended, names=("a", "b"))
    values = {"cost": Decimal(5), "other": Decimal(7)}

    def nets(day: date) -> dict[str, object]:
        every = answers(found, values, day=day)
        return {
            n: a.value if a.status == "decided" else a.status
            for n, a in every.items()
            if "_net" in n
        }

    assert nets(EVE) == {"a_net": 0, "b_net": 7}
    assert nets(date(2010, 1, 1)) == {"a_net": 0, "b_net": 7}
    assert nets(NEW_YEAR) == {"a_net": 5, "b_net": "not_in_force"}
    assert nets(date(2009, 12, 31)) == {"a_net": 5, "b_net": "not_in_force"}
    last = award("b", "other", valid_to=date.max)
    always = exclusive("first", award("a", "cost"), last, names=("a", "b"))
    assert answers(always, values)["a_net"].value == 5


def test_exclusion_of_grants_paid_once():
    found = exclusive("first", award("a", "cost", once=True), award("b", "other"), names=("a", "b"))
    values = {"cost": Decimal(5), "other": Decimal(7), "received_a": True}
    every = answers(found, values)
    assert [every[n].value for n in ("a", "a_net", "b_net")] == [0, 0, 7]
    assert "received_a_net" not in found.inputs


def test_the_nine_by_hand():
    values = {
        "in_city": True, "legal_person": True, "revenue": Decimal("10000000.00"),
        "ats_rev": Decimal("5000000.00"), "offshore_rev": Decimal("3500000.00"), "staff": 100,
        "degree_staff": 50, "taxable": Decimal("1000000.10"), "wages": Decimal("3000000.00"),
        "edu": Decimal("200000.00"), "carry_in": Decimal("50000.00"), "cost": Decimal("900000.50"),
        "exec_usd": Decimal("5000000.00"), "cmmi": 4, "prior_award": False, "hires": 30,
    }  # fmt: skip
    found = {name: a.value for name, a in Library(NINE).at(DAY).answers(values).items()}
    assert {n: str(v) for n, v in found.items()} == {
        "elig": "True",  # 50 %, 35 %, 50 %: each just reached
        "cit": "150000.02",  # 15 % of 1 000 000.10 = 150 000.015
        "edu_ded": "240000.00",  # 8 % of 3 000 000 below 250 000
        "edu_carry": "10000.00",
        "subsidy": "450000.25",  # half of 900 000.50
        "tier_award": "400000.00",
        "oneoff": "300000.00",
        "hire_sup": "135000.00",  # 30 x 4 500
        "total": "1285000.25",
    }
    one_fen_less = {**values, "ats_rev": Decimal("4999999.99")}
    found = {name: a.value for name, a in Library(NINE).at(DAY).answers(one_fen_less).items()}
    assert (found["elig"], found["subsidy"]) == (False, 0)
    assert found["cit"] == Decimal("250000.03")  # 25 % of 1 000 000.10 = 250 000.025
