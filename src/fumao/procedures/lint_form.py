"""Checks of the form and of what hangs on it: fields, papers, checks, conditions, clauses."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Protocol

from fumao.forms.expressions import names_in
from fumao.forms.fields import ALWAYS, Field
from fumao.procedures.definitions import After, Procedure
from fumao.procedures.expressions import CONTEXT, place
from fumao.procedures.form import Form
from fumao.procedures.lint_notes import Known, Notes
from fumao.rules.definitions import Citation, Definitions
from fumao.rules.problem import RuleError, Spot
from fumao.rules.types import TEXT

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_SLUG = re.compile(r"[a-z][a-z0-9_-]*")
_FILES = frozenset(
    {"pdf", "ofd", "jpg", "jpeg", "png", "docx", "xlsx", "csv", "txt", "xml", "zip", "mp4", "dwg"}
)
_PREFILL = re.compile(r"enterprise:[a-z_]+|outcome:([a-z0-9-]+)\.([a-z0-9_]+)")


def check_form(procedure: Procedure, packs: Definitions, known: Known, notes: Notes) -> None:
    """Note what is wrong with the form, and what the rules' library says of its expressions."""
    _check_keys(procedure, notes)
    above: set[str] = set()
    for one in procedure.form:
        _check_field(one, notes)
        _check_scheme(one, known, notes)
        _check_visible(procedure, one, above, notes)
        _check_prefill(one, known, notes)
        above |= {one.key, one.given}
    _check_papers(procedure, notes)
    _check_texts(procedure, notes)
    try:
        Form(procedure, packs)
    except RuleError as error:
        for problem in error.problems:
            notes.take(problem)


def _check_keys(procedure: Procedure, notes: Notes) -> None:
    facts = {one.name for one in CONTEXT}
    for one in procedure.form:
        if not _NAME.fullmatch(one.key):
            said = (f"字段名“{one.key}”不合格式", f'the field name "{one.key}" has a wrong form')
            mend = ("用小写字母、数字和下划线", "use small letters, digits and _")
            notes.add("key", one.spot, said, mend)
        if one.key in facts:
            said = (f"“{one.key}”是系统已知的事实", f'"{one.key}" is a fact the system knows')
            notes.add("key", one.spot, said, ("字段换一个名称", "choose another name"))
    papers = [(one.key, one.spot) for one in procedure.evidence]
    fields = [(one.key, one.spot) for one in procedure.form]
    both = [*fields, *papers]
    notes.repeated(("字段或材料", "field or paper"), both, lambda k: k[0], lambda k: k[1])
    given = [one for one in procedure.form if one.given]
    notes.repeated(("词表项", "input"), given, lambda one: one.given, lambda one: one.spot)
    notes.repeated(("检查", "check"), procedure.checks, lambda c: c.key, lambda c: c.spot)
    notes.repeated(("条件", "condition"), procedure.conditions, lambda c: c.key, lambda c: c.spot)
    rest: list[tuple[str, Spot]] = [
        *papers, *((c.key, c.spot) for c in procedure.checks),
        *((c.key, c.spot) for c in procedure.conditions),
        *((s.key, s.spot) for s in procedure.route), (procedure.key, procedure.spot),
    ]  # fmt: skip
    for key, spot in rest:
        if not _SLUG.fullmatch(key):
            said = (f"名称“{key}”不合格式", f'the name "{key}" has a wrong form')
            notes.add(
                "key", spot, said, ("用小写字母、数字和连字符", "use small letters, digits, -")
            )


def _check_field(one: Field, notes: Notes) -> None:
    _check_choice(one, notes)
    if one.is_table:
        _check_table(one, notes)
    if ALWAYS in (one.check, one.visible):
        said = (f"“{one.key}”的 always 只用于 required", f'"{one.key}": always is for required')
        notes.add("always", one.spot, said, ("删去", "remove it"))
    if one.check and one.check_words is None:
        said = (
            f"“{one.key}”的 check 没有说明，申请人不知错在哪里",
            f'the check of "{one.key}" has no words: an applicant is not told what is wrong',
        )
        mend = ("写 check_zh 和 check_en", "write check_zh and check_en")
        notes.add("words", place(one, "check"), said, mend)
    if one.least is not None and one.most is not None and one.least > one.most:
        said = (f"“{one.key}”的 least 大于 most", f'least of "{one.key}" is above most')
        notes.add("bounds", one.spot, said, ("改正其一", "correct one of them"))
    if one.public and one.sensitive:
        said = (f"“{one.key}”既公开又敏感", f'"{one.key}" is public and sensitive')
        notes.add("public", one.spot, said, ("去掉其一", "remove one"))


