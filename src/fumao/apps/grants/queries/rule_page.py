"""The page of a rule: words, versions, parameters over time, neighbours and golden cases."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.http import Http404
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from fumao.apps.grants.book import Book, Group, rules_on
from fumao.apps.grants.cited import Cited, cited, clause_pages
from fumao.apps.grants.codes import code_words
from fumao.apps.grants.sentences import Sentences, outline_html, text_html
from fumao.apps.grants.words import KINDS, unsure
from fumao.apps.orgs.actor import Actor
from fumao.core.errors import CoreError
from fumao.rules.definitions import Citation, Dated, Input, Parameter, Rule, in_force
from fumao.rules.explain import Used, shown_parameter
from fumao.rules.facts import read_fact, read_value
from fumao.rules.golden import NOT_IN_FORCE, UNKNOWN, GoldenCase
from fumao.rules.library import Library, Version, direct_inputs
from fumao.rules.shown import shown_value, unit_name

MOST_CHARTS = 4
MOST_CASES = 30


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version of the rule."""

    rule: Rule
    cite: Cited
    held: bool
    shown: bool
    unsure: Promise | None
    text: SafeString
    note: str
    ended: str


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """A parameter with its values over time; `chart` is drawn where it is a number that changed."""

    name: str
    label: str
    values: Sequence[tuple[str, Dated, Cited, Promise | None, bool]]
    chart: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case worked by hand: facts, what is expected, and the working."""

    label: str
    on: date
    facts: Sequence[tuple[str, str]]
    rows: Sequence[tuple[str, int]]
    expect: Sequence[tuple[str, str, bool]]
    working: str


@dataclass(frozen=True, slots=True)
class RulePage:
    """Everything about a rule."""

    name: str
    label: str
    rule: Rule
    group: Group
    kind: Promise
    held: bool
    unsure: Promise | None
    outline: SafeString
    text: SafeString
    cite: Cited
    versions: Sequence[VersionRow]
    parameters: Sequence[ParameterRow]
    cases: Sequence[CaseRow]
    all_cases: int
    used_by: Sequence[tuple[str, str]]
    uses: Sequence[tuple[str, str]]
    asks: Sequence[str]
    rivals: Sequence[tuple[str, str]]


def rule_page(actor: Actor, book: Book, name: str, day: date, lang: str) -> RulePage:
    """Return the page of a rule; raises Http404 where there is none of that name."""
    if name not in book.names:
        raise Http404
    library = book.library
    versions, shown = library.versions[name], book.version_shown(name, day)
    parameters = book.parameters_of(versions)
    cites = {version.rule.cite for version in versions}
    cites |= {dated.cite for one in parameters for dated in one.values}
    told = _Told(book, clause_pages(actor, cites), day, lang)
    rules = rules_on(day if _held(shown, day) else _day_of(shown))
    cases = book.cases_of.get(name, ())
    return RulePage(
        name=name,
        label=shown.rule.label.say(lang),
        rule=shown.rule,
        group=book.group_of[name],
        kind=KINDS[shown.rule.kind],
        held=_held(shown, day),
        unsure=unsure(shown.rule.confidence),
        outline=outline_html(Sentences(shown, rules, lang).lines()),
        text=text_html(shown, library, lang),
        cite=told.cite(shown.rule.cite),
        versions=[told.version(v, day, shown) for v in reversed(versions)],
        parameters=[told.parameter(one, day) for one in parameters],
        cases=[told.case(case, name) for case in cases[:MOST_CASES]],
        all_cases=len(cases),
        used_by=told.labels(book.users.get(name, ())),
        uses=told.labels(sorted(library.used(name))),
        asks=_asks(library, versions, lang),
        rivals=told.labels(_rivals(book, name)),
    )


def _held(version: Version, day: date) -> bool:
    return in_force(version.rule.valid_from, version.rule.valid_to, day)


def _day_of(version: Version) -> date:
    """Return a day on which a version that is not in force was, or will be."""
    return version.rule.valid_to or version.rule.valid_from or date.max


def _rivals(book: Book, name: str) -> list[str]:
    return [
        other for one in book.library.definitions.exclusions if name in one.rules
        for other in one.rules if other != name
    ]  # fmt: skip


def _asks(library: Library, versions: Iterable[Version], lang: str) -> list[str]:
    names = {n.partition(".")[0] for version in versions for n in direct_inputs(library, version)}
    held: Mapping[str, Any] = {**library.inputs, **library.tables}
    return [one.label.say(lang) for name, one in held.items() if name in names]


class _Told:
    """Puts parts of a rule into words of one language, with links to clauses."""

    def __init__(self, book: Book, pages: Mapping[Citation, int], day: date, lang: str) -> None:
        self.book, self.pages, self.day, self.lang = book, pages, day, lang

    def cite(self, cite: Citation) -> Cited:
        return cited(self.book, cite, self.pages, self.lang)

    def labels(self, names: Iterable[str]) -> list[tuple[str, str]]:
        """Return names with labels; what excludes leaves, X_net, stands under its own rule."""
        of_net = {net: name for name, net in self.book.nets.items()}
        plain = dict.fromkeys(of_net.get(name, name) for name in names)
        versions = self.book.library.versions
        return [(name, versions[name][-1].rule.label.say(self.lang)) for name in plain]

    def version(self, version: Version, day: date, shown: Version) -> VersionRow:
        rule = version.rule
        return VersionRow(
            rule, self.cite(rule.cite), _held(version, day), version is shown,
            unsure(rule.confidence),
            text_html(version, self.book.library, self.lang),
            rule.note.say(self.lang) if rule.note else "",
            rule.ended.say(self.lang) if rule.ended else "",
        )  # fmt: skip

    def parameter(self, parameter: Parameter, day: date) -> ParameterRow:
        values = [
            (
                shown_parameter(self._used(parameter, dated), self.lang), dated,
                self.cite(dated.cite),
                unsure(dated.confidence),
                in_force(dated.valid_from, dated.valid_to, day),
            )
            for dated in reversed(parameter.values)
        ]  # fmt: skip
        label = parameter.label.say(self.lang)
        return ParameterRow(parameter.name, label, values, steps(parameter, day, self.lang))

    def _used(self, parameter: Parameter, dated: Dated) -> Used:
        return Used(parameter.name, parameter.label, dated.value, dated, parameter.type)

    def case(self, case: GoldenCase, name: str) -> CaseRow:
        library = self.book.library
        facts = [
            (library.inputs[one].label.say(self.lang), self._fact(raw, library.inputs[one]))
            for one, raw in case.facts.items()
            if one in library.inputs
        ]
        rows = [
            (library.tables[one].label.say(self.lang), len(lines))
            for one, lines in case.rows.items()
            if one in library.tables
        ]
        expect = [
            (
                library.versions[one][-1].rule.label.say(self.lang),
                self._expected(raw, one),
                one == name,
            )
            for one, raw in case.expect.items()
            if one in library.versions
        ]
        return CaseRow(case.label.say(self.lang), case.on, facts, rows, expect, case.working)

    def _fact(self, raw: object, given: Input) -> str:
        if given.type.kind == "code":
            return code_words(self.day, self.lang)(given.type.of or "", str(raw))
        try:
            return shown_value(read_fact(raw, given), given.type, self.lang)
        except CoreError:
            return str(raw)

    def _expected(self, raw: object, name: str) -> str:
        if raw == UNKNOWN:
            return "缺资料" if self.lang == "zh" else "facts missing"
        if raw == NOT_IN_FORCE:
            return "当日无效" if self.lang == "zh" else "not in force"
        type_ = self.book.library.rule_types[name]
        return shown_value(read_value(raw, type_), type_, self.lang)


def steps(parameter: Parameter, day: date, lang: str) -> dict[str, Any] | None:
    """Return the data of the chart `steps` for a number that has changed; None for all else."""
    values = [one for one in parameter.values if one.valid_from is not None]
    numbers = {one.value for one in values}
    if parameter.shape != "value" or not parameter.type.is_number or len(numbers) < 2:
        return None
    points: list[list[Any]] = []
    end: date | None = None
    for one in sorted(values, key=lambda dated: dated.valid_from or date.min):
        start = one.valid_from or day
        if end is not None and (start - end).days > 1:
            points.append([end.isoformat(), None])
        end = one.valid_to or max(day, start + timedelta(days=365))
        number = float(Decimal(str(one.value)))
        points += [[start.isoformat(), number], [end.isoformat(), number]]
    unit = parameter.type.of or (
        unit_name(parameter.type.unit, lang) if parameter.type.unit else ""
    )
    return {"name": parameter.label.say(lang), "unit": unit, "points": points}
