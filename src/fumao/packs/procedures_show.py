"""A procedure on the terminal: what it is, its form, route, clocks, papers and clauses."""

from collections.abc import Iterator

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from fumao.core.errors import Words
from fumao.forms.fields import ALWAYS, Field
from fumao.packs.rules_screen import print_table
from fumao.procedures.charges import due_words
from fumao.procedures.definitions import Check, Condition, Evidence, Procedure, Step
from fumao.procedures.lint_form import cited
from fumao.procedures.naming import KINDS, STEPS, owner_words, seat_words, terms_of

_THEN = {
    "refuse": Words("不予通过", "refuses"),
    "hold": Words("须人工看", "held for an officer"),
    "warn": Words("提醒", "warns"),
}


def show_procedure(procedure: Procedure, language: str, console: Console) -> None:
    """Print a procedure as tables."""
    console.print(_about(procedure, language))
    for title, head, rows in (
        (Words("表格", "Form"), _FORM, _fields(procedure, language)),
        (Words("材料", "Papers"), _PAPERS, _papers(procedure, language)),
        (Words("环节", "Route"), _ROUTE, _steps(procedure, language)),
        (Words("收费", "Fees"), _FEES, _fees(procedure, language)),
        (Words("检查和条件", "Checks and conditions"), _CHECKS, _checks(procedure, language)),
        (Words("后续", "Later cases"), _AFTER, _after(procedure, language)),
    ):
        lines = list(rows)
        if lines:
            print_table(console, title.say(language), [one.say(language) for one in head], lines)


_FORM = (Words("字段", "field"), Words("名称", "label"), Words("类型", "type"),
         Words("必填", "required"), Words("显示", "shown where"))  # fmt: skip
_PAPERS = (Words("材料", "paper"), Words("名称", "label"), Words("必备", "required"),
           Words("可否容缺、承诺", "later, promise"))  # fmt: skip
_ROUTE = (Words("环节", "step"), Words("名称", "title"), Words("办理", "by"),
          Words("期限", "limit"), Words("去向", "leads to"))  # fmt: skip
_CHECKS = (Words("名称", "key"), Words("说明", "words"), Words("结果", "effect"),
           Words("依据", "clause"))  # fmt: skip
_FEES = (Words("收费", "fee"), Words("名称", "title"), Words("金额", "amount"),
         Words("何时收", "charged where"), Words("缴清才能过", "due at"),
         Words("依据", "clause"))  # fmt: skip
_AFTER = (Words("类别", "kind"), Words("名称", "title"), Words("环节", "steps"),
          Words("字段", "fields"),
          Words("材料、检查和条件", "papers, checks, conditions"))  # fmt: skip


def _about(procedure: Procedure, language: str) -> Table:
    table = Table(
        title=escape(procedure.title.say(language)), title_justify="left", show_header=False
    )
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in _facts(procedure, language):
        table.add_row(name.say(language), escape(value))
    return table


def _facts(procedure: Procedure, language: str) -> Iterator[tuple[Words, str]]:
    yield Words("事项", "procedure"), f"{procedure.key} {procedure.version} ({procedure.code})"
    yield Words("类别", "kind"), KINDS[procedure.kind].say(language)
    yield Words("主办", "owner"), owner_words(procedure).say(language)
    yield Words("说明", "summary"), procedure.summary.say(language)
    if procedure.need:
        words = procedure.need_words
        yield Words("谁可以申请", "who may apply"), words.say(language) if words else procedure.need
    yield from _terms(procedure, language)
    if procedure.outcome is not None:
        yield Words("结果", "outcome"), procedure.outcome.name.say(language)
        yield Words("编号", "number"), procedure.outcome.number
    if not procedure.fees:
        yield Words("收费", "fees"), Words("不收费", "free of charge").say(language)
    if procedure.money is not None:
        yield Words("金额", "money"), procedure.money.rule
    clauses = dict.fromkeys(cite.shown() for cite, _spot in cited(procedure))
    yield Words("依据", "clauses"), "\n".join(clauses)


