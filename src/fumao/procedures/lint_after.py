"""Checks of what comes of a case: its outcome, its money, and later cases."""

import re
from collections.abc import Sequence

from fumao.forms.expressions import names_in
from fumao.forms.fields import Field
from fumao.procedures.definitions import After, Check, Condition, Evidence, OutcomeTerms, Procedure
from fumao.procedures.expressions import expressions
from fumao.procedures.lint_form import names_of
from fumao.procedures.lint_notes import Known, Notes, Said
from fumao.rules.definitions import Definitions

_TOKEN = re.compile(r"\{([^{}]*)\}")
_SEQ = re.compile(r"seq:([1-9]|1[0-2])")
_SEQ_TOKEN = re.compile(r"\{seq:\d+\}")
_TOKENS = ("code", "area", "yyyy")
_LINE_PARTS = ("invoice", "dated", "amount", "kind")


def check_outcome(procedure: Procedure, known: Known, notes: Notes) -> None:
    """Note what is wrong with the paper a granted case brings."""
    terms = procedure.outcome
    if terms is None:
        return
    _check_number(terms, notes)
    _check_alone(procedure, terms, known, notes)
    _check_validity(procedure, terms, notes)
    fields = {one.key: one for one in procedure.form}
    for name in terms.public:
        shown = fields.get(name)
        if shown is None:
            notes.unknown(("字段", "field"), name, terms.spot, fields)
        elif shown.sensitive:
            said = (f"敏感字段“{name}”不能公开", f'the sensitive field "{name}" cannot be public')
            notes.add("public", terms.spot, said, ("从 public 去掉", "remove it from public"))


def _check_validity(procedure: Procedure, terms: OutcomeTerms, notes: Notes) -> None:
    if terms.until and terms.months is not None:
        said = ("until 和 months 只能写一个", "write until or months, not both")
        notes.add("validity", terms.spot, said, ("删去一个", "remove one"))
    if terms.months is not None and terms.months < 1:
        said = ("months 应大于 0", "months must be above 0")
        notes.add("validity", terms.spot, said, ("改正 months", "correct months"))
    fields = {one.key: one for one in procedure.form}
    if terms.until:
        until = fields.get(terms.until)
        if until is None:
            notes.unknown(("字段", "field"), terms.until, terms.spot, fields)
        elif until.type is None or until.type.kind != "date":
            said = (f"until“{terms.until}”不是日期字段", f'until "{terms.until}" is no date')
            notes.add("validity", terms.spot, said, ("改为日期字段", "name a field of type date"))
        elif not until.required:
            said = (
                f"“{terms.until}”可以不填，结果就没有终止日",
                f'"{terms.until}" may be left empty, and the outcome would have no end',
            )
            notes.add("validity", terms.spot, said, ("写 required", "write required"), warning=True)


def _check_number(terms: OutcomeTerms, notes: Notes) -> None:
    tokens = _TOKEN.findall(terms.number)
    rest = _TOKEN.sub("", terms.number)
    wrong = [one for one in tokens if one not in _TOKENS and not _SEQ.fullmatch(one)]
    if wrong or "{" in rest or "}" in rest:
        said = (f"编号“{terms.number}”有误", f'the number "{terms.number}" is not understood')
        mend = (
            "只可用 {code}、{area}、{yyyy}、{seq:5}",
            "use {code}, {area}, {yyyy} and {seq:5} only",
        )
        notes.add("number", terms.spot, said, mend)
    sequences = [one for one in tokens if _SEQ.fullmatch(one)]
    if len(sequences) != 1 and not wrong:
        said = (
            f"编号“{terms.number}”须有一个流水号",
            f'the number "{terms.number}" needs one {{seq:N}}',
        )
        notes.add("number", terms.spot, said, ("加 {seq:5}", "add {seq:5}"))


def _check_alone(procedure: Procedure, terms: OutcomeTerms, known: Known, notes: Notes) -> None:
    """Note another procedure that would give the same numbers."""
    if "{code}" in terms.number:
        return
    for other in known.procedures.values():
        if other.key == procedure.key or other.outcome is None:
            continue
        if _SEQ_TOKEN.sub("", other.outcome.number) == _SEQ_TOKEN.sub("", terms.number):
            said = (
                f"编号“{terms.number}”会与“{other.key}”的编号相同",
                f'the number "{terms.number}" may be one of "{other.key}"',
            )
            notes.add("number", terms.spot, said, ("加 {code}", "add {code}"))


