"""Targets of a document: the figures to be reached, from prose, task tables and target tables."""

import re
from collections.abc import Iterator

from fumao.reading.document import Document, Passage
from fumao.reading.model import Clause, Span, Target
from fumao.reading.numbers import han_number, years
from fumao.reading.plain import match_text
from fumao.reading.target_sentence import Found, TargetReader
from fumao.reading.target_tables import table_targets
from fumao.reading.target_verdict import Scope

_GOAL = re.compile(r"目标|主要指标|预期指标|发展指标|愿景")
_PAST = re.compile(
    r"(?:发展|工作|建设)?(?:现状|成效|成绩|成就|回顾|背景|形势|基础和|发展基础|总结)"
)
_TERMS = re.compile(
    r"(?:申报|认定|申请|评定|入选|准入|基本|遴选|支持|资格|享受|入库)(?:的)?(?:条件|标准|要求|资格)|条件$|附则|罚则|法律责任"
)
_TERMS_LEAD = re.compile(r"(?:具备|符合|满足|达到)[^。;]{0,20}(?:条件|要求|标准|情形)[^。;]{0,6}:$")
_DATE = re.compile(
    r"(?:((?:19|20)\d\d)|(二[〇○零][〇○零一二三四五六七八九]{2}))年[^,。;]{1,4}月[^,。;]{1,4}日(?:印发|发布)?$"
)
_NUMBER = re.compile(r"[〔\[(]((?:19|20)\d\d)[〕\])]\d+号$")
_PLAN_YEAR = re.compile(
    r"(?<![\d—~-])((?:19|20)\d\d)年(?:度|全市|全省|全区|全县)?[^—~《》]{0,30}(?:要点|计划|方案|任务|安排|清单|工作的通知|分工)(?:的通知|表)?(?:\([^()]*\))?$"
)
_BIGRAM = 2
_ALIKE = 0.55


def find_targets(document: Document) -> list[Target]:
    """Return every target once, in document order; figures restated later count once."""
    tables, used = table_targets(document, _issued(document))
    prose = [_target(document, passage, found) for passage, found in _prose(document, used)]
    ordered = sorted([*prose, *tables], key=lambda t: (t.start, t.end))
    return _once(document, ordered)


def _prose(document: Document, used: frozenset[int]) -> Iterator[tuple[Passage, Found]]:
    """Yield what each passage holds, the governing year carried as far as it reaches."""
    issued, plan_year = _issued(document), _plan_year(document)
    headings: dict[int, str] = {}
    lead: tuple[int | None, int] | None = None
    terms: int | None = None
    for block in document.blocks:
        if block.table is not None and block.table in used:
            continue
        for passage in _parts(document, block.table, block.row, block.passage):
            clause = document.clause_at(passage.start)
            path = _path(document, clause)
            words = [_heading(headings, document, i) for i in path]
            if lead is not None and lead[0] not in path:
                lead = None
            scope = _scope(words, issued, lead[1] if lead else plan_year)
            if terms is not None and terms not in path:
                terms = None
            if _TERMS_LEAD.search(passage.text):
                terms = clause
            if terms is not None and terms in path:
                continue
            if (
                not any(c.isdigit() for c in passage.text)
                and "百分" not in passage.text
                and not re.search(r"[二三四五六七八九十百千][万亿家个名人%项元番]", passage.text)
            ):
                continue
            reader = TargetReader(passage.text, scope)
            for found in reader.read():
                yield passage, found
            year = reader.governing_year()
            if year is not None and clause is not None:
                goal = next((i for i, w in zip(path, words, strict=True) if _GOAL.search(w)), None)
                if passage.text.rstrip().endswith(":"):
                    lead = (clause, year)
                elif goal is not None:
                    lead = (goal, year)


def _parts(
    document: Document, table: int | None, row: int | None, passage: Passage
) -> Iterator[Passage]:
    if table is None or row is None:
        yield passage
        return
    for cell in document.tables[table].rows[row]:
        if cell.text and not cell.covered and len(cell.text) > 6:
            yield cell