def _check_scheme(one: Field, known: Known, notes: Notes) -> None:
    """Note a code list that no pack in view has, in the field and in a table's columns."""
    for field in (one, *one.columns):
        scheme = field.type.of if field.type is not None and field.type.kind == "code" else None
        if scheme is not None and known.schemes is not None and scheme not in known.schemes:
            notes.unknown(("代码表", "code list"), scheme, field.spot, sorted(known.schemes))


def _check_choice(one: Field, notes: Notes) -> None:
    notes.repeated(("选项", "option"), one.options, lambda o: o.key, lambda _o: one.spot)
    if one.options and one.type != TEXT:
        said = (f"“{one.key}”不是选择题，却有 options", f'"{one.key}" has options but is no choice')
        notes.add("options", one.spot, said, ("写 type: choice", "write type: choice"))
    elif len(one.options) == 1:
        said = (f"“{one.key}”只有一个选项", f'"{one.key}" has one option only')
        notes.add("options", one.spot, said, ("补选项或删去字段", "add options"))


def _check_table(table: Field, notes: Notes) -> None:
    columns = table.columns
    notes.repeated(("列", "column"), columns, lambda c: c.key, lambda c: c.spot)
    if not columns:
        said = (f"表“{table.key}”没有列", f'the table "{table.key}" has no columns')
        notes.add("columns", table.spot, said, ("写 columns", "write columns"))
    for column in columns:
        _check_choice(column, notes)
        extra = column.visible or column.check or column.prefill or column.unique
        if extra or column.required not in ("", ALWAYS):
            said = (
                f"列“{column.key}”只能写 required: always",
                f'the column "{column.key}" can have required: always, and no more',
            )
            mend = ("把检查写在表上或 checks 中", "put the check on the table or into checks")
            notes.add("columns", column.spot, said, mend)
        if column.is_table:
            said = (f"表中不能再有表：{column.key}", f"no table inside a table: {column.key}")
            notes.add("columns", column.spot, said, ("拆成两个表", "make two tables"))


def _check_visible(procedure: Procedure, one: Field, above: set[str], notes: Notes) -> None:
    if not one.visible:
        return
    fields = {name for field in procedure.form for name in (field.key, field.given) if name}
    for name in sorted(names_in(one.visible) & fields - above):
        said = (
            f"“{one.key}”是否显示取决于其下（或自身）的“{name}”",
            f'whether "{one.key}" shows depends on "{name}", which does not stand above it',
        )
        mend = ("把所依据的字段移到上面", "move that field above it")
        notes.add("visible", place(one, "visible"), said, mend)


def _check_prefill(one: Field, known: Known, notes: Notes) -> None:
    if not one.prefill:
        return
    spot = place(one, "prefill")
    match = _PREFILL.fullmatch(one.prefill)
    if match is None:
        said = (f"看不懂 prefill“{one.prefill}”", f'prefill "{one.prefill}" is not understood')
        mend = (
            "写 enterprise:属性 或 outcome:办法.字段",
            "enterprise:attribute or outcome:key.field",
        )
        notes.add("prefill", spot, said, mend)
        return
    if match[1] is None or not known.procedures:
        return
    source = known.procedures.get(match[1])
    if source is None:
        notes.unknown(("办法", "procedure"), match[1], spot, sorted(known.procedures))
    elif match[2] not in (names := {"number"} | {field.key for field in source.form}):
        notes.unknown(("字段", "field"), match[2], spot, sorted(names))


