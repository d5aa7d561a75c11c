"""The expressions of a procedure as rules, with what they use of the packs' own rules."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from fumao.core.errors import Words
from fumao.procedures.definitions import (
    ALWAYS,
    Check,
    Condition,
    Evidence,
    Field,
    Procedure,
    Promise,
    Step,
)
from fumao.procedures.fees import Fee
from fumao.rules.definitions import ChildTable, Citation, Definitions, Input, Parameter, Rule
from fumao.rules.parse import parse
from fumao.rules.problem import RuleError, Spot
from fumao.rules.tree import Call, Gather, Name, Node, walk
from fumao.rules.tree import Field as RowField
from fumao.rules.types import BOOL, DATE, INT, TEXT, Type

# Facts that are no fields, known of every case.
CONTEXT: tuple[Input, ...] = tuple(
    Input(name, Words(zh, en), type_, "administration", Words("系统", "System"))
    for name, zh, en, type_ in (
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


def rule_name(kind: str, key: str) -> str:
    """Return the name of the rule that an expression becomes."""
    return f"{kind}_{key.replace('-', '_')}"


# What a fee is paid in.
YUAN = Type("money", 2, "CNY")
type Expression = tuple[str, str, Citation, Spot]


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
    for one in procedure.form:
        for kind, text in (
            ("visible", one.visible), ("required", one.required), ("check", one.check),
        ):  # fmt: skip
            if text and text != ALWAYS:
                yield rule_name(kind, one.key), text, main, place(one, kind)
    for paper in procedure.evidence:
        if paper.required and paper.required != ALWAYS:
            yield rule_name("paper", paper.key), paper.required, main, place(paper, "required")


def definitions_for(procedure: Procedure, packs: Definitions) -> Definitions:
    """Return the procedure's inputs, tables, parameters and expressions, and what they use.

    Its expressions decide about the applicant, so they stand behind the wall of purposes.
    """
    fields = (*procedure.known, *procedure.form)
    own = Definitions(
        inputs=tuple(_input(one) for one in fields if one.type is not None),
        tables=tuple(_table(one) for one in fields if one.type is None),
        parameters=procedure.parameters,
        rules=(
            *(_rule(one, BOOL) for one in expressions(procedure)),
            *(_rule(one, YUAN) for one in amounts(procedure)),
        ),
    )
    named = {one.name for one in own.inputs} | {one.name for one in own.tables}
    wanted = _names(rule.text for rule in own.rules)
    if procedure.money is not None:
        wanted |= {procedure.money.rule}
    used = needed(packs, wanted - named)
    inputs = {one.name: one for one in (*CONTEXT, *used.inputs, *own.inputs)}
    tables = {one.name: one for one in (*used.tables, *own.tables)}
    return Definitions(
        tuple(inputs.values()),
        tuple(tables.values()),
        used.parameters + own.parameters,
        used.rules + own.rules,
    )


def _rule(expression: Expression, type_: Type) -> Rule:
    name, text, cite, spot = expression
    words = Words(text, text)
    return Rule(name, words, "accreditation", type_, text, cite, spot=spot, text_spot=spot)


def _input(one: Field) -> Input:
    if one.type is None:
        raise ValueError(f"{one.key} is a table")
    name = one.given or one.key
    label = one.label
    return Input(name, label, one.type, one.purpose, label, one.least, one.most, spot=one.spot)


def _table(one: Field) -> ChildTable:
    # Rows are read by the keys of the columns, also where `input` gives label and type.
    columns = tuple(replace(_input(column), name=column.key) for column in one.columns)
    return ChildTable(one.key, one.label, columns, one.spot)


def _names(texts: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for text in texts:
        try:
            found |= _mentioned(parse(text, Spot()))
        except RuleError:
            continue  # the library will say what is wrong with it
    return found


def names_in(text: str) -> frozenset[str]:
    """Return the names an expression mentions; none where it cannot be read."""
    return frozenset(_names([text])) if text and text != ALWAYS else frozenset()


def _mentioned(tree: Node) -> set[str]:
    found: set[str] = set()
    for node in walk(tree):
        match node:
            case Name(name=name):
                found.add(name)
            case RowField(table=table) | Gather(table=table):
                found.add(table)
            case Call(function="in_list" | "tier"):
                found |= {part.name for part in node.args if isinstance(part, Name)}
    return found


def needed(packs: Definitions, names: Iterable[str]) -> Definitions:
    """Return the part of the packs' definitions that these names lead to, and no more."""
    rules: dict[str, list[Rule]] = {}
    for rule in packs.rules:
        rules.setdefault(rule.name, []).append(rule)
    seen: set[str] = set()
    waiting = set(names)
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for rule in rules.get(name, ()):
            waiting |= _names([rule.text]) - seen
    parameters: tuple[Parameter, ...] = tuple(p for p in packs.parameters if p.name in seen)
    return Definitions(
        tuple(one for one in packs.inputs if one.name in seen),
        tuple(one for one in packs.tables if one.name in seen),
        parameters,
        tuple(replace(one) for one in packs.rules if one.name in seen),
    )
