"""The nine rules of the first measurements: eligibility, tax, education, subsidies and a total.

Invented for tests and benchmarks; the shipped packs hold the real ones.
"""

from decimal import Decimal

from fumao.core.errors import Words
from fumao.rules.definitions import (
    Citation,
    Dated,
    Definitions,
    Input,
    Parameter,
    Rule,
    Tier,
    Tiers,
)
from fumao.rules.types import Type, read_type

CITE = Citation("DEMO", "1")
YUAN = Type("money", 2, "CNY")
USD = Type("money", 2, "USD")


def words(text: str) -> Words:
    return Words(text, text)


def type_of(text: str) -> Type:
    found = read_type(text)
    assert found is not None, text
    return found


def given(name: str, type_: str, least: int | None = 0, most: int | None = None) -> Input:
    number = type_of(type_).is_number
    return Input(
        name,
        words(name),
        type_of(type_),
        "administration",
        words("test"),
        None if least is None or not number else Decimal(least),
        None if most is None else Decimal(most),
    )


def fixed(name: str, type_: str, value: str) -> Parameter:
    number = Decimal(value)
    whole = type_of(type_).kind == "int"
    dated = Dated(int(number) if whole else number, None, None, CITE)
    return Parameter(name, words(name), type_of(type_), (dated,))


def rule(name: str, type_: str, text: str, **more: object) -> Rule:
    return Rule(name, words(name), "grant", type_of(type_), text, CITE, **more)  # type: ignore[arg-type]


INPUTS = (
    given("in_city", "bool"),
    given("legal_person", "bool"),
    given("revenue", "money(CNY)"),
    given("ats_rev", "money(CNY)"),
    given("offshore_rev", "money(CNY)"),
    given("staff", "int", 0, 1_000_000),
    given("degree_staff", "int", 0, 1_000_000),
    given("taxable", "money(CNY)", None),
    given("wages", "money(CNY)"),
    given("edu", "money(CNY)"),
    given("carry_in", "money(CNY)"),
    given("cost", "money(CNY)"),
    given("exec_usd", "money(USD)"),
    given("cmmi", "int", 0, 5),
    given("prior_award", "bool"),
    given("hires", "int", 0, 1_000_000),
)
TIERS = (
    Tier(Decimal(1_000_000), Decimal(100_000)),
    Tier(Decimal(5_000_000), Decimal(400_000)),
    Tier(Decimal(10_000_000), Decimal(1_000_000)),
)
CERTIFICATES = (
    Tier(Decimal(3), Decimal(200_000)),
    Tier(Decimal(4), Decimal(300_000)),
    Tier(Decimal(5), Decimal(500_000)),
)
PARAMETERS = (
    fixed("ats_share", "dec(2)", "0.50"),
    fixed("offshore_share", "dec(2)", "0.35"),
    fixed("degree_share", "dec(2)", "0.50"),
    fixed("low_rate", "int", "15"),
    fixed("full_rate", "int", "25"),
    fixed("edu_rate", "int", "8"),
    fixed("subsidy_rate", "int", "50"),
    fixed("subsidy_cap", "money(CNY)", "500000"),
    fixed("per_hire", "money(CNY)", "4500"),
    fixed("hire_cap", "money(CNY)", "200000"),
    fixed("total_cap", "money(CNY)", "3000000"),
    Parameter(
        "size_tiers",
        words("size"),
        YUAN,
        (Dated(Tiers(TIERS, Decimal(0)), None, None, CITE),),
        "tiers",
        USD,
    ),
    Parameter(
        "cmmi_tiers",
        words("cmmi"),
        YUAN,
        (Dated(Tiers(CERTIFICATES, Decimal(0)), None, None, CITE),),
        "tiers",
        type_of("int"),
    ),
)
RULES = (
    rule(
        "elig",
        "bool",
        "in_city and legal_person and share(ats_rev, revenue) >= ats_share"
        " and share(offshore_rev, revenue) >= offshore_share"
        " and share(degree_staff, staff) >= degree_share",
    ),
    rule(
        "cit",
        "money(CNY)",
        "case when elig then per_cent(taxable, low_rate) else per_cent(taxable, full_rate) end",
    ),
    rule("edu_ded", "money(CNY)", "min_of(edu + carry_in, per_cent(wages, edu_rate))"),
    rule("edu_carry", "money(CNY)", "max_of(edu + carry_in - per_cent(wages, edu_rate), 0)"),
    rule(
        "subsidy",
        "money(CNY)",
        "case when elig then min_of(per_cent(cost, subsidy_rate), subsidy_cap) else 0 end",
    ),
    rule("tier_award", "money(CNY)", "tier(exec_usd, size_tiers)"),
    rule("oneoff", "money(CNY)", "case when prior_award then 0 else tier(cmmi, cmmi_tiers) end"),
    rule("hire_sup", "money(CNY)", "min_of(hires * per_hire, hire_cap)"),
    rule("total", "money(CNY)", "min_of(subsidy + tier_award + oneoff + hire_sup, total_cap)"),
)
NINE = Definitions(inputs=INPUTS, parameters=PARAMETERS, rules=RULES)