def _check_papers(procedure: Procedure, notes: Notes) -> None:
    promised = [one for one in procedure.evidence if one.promise]
    for paper in procedure.evidence:
        for kind in paper.accept:
            if kind not in _FILES:
                notes.unknown(("文件类型", "kind of file"), kind, paper.spot, sorted(_FILES))
        if paper.promise and procedure.promise is None:
            said = (
                f"“{paper.key}”可承诺代替，但没有写 promise",
                f'a promise may replace "{paper.key}", but there is no promise',
            )
            mend = ("写 promise 的条件和核查期限", "write promise with its term to verify")
            notes.add("promise", paper.spot, said, mend)
    if procedure.promise is not None and not promised:
        said = ("promise 不能代替任何材料", "the promise replaces no paper")
        mend = ("给可代替的材料写 promise: true", "give a paper promise: true")
        notes.add("promise", procedure.promise.spot, said, mend)


def _check_texts(procedure: Procedure, notes: Notes) -> None:
    if procedure.need and procedure.need_words is None:
        said = ("need 没有说明", "need has no words")
        notes.add(
            "words", place(procedure, "need"), said, ("写 need_words_zh、_en", "write need_words")
        )
    texts = chain(_all_texts(procedure), _later_texts(procedure))
    used = frozenset().union(*(names_in(text) for text in texts))
    for one in procedure.parameters:
        if one.name not in used and not procedure.variant:
            said = (f"参数“{one.name}”没有用到", f'the parameter "{one.name}" is not used')
            notes.add("unused", one.spot, said, ("删去", "remove it"), warning=True)


def _all_texts(procedure: Procedure) -> Iterator[str]:
    for one in procedure.form:
        yield from (one.required, one.visible, one.check)
    yield from (one.required for one in procedure.evidence)
    yield from (one.when for one in procedure.checks)
    yield from (one.holds for one in procedure.conditions)
    yield from (one.when for one in procedure.route)
    yield procedure.need
    if procedure.promise is not None:
        yield procedure.promise.forbid
    for fee in procedure.fees:
        yield from (fee.amount, fee.when)


def _later_texts(procedure: Procedure) -> Iterator[str]:
    for after in procedure.after:
        for one in after.extra:
            yield from (one.required, one.visible, one.check)
        yield from (one.required for one in after.evidence)
        yield from (one.when for one in after.checks)
        yield from (one.holds for one in after.conditions)


class _Citing(Protocol):
    """A part that names its clause."""

    @property
    def cite(self) -> Citation: ...
    @property
    def spot(self) -> Spot: ...


def cited(procedure: Procedure) -> Iterator[tuple[Citation, Spot]]:
    """Yield every clause the procedure rests on."""
    for cite in procedure.basis:
        yield cite, procedure.spot
    whole: tuple[Procedure | After, ...] = (procedure, *procedure.after)
    parts: list[_Citing] = [
        *(check for part in whole for check in part.checks),
        *(condition for part in whole for condition in part.conditions),
        *(after.deemed for after in procedure.after if after.deemed is not None),
        *([procedure.promise] if procedure.promise is not None else []),
        *procedure.fees,
        *(dated for parameter in procedure.parameters for dated in parameter.values),
    ]
    for one in parts:
        yield one.cite, one.spot


def check_clauses(procedure: Procedure, known: Known, notes: Notes) -> None:
    """Note what rests on no clause, and every clause that no pack knows."""
    if not procedure.basis:
        said = ("没有 basis：每个办法都要有依据", "no basis: every procedure rests on a clause")
        notes.add("basis", procedure.spot, said, ("写 document 和 clause", "write one"))
    for cite, spot in cited(procedure):
        _check_clause(cite, spot, known, notes)


def _check_clause(cite: Citation, spot: Spot, known: Known, notes: Notes) -> None:
    if not cite.document:
        said = ("没有依据", "it rests on no clause")
        notes.add("basis", spot, said, ("写 document 和 clause", "write document and clause"))
    elif known.documents is None or cite.document in known.laws:
        return
    elif cite.document not in known.documents:
        notes.unknown(("文件或法规", "document or law"), cite.document, spot)
    elif (cite.document, cite.clause) not in known.clauses:
        notes.unknown(("条款", "clause"), cite.shown(), spot)


def names_of(fields: Iterable[Field]) -> frozenset[str]:
    """Return the keys of fields."""
    return frozenset(one.key for one in fields)