def check_money(procedure: Procedure, packs: Definitions, notes: Notes) -> None:
    """Note what is wrong with the rule and the claim lines of a case that asks for money."""
    money = procedure.money
    if money is None:
        if procedure.kind == "funding" and not procedure.variant:
            said = ("资金类办法没有写 money", "a funding procedure has no money")
            mend = ("写 money: {rule: …}", "write money: {rule: …}")
            notes.add("money", procedure.spot, said, mend, warning=True)
        return
    rules = [one for one in packs.rules if one.name == money.rule]
    if not rules:
        names = sorted({one.name for one in packs.rules if one.kind == "grant"})
        notes.unknown(("规则", "rule"), money.rule, money.spot, names)
    elif any(one.kind != "grant" or one.type.kind != "money" for one in rules):
        said = (
            f"规则“{money.rule}”不是以金额作答的补助规则",
            f'the rule "{money.rule}" is no grant that answers in money',
        )
        notes.add("money", money.spot, said, ("改用补助规则", "name a grant of money"))
    _check_lines(procedure, notes)


def _check_lines(procedure: Procedure, notes: Notes) -> None:
    money = procedure.money
    if money is None:
        return
    tables = {one.key: one for one in procedure.tables}
    if money.columns and not money.lines:
        said = ("写了 columns 但没有 lines", "columns without lines")
        notes.add("money", money.spot, said, ("写 lines: 表名", "write lines"))
    if not money.lines:
        return
    table = tables.get(money.lines)
    if table is None:
        notes.unknown(("表", "table"), money.lines, money.spot, tables)
        return
    columns = names_of(table.columns)
    for part, name in money.columns:
        if part not in _LINE_PARTS:
            notes.unknown(("明细项", "part of a line"), part, money.spot, _LINE_PARTS)
        if name not in columns:
            notes.unknown(("列", "column"), name, money.spot, sorted(columns))


def check_after(procedure: Procedure, notes: Notes) -> None:
    """Note what is wrong with the declarations of later cases."""
    notes.repeated(("后续事项", "later case"), procedure.after, lambda a: a.kind, lambda a: a.spot)
    if procedure.after and procedure.outcome is None:
        said = ("没有 outcome，后续事项无从说起", "later cases need an outcome to act on")
        notes.add("after", procedure.after[0].spot, said, ("写 outcome", "write an outcome"))
    for after in procedure.after:
        _check_parts(procedure, after, notes)
        _check_steps(procedure, after, notes)
        _check_kind(after, notes)
        _check_deemed(procedure, after, notes)


type _Part = Field | Evidence | Check | Condition


def _check_parts(procedure: Procedure, after: After, notes: Notes) -> None:
    """Note what a later case keeps that is not there, and what it declares a second time."""
    kinds: tuple[tuple[Said, str, tuple[str, ...], Sequence[_Part], Sequence[_Part]], ...] = (
        (("字段", "field"), "form", after.form, after.extra, procedure.form),
        (("材料", "paper"), "keep_evidence", after.keep_evidence, after.evidence,
         procedure.evidence),
        (("检查", "check"), "keep_checks", after.keep_checks, after.checks, procedure.checks),
        (("条件", "condition"), "keep_conditions", after.keep_conditions, after.conditions,
         procedure.conditions),
    )  # fmt: skip
    for what, kept_in, kept, own, main in kinds:
        names = frozenset(one.key for one in main)
        for name in kept:
            if name not in names:
                notes.unknown(what, name, after.spot, sorted(names))
        notes.repeated(what, own, lambda one: one.key, lambda one: one.spot)
        for one in own:
            if one.key in names:
                said = (
                    f"“{one.key}”已是办法的{what[0]}，不能再写一个",
                    f'"{one.key}" is a {what[1]} of the procedure already',
                )
                mend = (f"写在 {kept_in} 中，或换名", f"name it in {kept_in}, or call it otherwise")
                notes.add("repeated", one.spot, said, mend)
    if after.kind == "renew" and not after.route:
        _check_whole(after, notes)


