"""Targets of a document: the figures to be reached, from prose, task tables and target tables."""

import re
from collections.abc import Iterator

from fumao.reading.document import Document, Passage
from fumao.reading.model import Clause, Target
from fumao.reading.numerals import han_number
from fumao.reading.plain import match_text
from fumao.reading.printed import as_printed
from fumao.reading.target_sentence import Found, TargetReader
from fumao.reading.target_tables import table_targets
from fumao.reading.target_verdict import Scope
from fumao.reading.years import years

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
    r"(?<![\d—~-])((?:19|20)\d\d)年(?:度|全市|全省|全区|全县)?[^—~《》]{0,30}(?:要点|计划|方案|任务|安排|清单|工作的通知|分工)(?:的(?:通知|函|意见)|表)?(?:\([^()]*\))?$"
)
_HAS_FIGURE = re.compile(r"\d|百分之|[二三四五六七八九十百千][万亿家个名人%项元番倍条]|[万千]亿元")
_THIS_YEAR = re.compile(r"全年|今年|本年度?|年内")
_PART = re.compile(r"[。\n\t]")
_FAR = 2000
_KEPT = 40  # figures of one value that a later one is compared with
_BIGRAM = 2
_ALIKE = 0.55


def find_targets(document: Document) -> list[Target]:
    """Return every target once, in document order; figures restated later count once."""
    issued = _issued(document)
    tables, used = table_targets(document, issued)
    prose = _ProseReader(document, issued).read(used)
    ordered = sorted([*prose, *tables], key=lambda t: (t.start, t.end))
    return _once(document, ordered)


class _ProseReader:
    """Reads the passages in order and carries the governing year as far as it reaches."""

    def __init__(self, document: Document, issued: int | None) -> None:
        self.document = document
        self.issued = issued
        self.plan_year = _plan_year(document)
        self._headings: dict[int, str] = {}
        self._lead: tuple[int, int] | None = None  # (clause, year) that governs the clause
        self._terms: int | None = None  # the clause whose items are conditions

    def read(self, used: frozenset[int]) -> list[Target]:
        """Return the targets outside the tables `used`."""
        out: list[Target] = []
        for block in self.document.blocks:
            if block.table is not None and block.table in used:
                continue
            for passage in _parts(self.document, block.table, block.row, block.passage):
                if _HAS_FIGURE.search(passage.text):
                    out.extend(self._passage(passage, in_row=block.kind == "row"))
                elif _TERMS_LEAD.search(passage.text):
                    self._terms = self.document.clause_at(passage.start)
        return out

    def _passage(self, passage: Passage, *, in_row: bool) -> list[Target]:
        clause = self.document.clause_at(passage.start)
        path = _path(self.document, clause)
        headings = [self._heading(i) for i in path]
        if self._lead is not None and self._lead[0] not in path:
            self._lead = None
        if self._terms not in path:
            self._terms = None
        if _TERMS_LEAD.search(passage.text):
            self._terms = clause
        if self._terms is not None:
            return []
        year = self._lead[1] if self._lead else None
        if year is None and not in_row:  # a row has its own words of time, and a due column
            year = self._year_of(passage.text)
        reader = TargetReader(passage.text, _scope(headings, self.issued, year))
        found = [_target(self.document, passage, f) for f in reader.read()]
        self._carry(passage, reader.governing_year(), path, headings)
        return found

    def _year_of(self, text: str) -> int | None:
        """Return the plan's own year; of a sentence about 全年 at least the year of issue."""
        if self.plan_year is None and _THIS_YEAR.search(text):
            return self.issued
        return self.plan_year

    def _carry(
        self, passage: Passage, year: int | None, path: tuple[int, ...], headings: list[str]
    ) -> None:
        """Let 到2025年 … : govern the items under it, and a year of goals its section."""
        if year is None or not path:
            return
        goal = next((i for i, h in zip(path, headings, strict=True) if _GOAL.search(h)), None)
        if passage.text.rstrip().endswith((":", "：")):
            self._lead = (path[-1], year)
        elif goal is not None:
            self._lead = (goal, year)

    def _heading(self, index: int) -> str:
        if index not in self._headings:
            self._headings[index] = match_text(self.document.clauses[index].heading)[:60]
        return self._headings[index]


def _parts(
    document: Document, table: int | None, row: int | None, passage: Passage
) -> Iterator[Passage]:
    """Yield the passage itself, of a row of a table its cells."""
    if table is None or row is None:
        yield passage
        return
    for cell in document.tables[table].rows[row]:
        if cell.text and not cell.covered and len(cell.text) > 4:
            yield cell


def _path(document: Document, clause: int | None) -> tuple[int, ...]:
    """Return the indexes of the clauses from the outermost down to `clause`."""
    out = []
    while clause is not None:
        out.append(clause)
        clause = document.clauses[clause].parent
    return tuple(reversed(out))


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
    return Target(
        indicator="".join(names) or document.excerpt(span),
        comparator=found.comparator,
        value=found.value,
        unit=as_printed(document, found.unit, passage.span(*found.unit_near)),
        start=span.start,
        end=span.end,
        value_max=found.value_max,
        year=found.year,
        baseline=found.baseline,
        baseline_year=found.baseline_year,
        direction=found.direction,
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
        if len(seen.setdefault(key, [])) < _KEPT:
            seen[key].append(target)
        out.append(target)
    return out


def _restates(document: Document, later: Target, first: Target) -> bool:
    if later.year != first.year and later.year is not None:
        return False
    if later.start < first.end or not _apart(document, first, later):
        return False
    if later.is_total and not first.is_total and later.section != first.section:
        return True
    a, b = match_text(first.indicator), match_text(later.indicator)
    if first.is_total != later.is_total or (first.group and later.group):
        return False
    return a in b or b in a or _likeness(a, b) >= _ALIKE


def _apart(document: Document, first: Target, later: Target) -> bool:
    """Tell whether a full stop, line or cell parts the two: one sentence restates nothing."""
    far = later.start - first.end > _FAR
    return far or _PART.search(document.plain, first.end, later.start) is not None


def _likeness(a: str, b: str) -> float:
    """Return the Dice coefficient of the two names' pairs of characters."""
    left = {a[i : i + _BIGRAM] for i in range(len(a) - 1)}
    right = {b[i : i + _BIGRAM] for i in range(len(b) - 1)}
    return 2 * len(left & right) / (len(left) + len(right)) if left or right else 0.0