def _path(document: Document, clause: int | None) -> tuple[int, ...]:
    out = []
    while clause is not None:
        out.append(clause)
        clause = document.clauses[clause].parent
    return tuple(reversed(out))


def _heading(known: dict[int, str], document: Document, index: int) -> str:
    if index not in known:
        known[index] = match_text(document.clauses[index].heading)[:60]
    return known[index]


def _scope(headings: list[str], issued: int | None, year: int | None) -> Scope:
    goal = any(_GOAL.search(h) for h in headings)
    for heading in headings:
        if _GOAL.search(heading):
            named = years(heading)
            year = named[-1].year if named and year is None else year
    return Scope(
        year=year,
        goal=goal,
        past=not goal and any(_PAST.search(h) for h in headings),
        terms=any(_TERMS.search(h) for h in headings),
        issued=issued,
    )


def _issued(document: Document) -> int | None:
    """Return the year of signature or printing, else of the document's own number."""
    signed, numbered = None, None
    for block in document.blocks:
        if block.kind == "row" or (len(block.text) > 400 and block is not document.blocks[-1]):
            continue
        tail = block.text[-40:].rstrip(" )")
        match = _DATE.search(tail)
        if match:
            signed = int(match[1]) if match[1] else int(han_number(match[2]))
        number = _NUMBER.search(tail)
        if number and numbered is None and len(block.text) < 60:
            numbered = int(number[1])
    return signed if signed is not None else numbered


def _plan_year(document: Document) -> int | None:
    """Return the one year a yearly plan is for (2026年工作要点), from its title."""
    for block in document.blocks[:12]:
        match = _PLAN_YEAR.search(block.text) if len(block.text) <= 80 else None
        if match and "—" not in block.text:
            return int(match[1])
    return None


def _target(document: Document, passage: Passage, found: Found) -> Target:
    span = passage.span(found.start, found.end)
    clause = document.clause_at(span.start)
    names = [passage.printed(document.text, a, b).strip() for a, b in found.indicator]
    direction = found.direction
    assert direction in ("up", "down", None)
    return Target(
        indicator="".join(names) or document.excerpt(span),
        comparator=found.comparator,
        value=found.value,
        unit=found.unit,
        start=span.start,
        end=span.end,
        value_max=found.value_max,
        year=found.year,
        baseline=found.baseline,
        baseline_year=found.baseline_year,
        direction=direction,
        section=_section(document.path(clause)),
        recurring=found.recurring,
        clause=clause,
    )


def _section(path: tuple[Clause, ...]) -> str | None:
    named = [c.heading for c in path if c.heading and len(c.heading) <= 40]
    return named[-1] if named else None


def _once(document: Document, targets: list[Target]) -> list[Target]:
    """Drop the figures that a later place states again."""
    out: list[Target] = []
    seen: dict[tuple[object, ...], list[Target]] = {}
    for target in targets:
        key = (target.value, target.value_max, target.unit)
        if any(_restates(document, target, other) for other in seen.get(key, [])):
            continue
        seen.setdefault(key, []).append(target)
        out.append(target)
    return out


def _restates(document: Document, later: Target, first: Target) -> bool:
    if later.year != first.year and later.year is not None:
        return False
    between = document.plain[first.end : later.start]
    if later.start < first.end or not re.search(r"[。\n\t]", between):
        return False
    if later.is_total and not first.is_total:
        return True
    a, b = match_text(first.indicator), match_text(later.indicator)
    if first.is_total != later.is_total or (first.group and later.group):
        return False
    return a in b or b in a or _likeness(a, b) >= _ALIKE


def _likeness(a: str, b: str) -> float:
    """Return the Dice coefficient of the two names' pairs of characters."""
    left = {a[i : i + _BIGRAM] for i in range(len(a) - 1)}
    right = {b[i : i + _BIGRAM] for i in range(len(b) - 1)}
    return 2 * len(left & right) / (len(left) + len(right)) if left or right else 0.0


__all__ = ["Span", "find_targets"]
