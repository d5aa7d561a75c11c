"""Targets of one paragraph, heading or cell: figures with a verb of reaching or of making.

A figure becomes a target when its clause says that something is to be reached (达到, 超过, 增长到),
made or won (培育3家, 建成5个) and nothing marks it as a threshold, a grant, a size inside an
indicator, a quota or a statement of the past.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from fumao.reading import target_words as words
from fumao.reading.model import Comparator
from fumao.reading.numbers import Figure
from fumao.reading.target_clause import Clause, Sentence
from fumao.reading.target_names import Name, Namer
from fumao.reading.target_passage import Range, TargetPassage
from fumao.reading.target_verdict import Case, Scope, is_target

_UNIT_REACH = 40  # the unit of 100、120和150亿元 stands after the last number


@dataclass(frozen=True, slots=True)
class Found:
    """A target with positions in its passage; `indicator` lists the spans that name it."""

    indicator: Name
    comparator: Comparator
    value: Decimal
    unit: str
    start: int
    end: int
    value_max: Decimal | None = None
    year: int | None = None
    baseline: Decimal | None = None
    baseline_year: int | None = None
    direction: words.Direction | None = None
    recurring: bool = False
    unit_near: Range = (0, 0)  # the unit is printed in there


class TargetReader:
    """Reads one passage from left to right; what one clause names, the next ones may rely on."""

    def __init__(self, text: str, scope: Scope) -> None:
        """Prepare to read `text` under what governs it from outside."""
        self.text = text
        self.scope = scope
        self.passage = TargetPassage(text)
        self._namer = Namer(text)
        self._baseline: tuple[Decimal, int | None] | None = None
        self._reached: Sentence | None = None  # the sentence of the last target
        self._subjects: list[Name] = []  # of the sentence's targets
        self._taken = 0  # up to here the text has named an earlier target

    def read(self) -> list[Found]:
        """Return the targets in the order of their figures."""
        out: list[Found] = []
        index = 0 if not self.scope.terms else len(self.passage.figures)
        while index < len(self.passage.figures):
            group = self.passage.group(index)
            if out and self._glosses(self.passage.figures[index], out):
                index += 1
                continue
            out.extend(self._targets(self.passage.figures[index : index + group]))
            index += group
        return out

    def governing_year(self) -> int | None:
        """Return the last year that the passage itself names as governing."""
        return self.passage.years[-1].year if self.passage.years else None

    def _targets(self, members: list[Figure]) -> list[Found]:
        first = members[0]
        clause = self.passage.clause(first)
        floor = max(clause.start, self._taken)
        before = self.text[floor : first.start]
        if self._note_baseline(first, floor, before):
            return []
        said = words.wording(before)
        gap = self.text[self._taken : first.start] if self._reached is clause.sentence else None
        cases = [
            Case(self.passage, self.scope, f, clause, said, before[: said.start], gap)
            for f in members
        ]
        if not all(is_target(case) for case in cases):
            if first.kind in ("money", "share") and said.start:
                self._namer.note(floor, floor + said.start)
            return []
        name = self._name(floor, said, first, clause)
        if self._reached is not clause.sentence:
            self._subjects = []
        self._taken = self.passage.after(members[-1])
        self._reached = clause.sentence
        found = self._spread(members, clause, said, name)
        self._subjects.extend(f.indicator for f in found)
        return found

    def _glosses(self, figure: Figure, out: list[Found]) -> bool:
        """Take (2020年为20亿元) behind a target as its baseline."""
        clause, last = self.passage.clause(figure), out[-1]
        if not clause.own_year or last.year is None or clause.own_year >= last.year:
            return False
        if last.unit != figure.unit or last.baseline is not None:
            return False
        if clause.start > self._taken + 1 or self._reached is not clause.sentence:
            return False
        out[-1] = replace(last, baseline=figure.value, baseline_year=clause.own_year)
        return True

    def _note_baseline(self, figure: Figure, floor: int, before: str) -> bool:
        """Keep 由目前的25% for the figure that follows it; tell whether this is one."""
        window = before[-24:]
        match = words.BASELINE.search(window)
        if not match or not words.BASELINE_NEXT.match(self.text, self.passage.after(figure)):
            return False
        year = match["year"] or match["than"]
        self._baseline = (figure.value, int(year) if year else None)
        self._namer.note(floor, figure.start - len(window) + match.start())
        self._taken = self.passage.after(figure)
        return True

    def _name(self, floor: int, said: words.Wording, figure: Figure, clause: Clause) -> Name:
        verb_end = floor + said.start
        if not self.passage.at_boundary(figure):
            after = self.passage.after(figure)
            later = self.passage.next_figure(after, clause.end)
            noun_end = later.start if later else clause.end
            stop = self.text.find("、", after, noun_end) if later else -1
            verb = (floor, verb_end) if floor == clause.start else None
            return self._namer.with_noun(verb, (after, stop if stop >= 0 else noun_end))
        name = self._namer.note(floor, verb_end)
        return (*name, (verb_end, figure.start)) if said.change else name

    def _spread(
        self, members: list[Figure], clause: Clause, said: words.Wording, name: Name
    ) -> list[Found]:
        """Make one target of each value and subject that 分别, 各 or 均 hand out."""
        many = len(members)
        years = self.passage.years_listed(clause, members[0])
        if said.respectively and len(years) == many > 1:
            pairs = zip(members, years, strict=True)
            return [self._found(f, clause, said, name, y) for f, y in pairs]
        subjects = self._namer.split(name, many if said.respectively else 0)
        if said.respectively and many > 1:
            recent = self._subjects[-many:]
            if len(subjects) != many and len(recent) == many:
                verb = name[1:]  # 进口5亿元,出口8亿元,分别增长10%和12%
                subjects = [(*n[:1], *verb) for n in recent]
            names = subjects if len(subjects) == many else [name] * many
            return [self._found(f, clause, said, n) for f, n in zip(members, names, strict=True)]
        if (said.each or said.respectively) and len(subjects) > 1:
            return [self._found(members[0], clause, said, n) for n in subjects]
        if said.respectively and len(years) > 1:
            return [self._found(members[0], clause, said, name, y) for y in years]
        return [self._found(f, clause, said, name) for f in members]

    def _found(
        self,
        figure: Figure,
        clause: Clause,
        said: words.Wording,
        name: Name,
        year: int | None = None,
    ) -> Found:
        recurring = False
        if year is None:
            year, recurring = self.passage.year(figure, clause, self.scope.year)
        baseline, baseline_year = self._take_baseline(figure, clause)
        lead = words.LEADING.match(clause.text)
        start = clause.start + (lead.end() if lead and lead.end() < len(clause.text) else 0)
        return Found(
            name,
            self._comparator(figure, clause, said),
            figure.value,
            figure.unit,
            start=min(start, figure.start),
            end=max(self.passage.after(figure), *(e for _, e in name[-1:]), figure.end),
            value_max=figure.value_max,
            year=year,
            baseline=baseline,
            baseline_year=baseline_year,
            direction=said.direction,
            recurring=recurring,
            unit_near=(figure.start, min(figure.end + _UNIT_REACH, len(self.text))),
        )

    def _comparator(self, figure: Figure, clause: Clause, said: words.Wording) -> Comparator:
        if figure.value_max is not None:
            return "range"
        own = words.wording(self.text[clause.start : figure.start])
        comparator = own.comparator if own.reach else said.comparator
        return words.with_suffix(comparator, self.passage.suffix(figure))

    def _take_baseline(self, figure: Figure, clause: Clause) -> tuple[Decimal | None, int | None]:
        kept, self._baseline = self._baseline, None
        if kept is not None:
            return kept
        before = self.text[max(clause.start, figure.start - 40) : figure.start]
        bare = words.BARE_BASELINE.search(before)
        return (Decimal(bare[1]), None) if bare else (None, None)


def targets_in(text: str, scope: Scope | None = None) -> list[Found]:
    """Read the targets of one passage of matching text."""
    return TargetReader(text, scope or Scope()).read()
