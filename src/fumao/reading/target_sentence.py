"""Targets of one paragraph, heading or cell: figures with a verb of reaching or of making.

A figure becomes a target when its clause says that something is to be reached (达到, 超过, 增长到),
made or won (培育3家, 建成5个) and nothing marks it as a threshold, a grant, a size inside an
indicator, a quota or a statement of the past.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from decimal import Decimal

from fumao.reading import target_words as words
from fumao.reading.model import Comparator
from fumao.reading.numbers import Figure, YearMention, figures, years

_HIDDEN = re.compile(r"《[^《》]*》|“[^“”]*”|‘[^‘’]*’|〔[^〔〕]*〕|\[\d{4}\]|「[^「」]*」")
_PAREN = re.compile(r"[（(][^（）()]*[）)]")
_CLAUSE_END = re.compile(r"[，,；;。：:！!？?\t]|——")
_SENTENCE_END = re.compile(r"[；;。！!？?\t]")
_NO_YEAR_BEFORE = re.compile(r"(?:比|较|以|自|从|由|相比于?|自从)$")
_NO_YEAR_AFTER = re.compile(r"(?:底|末)?(?:起|以来|版|的?基础|基期|同期|的?水平)|(?:\d{1,2}月)?(?:\d{1,2}日)?(?:起|以来)")
_YEAR_LIST = re.compile(r"(?:(?<!\d)(?:19|20)\d\d(?:年(?:底|末)?)?(?:、|和|及|与))+(?:19|20)\d\d年")
_YEAR_OF_LIST = re.compile(r"(?:19|20)\d\d")
_PAREN_YEAR = re.compile(r"[（(]((?:19|20)\d\d)年(?:度)?(?:底|末)?[）)]")
_JOINER = re.compile(r"(?:、|和|及|与|以及|，|,)$")
_LAST_AND = re.compile(r"以及|和|及|与")


@dataclass(frozen=True, slots=True)
class Scope:
    """What governs a passage from outside it."""

    year: int | None = None
    goal: bool = False  # under a heading of goals
    past: bool = False  # under a heading of what has been achieved
    terms: bool = False  # in a list of conditions
    issued: int | None = None  # the document's own year


@dataclass(frozen=True, slots=True)
class Found:
    """A target with positions in its passage; `indicator` lists the spans that name it."""

    indicator: tuple[tuple[int, int], ...]
    comparator: Comparator
    value: Decimal
    unit: str
    start: int
    end: int
    value_max: Decimal | None = None
    year: int | None = None
    baseline: Decimal | None = None
    baseline_year: int | None = None
    direction: str | None = None
    recurring: bool = False


@dataclass(frozen=True, slots=True)
class _Clause:
    start: int
    end: int
    sentence: tuple[int, int]
    text: str
    inner: bool = False  # in a parenthesis


class TargetReader:
    """Reads one passage from left to right; what one clause names, the next ones may rely on."""

    def __init__(self, text: str, scope: Scope) -> None:
        """Find the figures, years and clause bounds of `text`."""
        self.text = text
        self.scope = scope
        hidden = [m.span() for m in _HIDDEN.finditer(text)]
        found = figures(text)
        self.figures = [f for f in found if not _within(f.start, hidden)]
        self.parens = [m.span() for m in _PAREN.finditer(text)]
        self.year_lists = [m.span() for m in _YEAR_LIST.finditer(text)]
        self.years = [m for m in years(text) if self._governs(m, hidden)]
        inside = [(f.start, f.end) for f in found]
        ends = [m.start() for m in _CLAUSE_END.finditer(text) if not _within(m.start(), inside)]
        self.ends = [e for e in ends if not _within(e, self.parens)]
        self.inner_ends = ends
        self.sentence_ends = [
            m.start() for m in _SENTENCE_END.finditer(text) if not _within(m.start(), self.parens)
        ]
        self.subject: tuple[tuple[int, int], ...] = ()
        self.baseline: tuple[Decimal, int | None] | None = None
        self.reached: tuple[int, int] | None = None  # the sentence of the last target
        self.taken = 0  # up to here the text has named an earlier target

    def read(self) -> list[Found]:
        """Return the targets in the order of their figures."""
        out: list[Found] = []
        if self.scope.terms:
            return out
        index = 0
        while index < len(self.figures):
            group = self._group(index)
            out.extend(self._targets(index, group))
            index += group
        return out

    def governing_year(self) -> int | None:
        """Return the year that still governs at the end of the passage."""
        return self.years[-1].year if self.years else self.scope.year

    # --- years -------------------------------------------------------------------------------

    def _governs(self, mention: YearMention, hidden: list[tuple[int, int]]) -> bool:
        quoted = not mention.period and _within(mention.start, hidden)
        if quoted or "《" in self.text[: mention.start] and self._in_title(mention.start):
            return False
        if _within(mention.start, self.parens):
            return False
        before = self.text[max(0, mention.start - 4) : mention.start]
        after = self.text[mention.end : mention.end + 10]
        return not (_NO_YEAR_BEFORE.search(before) or _NO_YEAR_AFTER.match(after))

    def _in_title(self, position: int) -> bool:
        return self.text.rfind("《", 0, position) > self.text.rfind("》", 0, position)

    def _year(self, figure: Figure, clause: _Clause) -> tuple[int | None, bool]:
        """Return (year, recurring) of the figure: 每年 has none."""
        if words.RECURRING.search(self.text, clause.start, figure.start):
            return None, True
        paren = _PAREN_YEAR.match(self.text, figure.end)
        if paren:
            return int(paren[1]), False
        if clause.inner:
            own = years(clause.text)
            if own:
                return own[0].year, False
        place = bisect_right([m.start for m in self.years], figure.start) - 1
        year = self.years[place].year if place >= 0 else self.scope.year
        if year is None and words.RECURRING.search(self.text, clause.sentence[0], figure.start):
            return None, True
        return year, False

    # --- clauses -----------------------------------------------------------------------------

    def _clause(self, figure: Figure) -> _Clause:
        paren = next((p for p in self.parens if p[0] < figure.start < p[1]), None)
        ends = self.inner_ends if paren else self.ends
        low, high = (paren[0] + 1, paren[1] - 1) if paren else (0, len(self.text))
        place = bisect_right(ends, figure.start)
        start = max(low, ends[place - 1] + 1 if place else 0)
        end = min(high, ends[place] if place < len(ends) else len(self.text))
        last = bisect_right(self.sentence_ends, figure.start)
        sentence = (
            self.sentence_ends[last - 1] + 1 if last else 0,
            self.sentence_ends[last] if last < len(self.sentence_ends) else len(self.text),
        )
        return _Clause(start, end, sentence, self.text[start:end], paren is not None)

    def _group(self, index: int) -> int:
        """Return how many figures from `index` on form one list after 分别."""
        first = self.figures[index]
        clause = self._clause(first)
        before = self.text[clause.start : first.start]
        if "分别" not in before[-24:]:
            return 1
        count, end = 1, self._after(first)
        for figure in self.figures[index + 1 :]:
            gap = self.text[end : figure.start]
            plain = words.wording(gap)
            if plain.start > 2 or (plain.start and not _JOINER.search(gap[: plain.start])):
                break
            if gap[:1] in ",，" and len(gap) > 1:
                break
            if figure.start > clause.sentence[1]:
                break
            count, end = count + 1, self._after(figure)
        return count

    def _after(self, figure: Figure) -> int:
        match = words.SUFFIX.match(self.text, figure.end)
        return match.end() if match else figure.end

    # --- targets -----------------------------------------------------------------------------

    def _targets(self, index: int, group: int) -> list[Found]:
        first = self.figures[index]
        clause = self._clause(first)
        floor = max(clause.start, self.taken)
        before = self.text[floor : first.start]
        said = words.wording(before)
        if self._is_baseline(first, clause, before):
            return []
        members = self.figures[index : index + group]
        kept = [f for f in members if self._accepts(f, clause, said, before[: said.start])]
        if len(kept) < len(members):
            self._remember(floor, said, before, first, clause)
            return []
        name = self._name(floor, said, before, first, clause)
        self.taken = self._after(members[-1])
        self.reached = clause.sentence
        return self._spread(members, clause, said, name, before)

    def _is_baseline(self, figure: Figure, clause: _Clause, before: str) -> bool:
        match = words.BASELINE.search(before[-24:])
        if not match or not words.BASELINE_NEXT.match(self.text, self._after(figure)):
            return False
        year = int(match["year"]) if match["year"] else None
        self.baseline = (figure.value, year)
        name = self.text[clause.start : figure.start]
        start = clause.start + len(name) - len(before[-24:]) + match.start()
        if start > max(clause.start, self.taken):
            self._note_subject(max(clause.start, self.taken), start)
        self.taken = self._after(figure)
        return True

    def _accepts(
        self, figure: Figure, clause: _Clause, said: words.Wording, rest: str
    ) -> bool:
        if figure.vague and not said.reach:
            return False
        year, recurring = self._year(figure, clause)
        if self._is_past(year, clause):
            return False
        governed = year is not None or recurring or self.scope.goal
        if self._is_condition(figure, clause, governed):
            return False
        if figure.kind in ("money", "share"):
            return self._accepts_amount(figure, clause, said, governed, rest)
        if figure.kind == "duration":
            ahead = self.text[max(clause.start, figure.start - 12) : figure.start]
            return bool(words.SHORTEN.search(ahead)) and self._at_boundary(figure)
        if figure.kind == "other":
            known = not re.search(r"强|级|成|版|线|年|星|码|号|章|条|城|网|带|国集", figure.unit)
            return said.reach and governed and known
        return self._accepts_count(figure, clause, said, governed)

    def _is_past(self, year: int | None, clause: _Clause) -> bool:
        if self.scope.past and (year is None or not self._is_future(year)):
            return True
        issued = self.scope.issued
        if year is not None and issued is not None and year < issued:
            return True
        if year is not None and self._is_future(year):
            return False
        sentence = self.text[clause.sentence[0] : clause.sentence[1]]
        match = words.PAST.search(sentence)
        return match is not None and not (year is not None and match[0] in ("已", "取得", "占全国", "占全省", "占全市", "了"))

    def _is_future(self, year: int) -> bool:
        return self.scope.issued is not None and year > self.scope.issued

    def _is_condition(self, figure: Figure, clause: _Clause, governed: bool) -> bool:
        tail = clause.text.rstrip()
        if tail.endswith(("的", "的企业", "的单位", "者", "的项目")) and figure.kind != "other":
            return True
        if words.MARKET_ACCESS.search(clause.text):
            return True
        low, high = clause.sentence
        grant = words.GRANT.search(self.text, low, high)
        if grant is None:
            return False
        if not governed or words.GRANT.search(clause.text):
            return True
        starts = [low, *[e + 1 for e in self.ends if low <= e < figure.start]]
        return any(words.ADDRESSEE.match(self.text[s : s + 12]) for s in starts)

    def _at_boundary(self, figure: Figure) -> bool:
        return words.BOUNDARY.match(self.text, self._after(figure)) is not None

    def _accepts_amount(
        self, figure: Figure, clause: _Clause, said: words.Wording, governed: bool, rest: str
    ) -> bool:
        suffix = words.SUFFIX.match(self.text, figure.end)
        bounded = bool(suffix and suffix["word"])
        if not self._at_boundary(figure):
            share_of = figure.kind == "share" and bounded and self.text.startswith("的", self._after(figure))
            return share_of and words.MAKES.search(rest) is not None
        if said.reach:
            return governed or not said.ceiling
        named = bool(words.LEADING.sub("", rest).strip())
        if not governed and not self._amid_targets(clause):
            return words.STRONG_ACTION.search(clause.text[: figure.start - clause.start]) is not None
        return named or bounded or said.start > 0

    def _amid_targets(self, clause: _Clause) -> bool:
        """Tell whether the sentence has stated a target before, so that a bare figure is one."""
        return self.reached == clause.sentence

    def _accepts_count(
        self, figure: Figure, clause: _Clause, said: words.Wording, governed: bool
    ) -> bool:
        ahead = self.text[clause.start : figure.start]
        after = self._after(figure)
        behind = self.text[after : clause.end]
        suffix = self.text[figure.end : after]
        if words.RANKING.search(ahead[-6:]) or words.MEETING.search(clause.text):
            return False
        if self._is_size(figure, clause, suffix, behind):
            return False
        if said.ceiling and not re.search(r"控制在|压减|压缩|降|减", ahead[-12:]):
            return False
        if said.reach:
            return not words.GENERIC.match(behind) or governed
        if words.GENERIC.match(behind) or words.PLACES.match(behind):
            return False
        action = words.ACTION.search(ahead) if governed else words.STRONG_ACTION.search(ahead)
        if words.HEADCOUNT_LIST.search(ahead) and not (governed and action):
            return False
        if re.match(r"(?:^|.*[，,、])?(?:在|以|围绕|针对|从|对|向|按照?|依托|面向|由)[^，,]*$", ahead) and not action:
            return False
        if figure.written:
            return bool(governed and action and figure.value >= 2) or said.comparator == ">="
        if said.comparator != "=" or suffix:
            return True if governed or action else said.comparator == ">="
        if action:
            return True
        amid = governed or self._amid_targets(clause)
        return amid and (self._at_boundary(figure) or figure.value_max is not None)

    def _is_size(self, figure: Figure, clause: _Clause, suffix: str, behind: str) -> bool:
        """Tell whether the count measures something counted later: 100人以上企业10家."""
        if behind.startswith("的") and suffix:
            return True
        later = [f for f in self.figures if figure.end <= f.start < clause.end]
        if not later or later[0].kind not in ("count", "other"):
            return False
        gap = self.text[self._after(figure) : later[0].start]
        return bool(gap) and not re.search(r"[、和及与并]|以及", gap) and not words.wording(gap).reach \
            and not words.STRONG_ACTION.search(gap)

    # --- names -------------------------------------------------------------------------------

    def _note_subject(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        piece = self.text[start:end]
        lead = words.LEADING.match(piece)
        start += lead.end() if lead else 0
        end -= len(self.text[start:end]) - len(self.text[start:end].rstrip("、，,的 "))
        if end > start:
            piece = self.text[start:end]
            share = re.match(r"(?:占|比重|占比|增速|增幅)", piece)
            if share and self.subject:
                return (*self.subject[:1], (start, end))
            self.subject = ((start, end),)
        return self.subject

    def _remember(
        self, floor: int, said: words.Wording, before: str, figure: Figure, clause: _Clause
    ) -> None:
        if figure.kind in ("money", "share") and said.start:
            self._note_subject(floor, floor + said.start)

    def _name(
        self, floor: int, said: words.Wording, before: str, figure: Figure, clause: _Clause
    ) -> tuple[tuple[int, int], ...]:
        after = self._after(figure)
        noun_end = clause.end
        later = next((f.start for f in self.figures if after <= f.start < clause.end), None)
        if not self._at_boundary(figure):
            if later is not None:
                noun_end = later
                cut = re.search(r"[、]", self.text[after:later])
                noun_end = after + cut.start() if cut else later
            lead = words.LEADING.match(before)
            start = floor + (lead.end() if lead else 0)
            own_verb = floor == clause.start and floor + said.start > start
            verb = ((start, floor + said.start),) if own_verb else ()
            noun_end -= len(self.text[after:noun_end]) - len(self.text[after:noun_end].rstrip("、和及与并以"))
            name = (*verb, (after, noun_end))
            self.subject = name
            return name
        name = self._note_subject(floor, floor + said.start)
        if said.change and said.start < len(before):
            name = (*name, (floor + said.start, figure.start))
        return name

    # --- several subjects, several values -----------------------------------------------------

    def _spread(
        self,
        members: list[Figure],
        clause: _Clause,
        said: words.Wording,
        name: tuple[tuple[int, int], ...],
        before: str,
    ) -> list[Found]:
        years_ahead = self._years_listed(clause, members[0])
        if said.respectively and len(years_ahead) == len(members) > 1:
            return [self._found(f, clause, said, name, y) for f, y in zip(members, years_ahead, strict=True)]
        subjects = self._subjects(name, len(members) if said.respectively else 0)
        if said.respectively and len(members) > 1:
            names = subjects if len(subjects) == len(members) else [name] * len(members)
            return [self._found(f, clause, said, n) for f, n in zip(members, names, strict=True)]
        if (said.each or said.respectively) and len(subjects) > 1:
            return [self._found(members[0], clause, said, n) for n in subjects]
        if len(years_ahead) > 1 and (said.each or said.respectively):
            return [self._found(members[0], clause, said, name, y) for y in years_ahead]
        return [self._found(f, clause, said, name) for f in members]

    def _years_listed(self, clause: _Clause, figure: Figure) -> list[int]:
        low = clause.sentence[0]
        lists = [s for s in self.year_lists if low <= s[0] < figure.start]
        if not lists:
            return []
        return [int(y) for y in _YEAR_OF_LIST.findall(self.text[lists[-1][0] : lists[-1][1]])]

    def _subjects(
        self, name: tuple[tuple[int, int], ...], wanted: int
    ) -> list[tuple[tuple[int, int], ...]]:
        """Split A、B和C; with `wanted` values, the way of splitting that yields as many."""
        if not name:
            return []
        start, end = name[0]
        rest = name[1:]
        if rest and rest[0][0] > end and not self.text[start:end].strip():
            return [name]
        marks = [m.start() for m in re.finditer("、", self.text[start:end])]
        ways = [_split(self.text, start, end, marks, ands) for ands in ("last", "all", "none")]
        if wanted:
            for way in ways:
                if len(way) == wanted:
                    return [(piece, *rest) for piece in way]
        return [(piece, *rest) for piece in ways[0]]

    def _found(
        self,
        figure: Figure,
        clause: _Clause,
        said: words.Wording,
        name: tuple[tuple[int, int], ...],
        year: int | None = None,
    ) -> Found:
        suffix = words.SUFFIX.match(self.text, figure.end)
        recurring = False
        if year is None:
            year, recurring = self._year(figure, clause)
        comparator = said.comparator
        if figure.start >= clause.start:
            own = words.wording(self.text[clause.start : figure.start])
            comparator = own.comparator if own.reach else comparator
        comparator = words.with_suffix(comparator, suffix["word"] if suffix else None)
        if figure.value_max is not None:
            comparator = "range"
        baseline, self.baseline = self.baseline, None
        if baseline is None:
            bare = words.BARE_BASELINE.search(self.text[clause.start : figure.start][-40:])
            baseline = (Decimal(bare[1]), None) if bare else None
        lead = words.LEADING.match(clause.text)
        start = clause.start + (lead.end() if lead and lead.end() < len(clause.text) else 0)
        end = suffix.end() if suffix else figure.end
        return Found(
            name, comparator, figure.value, figure.unit,
            min(start, figure.start, *(s for s, _ in name[-1:])),
            max(end, *(e for _, e in name[-1:]), end),
            figure.value_max, year,
            baseline[0] if baseline else None, baseline[1] if baseline else None,
            said.direction, recurring,
        )


def _split(
    text: str, start: int, end: int, marks: list[int], ands: str
) -> list[tuple[int, int]]:
    bounds = [start, *[start + m for m in marks], end]
    pieces = [
        (low + (1 if n else 0), high) for n, (low, high) in enumerate(zip(bounds, bounds[1:], strict=False))
    ]
    out: list[tuple[int, int]] = []
    for number, (low, high) in enumerate(pieces):
        joined = [m for m in _LAST_AND.finditer(text, low, high) if low < m.start() and m.end() < high]
        if ands == "none" or not joined or (ands == "last" and number < len(pieces) - 1):
            out.append((low, high))
            continue
        for match in joined if ands == "all" else joined[-1:]:
            out.append((low, match.start()))
            low = match.end()
        out.append((low, high))
    return [p for p in out if p[1] > p[0]]


def _within(position: int, spans: list[tuple[int, int]]) -> bool:
    """Tell whether the position lies in one of the ascending spans."""
    place = bisect_right(spans, (position, 1 << 62)) - 1
    return place >= 0 and spans[place][0] <= position < spans[place][1]


def targets_in(text: str, scope: Scope | None = None) -> list[Found]:
    """Read the targets of one passage of matching text."""
    return TargetReader(text, scope or Scope()).read()
