"""What can be known to be wrong with a publication before its first release.

problems = lint(publication, known)
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass

from fumao.core.errors import Words
from fumao.rules.problem import RuleProblem, Spot
from fumao.statistics.publication import AREA, Publication, TableTerms

type Said = tuple[str, str]


@dataclass(frozen=True, slots=True)
class KnownNames:
    """What a publication may refer to: forms with their periods, lists, groups, offices, papers."""

    forms: dict[str, str]
    schemes: Container[str]
    groups: Container[str]
    functions: Container[str]
    documents: Container[str]


def lint(publication: Publication, known: KnownNames) -> tuple[RuleProblem, ...]:
    """Return every fault by its place."""
    found = [
        *_form(publication, known), *_dimensions(publication, known), *_figures(publication),
        *_tables(publication, known), *_protection(publication), *_papers(publication, known),
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.spot.file, one.spot.line)))


def _fault(code: str, spot: Spot, said: Said, mend: Said) -> RuleProblem:
    return RuleProblem(code, spot, Words(*said), Words(*mend))


def _form(one: Publication, known: KnownNames) -> Iterator[RuleProblem]:
    period = known.forms.get(one.form)
    if period is None:
        yield _fault(
            "form", one.spot, (f"没有调查表“{one.form}”", f'there is no form "{one.form}"'),
            ("改正 form", "correct `form`"),
        )  # fmt: skip
    elif period != one.period:
        yield _fault(
            "period", one.spot,
            (f"报告期应与调查表一致：{period}", f"the period must be that of the form: {period}"),
            ("改正 period", "correct `period`"),
        )  # fmt: skip
    for function in one.team:
        if function not in known.functions:
            yield _fault(
                "team", one.spot,
                (f"没有职能“{function}”", f'there is no function "{function}"'),
                ("写 commerce、statistics 等", "write commerce, statistics …"),
            )  # fmt: skip
    if not one.team:
        yield _fault(
            "team", one.spot, ("没有编制单位", "no office prepares it"),
            ("写 team: [commerce]", "write team: [commerce]"),
        )  # fmt: skip


def _dimensions(one: Publication, known: KnownNames) -> Iterator[RuleProblem]:
    names = [dimension.name for dimension in one.dimensions]
    if one.split not in names:
        yield _fault(
            "split", one.spot, (f"没有维度“{one.split}”", f'there is no dimension "{one.split}"'),
            ("split 写一个维度", "let `split` be a dimension"),
        )  # fmt: skip
    if AREA not in names:
        yield _fault(
            "area", one.spot, ("没有地区维度 area", "there is no dimension `area`"),
            ("加上 area", "add it"),
        )  # fmt: skip
    for dimension in one.dimensions:
        own = bool(dimension.codes)
        listed = dimension.scheme in known.schemes
        if dimension.name != AREA and own == listed:
            yield _fault(
                "codes", dimension.spot,
                (f"维度“{dimension.name}”应有一个代码表 scheme，或写出 codes",
                 f'the dimension "{dimension.name}" needs a `scheme` that exists, or `codes`'),
                ("二选一", "give one of both"),
            )  # fmt: skip


def _figures(one: Publication) -> Iterator[RuleProblem]:
    measures = {measure.key for measure in one.measures}
    used = [(item.measure, item.spot) for item in one.headlines]
    used += [(item.measure, item.spot) for item in one.series]
    for table in one.tables:
        used.append((table.measure, table.spot))
        used += [(column.measure, column.spot) for column in table.columns if column.measure]
    for measure, spot in used:
        if measure not in measures:
            yield _fault(
                "measure", spot, (f"没有指标“{measure}”", f'there is no measure "{measure}"'),
                ("改正 measure", "correct `measure`"),
            )  # fmt: skip
    codes = {
        option.key for item in one.dimensions if item.name == one.split for option in item.codes
    }
    told = [(item.at, item.spot) for item in one.headlines]
    told += [(column.at, column.spot) for table in one.tables for column in table.columns]
    told += [(table.only, table.spot) for table in one.tables]
    told += [(code, item.spot) for item in one.series for code in item.codes if code != "_T"]
    for code, spot in told:
        if code and code not in codes:
            yield _fault(
                "code", spot,
                (f"{one.split} 没有代码“{code}”", f'{one.split} has no code "{code}"'),
                ("改正代码", "correct the code"),
            )  # fmt: skip


def _tables(one: Publication, known: KnownNames) -> Iterator[RuleProblem]:
    names = {dimension.name for dimension in one.dimensions} - {one.split}
    seen: set[str] = set()
    for table in one.tables:
        if table.rows in seen:
            yield _fault(
                "linked", table.spot,
                (f"“{table.rows}”已有一张表：两张表会互相泄露对方隐去的数字",
                 f'there is a table of "{table.rows}" already: each would tell what both hide'),
                ("并成一张分层的表", "make them one table with a tree"),
            )  # fmt: skip
        seen.add(table.rows)
        if table.rows not in names:
            yield _fault(
                "rows", table.spot,
                (f"没有维度“{table.rows}”", f'there is no dimension "{table.rows}"'),
                ("rows 写一个维度，split 的合计在摘要中", "name a dimension other than the split"),
            )  # fmt: skip
        for group in table.groups:
            if group not in known.groups:
                yield _fault(
                    "group", table.spot, (f"没有国家组“{group}”", f'no group "{group}"'),
                    ("改正 groups", "correct `groups`"),
                )  # fmt: skip
        yield from _shapes(table)


def _shapes(table: TableTerms) -> Iterator[RuleProblem]:
    if table.only and table.across:
        yield _fault(
            "only", table.spot,
            ("表已限定一类，列不能再分", "the table is of one code already: its columns are not"),
            ("去掉 only 或列的 at", "leave out `only`, or `at` of the columns"),
        )  # fmt: skip
    if table.groups and (table.across or table.depth):
        yield _fault(
            "groups", table.spot,
            ("国家组只能用于不分层、不分列的表", "groups need a table without depth or split"),
            ("另列一张表", "make it a table of its own"),
        )  # fmt: skip


def _protection(one: Publication) -> Iterator[RuleProblem]:
    """统计法 art. 28: what identifies one respondent is not published; two may know each other."""
    if one.rules.least is None or one.rules.least < 3:
        yield _fault(
            "protection", one.spot,
            ("家数下限 least 至少为 3（统计法第28条）", "`least` is 3 or more (统计法 art. 28)"),
            ("写 least: 3", "write least: 3"),
        )  # fmt: skip


def _papers(one: Publication, known: KnownNames) -> Iterator[RuleProblem]:
    if not one.basis:
        yield _fault(
            "basis", one.spot, ("没有依据", "it rests on no clause"), ("写 basis", "write `basis`")
        )
    for cite in one.cited():
        if cite.document not in known.documents:
            yield _fault(
                "unknown_document", one.spot,
                (f"没有文件“{cite.document}”", f'there is no document "{cite.document}"'),
                ("改正，或在内容包中登记该文件", "correct it, or add the document to a pack"),
            )  # fmt: skip