def _terms(procedure: Procedure, language: str) -> Iterator[tuple[Words, str]]:
    clock = procedure.clock
    for name, term in (
        (Words("法定期限", "statutory term"), clock.statutory),
        (Words("承诺期限", "service term"), clock.service),
        (Words("可延长", "extension"), clock.extend),
        (Words("逾期视为受理", "deemed accepted"), clock.deemed_accepted),
        (Words("复议", "reconsideration"), procedure.appeal.reconsider),
        (Words("诉讼", "court"), procedure.appeal.litigate),
    ):
        if term is not None:
            yield name, term.words().say(language)
    if clock.stops_while:
        yield Words("暂停计时", "stops while"), ", ".join(clock.stops_while)
    if procedure.correction is not None:
        terms = procedure.correction
        said = Words(
            f"{terms.rounds} 次，每次 {terms.within.words().zh}",
            f"{terms.rounds} times, {terms.within.words().en} each",
        )
        yield Words("补正", "corrections"), said.say(language)


def _when(text: str, language: str) -> str:
    return Words("是", "yes").say(language) if text == ALWAYS else text


def _type(one: Field) -> str:
    if one.type is None:
        return "table"
    return "choice" if one.options else one.type.shown()


def _fields(procedure: Procedure, language: str) -> Iterator[list[object]]:
    for one in procedure.form:
        yield [
            one.key,
            one.label.say(language),
            _type(one),
            _when(one.required, language),
            one.visible,
        ]
        for column in one.columns:
            label = f"  {column.label.say(language)}"
            yield [f"  {column.key}", label, _type(column), _when(column.required, language), ""]


def _papers(procedure: Procedure, language: str) -> Iterator[list[object]]:
    for one in procedure.evidence:
        ease = [one.later.words().say(language)] if one.later is not None else []
        if one.promise:
            ease.append(Words("可承诺", "promise").say(language))
        yield [one.key, one.label.say(language), _when(one.required, language), ", ".join(ease)]


def _steps(procedure: Procedure, language: str) -> Iterator[list[object]]:
    for step in procedure.route:
        seats = "\n".join(seat_words(seat).say(language) for seat in step.by)
        said = (*terms_of(step), *due_words(procedure, step))
        extra = "\n".join(words.say(language) for words in said)
        limit = step.within.words().say(language) if step.within is not None else ""
        title = f"{step.title.say(language)} ({STEPS[step.do].say(language)})"
        yield [step.key, title, f"{seats}\n{extra}".strip(), limit, _leads(step)]


def _leads(step: Step) -> str:
    ways = (("pass", step.passed), ("refuse", step.refused), ("hold", step.held))
    found = [f"{name} {target}" for name, target in ways if target]
    return "\n".join([*found, *(["returns"] if step.returns else [])])


def _checks(procedure: Procedure, language: str) -> Iterator[list[object]]:
    for check in procedure.checks:
        effect = _THEN[check.then].say(language)
        yield [check.key, check.words.say(language), effect, check.cite.shown()]
    for one in procedure.conditions:
        effect = Words("条件", "condition").say(language)
        yield [one.key, one.label.say(language), effect, one.cite.shown()]


def _fees(procedure: Procedure, language: str) -> Iterator[list[object]]:
    for fee in procedure.fees:
        amount = f"{fee.amount}\n{fee.words.say(language)}"
        yield [fee.key, fee.title.say(language), amount, fee.when, fee.due, fee.cite.shown()]


def _after(procedure: Procedure, language: str) -> Iterator[list[object]]:
    for one in procedure.after:
        fields = ", ".join((*one.form, *(extra.key for extra in one.extra)))
        variant = procedure.variant_for(one.kind)
        parts: tuple[Evidence | Check | Condition, ...] = ()
        if one.route:
            parts = (*variant.evidence, *variant.checks, *variant.conditions)
        rest = ", ".join(part.key for part in parts)
        yield [one.kind, one.title.say(language), " → ".join(one.route), fields, rest]
