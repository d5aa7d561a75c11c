"""The expressions of a procedure as rules, with what they use of the packs' own rules."""

from collections.abc import Iterator

from fumao.core.errors import Words
from fumao.forms.expressions import (
    Expression,
    context_facts,
    inputs_of,
    of_fields,
    rule_name,
    tables_of,
    with_used,
)
from fumao.forms.fields import ALWAYS, Field
from fumao.procedures.definitions import (
    Check,
    Condition,
    Evidence,
    Procedure,
    Promise,
    Step,
)
from fumao.procedures.fees import Fee
from fumao.rules.definitions import Citation, Definitions, Rule
from fumao.rules.problem import Spot
from fumao.rules.types import BOOL, DATE, INT, TEXT, Type

# Facts that are no fields, known of every case.
CONTEXT = context_facts(
    (
        ("today", "今天", "Today", DATE),
        ("submitted_on", "提交日期", "Day of submission", DATE),
        ("applicant_active", "申请人存续", "Applicant is active", BOOL),
        ("applicant_area", "申请人所在地区", "Area of the applicant", TEXT),
        ("applicant_kind", "申请人类型", "Kind of the applicant", TEXT),
        ("applicant_industry", "申请人行业", "Industry of the applicant", TEXT),
        ("applicant_founded_on", "申请人成立日期", "Applicant founded on", DATE),
        ("applicant_credit", "申请人信用等级", "Credit grade of the applicant", TEXT),
        ("held", "持有的有效结果数", "Valid outcomes held", INT),
    )
)


def place(
    part: Field | Evidence | Check | Condition | Step | Promise | Procedure | Fee, name: str
) -> Spot:
    """Return where a text of a part stands in its file, else where the part begins."""
    return part.spots.get(name, part.spot)


# What a fee is paid in.
YUAN = Type("money", 2, "CNY")


def expressions(procedure: Procedure) -> Iterator[Expression]:
    """Yield every expression: the name of its rule, text, clause and place."""
    main = procedure.basis[0] if procedure.basis else Citation("", "")
    if procedure.need:
        yield "need_applicant", procedure.need, main, place(procedure, "need")
    yield from _of_papers(procedure, main)
    for check in procedure.checks:
        yield rule_name("finding", check.key), check.when, check.cite, place(check, "when")
    for condition in procedure.conditions:
        name, spot = rule_name("condition", condition.key), place(condition, "holds")
        yield name, condition.holds, condition.cite, spot
    for step in procedure.route:
        if step.when:
            yield rule_name("when", step.key), step.when, main, place(step, "when")
    if procedure.promise is not None and procedure.promise.forbid:
        promise = procedure.promise
        yield "forbid_promise", promise.forbid, promise.cite, place(promise, "forbid")
    for fee in procedure.fees:
        if fee.when:
            yield rule_name("charged", fee.key), fee.when, fee.cite, place(fee, "when")


def amounts(procedure: Procedure) -> Iterator[Expression]:
    """Yield the expressions that give money: those of the fees."""
    for fee in procedure.fees:
        yield rule_name("fee", fee.key), fee.amount, fee.cite, place(fee, "amount")


def _of_papers(procedure: Procedure, main: Citation) -> Iterator[Expression]:
    yield from of_fields(procedure.form, main)
    for paper in procedure.evidence:
        if paper.required and paper.required != ALWAYS:
            yield rule_name("paper", paper.key), paper.required, main, place(paper, "required")


def definitions_for(procedure: Procedure, packs: Definitions) -> Definitions:
    """Return the procedure's inputs, tables, parameters and expressions, and what they use.

    Its expressions decide about the applicant, so they stand behind the wall of purposes.
    """
    fields = (*procedure.known, *procedure.form)
    own = Definitions(
        inputs=inputs_of(fields),
        tables=tables_of(fields),
        parameters=procedure.parameters,
        rules=(
            *(_rule(one, BOOL) for one in expressions(procedure)),
            *(_rule(one, YUAN) for one in amounts(procedure)),
        ),
    )
    money = [procedure.money.rule] if procedure.money is not None else []
    return with_used(own, packs, CONTEXT, money)


def _rule(expression: Expression, type_: Type) -> Rule:
    name, text, cite, spot = expression
    words = Words(text, text)
    return Rule(name, words, "accreditation", type_, text, cite, spot=spot, text_spot=spot)