def _check_whole(after: After, notes: Notes) -> None:
    """Note what a renewal without steps of its own declares: it is the whole procedure again."""
    parts = (after.form, after.extra, after.keep_evidence, after.evidence, after.keep_checks,
             after.checks, after.keep_conditions, after.conditions)  # fmt: skip
    if any(parts):
        said = (
            "renew 没有 route 时整件重办，字段、材料、检查和条件都同首次",
            "renew without a route is the whole procedure again, so its parts have no effect",
        )
        notes.add("after", after.spot, said, ("删去，或写 route", "remove them, or write a route"))


def check_recalled(variant: Procedure, notes: Notes) -> None:
    """Note expressions of a later case about rows that only the case before it has."""
    tables = {one.key for one in variant.known if one.is_table}
    for _name, text, _cite, spot in expressions(variant):
        for name in sorted(names_in(text) & tables):
            said = (
                f"表“{name}”是前一办件的，本件不知其行",
                f'the rows of "{name}" belong to the case before: they are not known here',
            )
            notes.add("recalled", spot, said, ("把表写在 form 中", "name the table in form"))


def _check_steps(procedure: Procedure, after: After, notes: Notes) -> None:
    order = [step.key for step in procedure.route]
    for name in after.route:
        if name not in order:
            notes.unknown(("环节", "step"), name, after.spot, order)
    places = [order.index(name) for name in after.route if name in order]
    if places != sorted(set(places)):
        said = (
            f"{after.kind} 的环节次序与 route 不同",
            f"the steps of {after.kind} stand in another order than in route",
        )
        notes.add("after", after.spot, said, ("按 route 的次序写", "keep the order of route"))
    if not after.route and after.kind != "renew":
        said = (f"{after.kind} 没有环节", f"{after.kind} has no steps")
        notes.add("after", after.spot, said, ("写 route", "write route"))


def _check_deemed(procedure: Procedure, after: After, notes: Notes) -> None:
    """Note a renewal by silence that has no outcome to renew for a known time, or no time left."""
    deemed = after.deemed
    if deemed is None:
        return
    if after.kind != "renew":
        said = ("deemed 只用于 renew", "deemed belongs to renew")
        notes.add("after", deemed.spot, said, ("删去", "remove it"))
    if procedure.outcome is None or procedure.outcome.months is None:
        said = (
            "结果没有 months，视为延续后不知有效到何时",
            "the outcome has no months: one renewed by silence would have no end",
        )
        notes.add("after", deemed.spot, said, ("写 outcome.months", "write outcome.months"))
    before = after.before
    if before and before.unit == deemed.within.unit and before.amount < deemed.within.amount:
        said = (
            f"到期前 {before} 才能办，来不及提前 {deemed.within}",
            f"it opens {before} before the end, too late to leave {deemed.within}",
        )
        notes.add("after", deemed.spot, said, ("加长 before", "make before longer"))


# Which field belongs to which kind of later case.
_OF_KIND = {"every": "recheck", "before": "renew", "grounds": "revoke"}


def _check_kind(after: After, notes: Notes) -> None:
    given = {"every": after.every, "before": after.before, "grounds": after.grounds}
    for name, kind in _OF_KIND.items():
        if given[name] and after.kind != kind:
            said = (f"{name} 只用于 {kind}", f"{name} belongs to {kind}")
            notes.add("after", after.spot, said, ("删去", "remove it"))
    if after.kind == "recheck" and not after.every:
        said = ("recheck 没有 every：多久查一次", "recheck has no every: how often is it")
        notes.add("after", after.spot, said, ("写 every: 12（月）", "write every: 12 (months)"))
    if after.kind == "revoke" and not after.grounds:
        said = ("revoke 没有 grounds：凭什么撤销", "revoke has no grounds")
        notes.add("after", after.spot, said, ("写 grounds", "write grounds"))
    notes.repeated(("事由", "ground"), after.grounds, lambda g: g.key, lambda _g: after.spot)
    if after.fails < 1:
        said = ("fails 应大于 0", "fails must be above 0")
        notes.add("after", after.spot, said, ("改正 fails", "correct fails"))
