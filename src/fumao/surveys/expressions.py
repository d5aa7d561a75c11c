"""The expressions of a survey as rules, with the figures of earlier periods as facts."""

from collections.abc import Iterator

from fumao.core.errors import Words
from fumao.forms.expressions import (
    Expression,
    context_facts,
    inputs_of,
    names_of,
    of_fields,
    rule_name,
    tables_of,
    with_used,
)
from fumao.forms.fields import Field
from fumao.rules.definitions import Citation, Definitions, Input, Rule
from fumao.rules.types import BOOL, DATE, TEXT, Type
from fumao.surveys.definitions import Survey

_SYSTEM = Words("系统", "System")
# Facts that are no fields, known of every filing.
CONTEXT = context_facts(
    (
        ("today", "今天", "Today", DATE),
        ("filed_on", "报送日期", "Day of filing", DATE),
        ("period_start", "报告期第一天", "First day of the period", DATE),
        ("period_end", "报告期最后一天", "Last day of the period", DATE),
        ("respondent_code", "填报单位信用代码", "Credit code of the respondent", TEXT),
        ("respondent_area", "填报单位所在地区", "Area of the respondent", Type("code", of="area")),
        ("respondent_kind", "填报单位类型", "Kind of the respondent", TEXT),
        ("respondent_active", "填报单位存续", "Respondent is active", BOOL),
        ("respondent_key", "列入重点企事业单位名录", "On the list of key units", BOOL),
        (
            "respondent_industry",
            "填报单位行业",
            "Industry of the respondent",
            Type("code", of="industry"),
        ),
    )
)
# What an earlier period's figure is called beside the field's own name.
EARLIER: dict[str, Words] = {
    "previous": Words("上期", "of the period before"),
    "year_ago": Words("上年同期", "of the same period last year"),
    "so_far": Words("本年累计（不含本期）", "of this year before the period"),
    "usual": Words("以往各期中位数", "as the median of its own earlier periods"),
    "lately": Words("前三期最小值", "at the least of the three periods before"),
}
ROSTER = "roster"  # the rule that tells who reports


def earlier_inputs(survey: Survey) -> Iterator[Input]:
    """Yield the figures of earlier periods: previous_executed, year_ago_executed, so_far_executed.

    One that was not filed is unknown, not zero.
    """
    for one in survey.figures():
        for name, words in EARLIER.items():
            yield _earlier(one, name, words)


def _earlier(one: Field, name: str, words: Words) -> Input:
    if one.type is None:
        raise ValueError(f"{one.key} is a table")
    label = Words(f"{one.label.zh}（{words.zh}）", f"{one.label.en} {words.en}")
    return Input(f"{name}_{one.key}", label, one.type, one.purpose, _SYSTEM, spot=one.spot)


def expressions(survey: Survey) -> Iterator[Expression]:
    """Yield every expression of the form, of its roster and its checks."""
    main = survey.basis[0] if survey.basis else Citation("", "")
    if survey.roster:
        yield ROSTER, survey.roster, main, survey.spots.get("roster", survey.spot)
    yield from of_fields(survey.form, main)
    for check in survey.checks:
        spot = check.spots.get("when", check.spot)
        yield rule_name("finding", check.key), check.when, check.cite, spot


def definitions_for(survey: Survey, packs: Definitions) -> Definitions:
    """Return the survey's inputs, tables, parameters and expressions, and what they use."""
    rules = (*(_rule(one) for one in expressions(survey)), *_totals(survey))
    asked = names_of(rule.text for rule in rules)
    earlier = tuple(one for one in earlier_inputs(survey) if one.name in asked)
    own = Definitions(
        inputs=inputs_of(survey.form) + inputs_of(survey.known) + earlier,
        tables=tables_of(survey.form) + tables_of(survey.known),
        parameters=survey.parameters,
        rules=rules,
    )
    return with_used(own, packs, CONTEXT)


def _rule(expression: Expression) -> Rule:
    name, text, cite, spot = expression
    return Rule(name, Words(text, text), "check", BOOL, text, cite, spot=spot, text_spot=spot)


def _totals(survey: Survey) -> Iterator[Rule]:
    """Yield how totals follow from the rows of a file (`bulk`), each of the type of its field."""
    main = survey.basis[0] if survey.basis else Citation("", "")
    fields = {one.key: one for one in survey.form}
    for key, text in survey.bulk.totals if survey.bulk is not None else ():
        one = fields.get(key)
        if one is not None and one.type is not None:
            spot = survey.bulk.spots.get(key, survey.bulk.spot) if survey.bulk else survey.spot
            yield Rule(
                rule_name("total", key), one.label, "statistic", one.type, text, main, spot=spot,
                text_spot=spot,
            )  # fmt: skip
