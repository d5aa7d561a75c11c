"""A filing examined: what is wrong with the form, and what its checks find.

The same in the web form, for an uploaded file and over the whole base.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from fumao.core.errors import Words
from fumao.core.periods import Period
from fumao.forms.cells import column_input
from fumao.forms.form import Codes, Fault, FieldForm, Found, Raw, Reading
from fumao.rules.definitions import Definitions
from fumao.rules.facts import read_fact, read_rows
from fumao.rules.library import Library
from fumao.rules.types import Value
from fumao.surveys.definitions import Severity, Survey, SurveyCheck
from fumao.surveys.expressions import (
    CONTEXT,
    EARLIER,
    ROSTER,
    definitions_for,
    earlier_inputs,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """A check that found something, with the fields to look at and how it came to it."""

    check: SurveyCheck
    found: Found

    @property
    def severity(self) -> Severity:
        """Return how grave it is."""
        return self.check.severity


@dataclass(frozen=True, slots=True)
class Examined:
    """A filing with its faults and findings.

    `faults` and hard findings keep it from being filed; soft ones need an explanation each.
    `unexplained` are the soft checks without one.
    """

    reading: Reading
    faults: tuple[Fault, ...]
    findings: tuple[Finding, ...]
    unexplained: tuple[str, ...]

    @property
    def hard(self) -> tuple[Finding, ...]:
        """Return the findings that no explanation mends."""
        return tuple(one for one in self.findings if one.severity == "hard")

    @property
    def may_be_filed(self) -> bool:
        """Tell whether nothing stands in the way."""
        return not (self.faults or self.unexplained or self.hard)


class SurveyForm(FieldForm):
    """The form of one survey over the definitions of the packs; raises RuleError."""

    def __init__(
        self, survey: Survey, packs: Definitions | None = None, codes: Codes | None = None
    ) -> None:
        self.survey = survey
        super().__init__(
            survey.form, Library(definitions_for(survey, packs or Definitions())),
            known=survey.known, codes=codes,
        )  # fmt: skip

    def reports(self, about: Mapping[str, Value], day: date) -> bool | None:
        """Tell whether a respondent with these facts is on the roster on a day; None: unknown."""
        if not self.survey.roster:
            return True
        value = self.on(day).answers(about, {}, [ROSTER])[ROSTER].value
        return value if isinstance(value, bool) else None

    @cached_property
    def asked_of_register(self) -> frozenset[str]:
        """Return the facts of the register of enterprises that the survey's expressions name."""
        own = {one.given or one.key for one in self.survey.form}
        known = own | {one.name for one in CONTEXT}
        earlier = {one.name for one in earlier_inputs(self.survey)}
        return frozenset(self.library.inputs) - known - earlier

    @cached_property
    def looks_back(self) -> bool:
        """Tell whether a check asks for figures of earlier periods."""
        inputs = self.library.inputs
        return any(
            f"{which}_{one.key}" in inputs for one in self.survey.figures() for which in EARLIER
        )

    def earlier(self, data: Mapping[str, Raw]) -> dict[str, Value]:
        """Return kept texts of earlier periods as facts.

        `data` has them by previous, year_ago and so_far; what is not there stays unknown.
        """
        found: dict[str, Value] = {}
        for one in self.survey.figures():
            for which in EARLIER:
                name, text = f"{which}_{one.key}", data.get(which, {}).get(one.key)
                if name in self.library.inputs and text is not None:
                    found[name] = read_fact(text, self.library.inputs[name])
        return found

    def examine(
        self,
        raw: Raw,
        period: Period,
        on: date,
        about: Mapping[str, Value],
        explained: Iterable[str] = (),
        known: Raw | None = None,
    ) -> Examined:  # fmt: skip
        """Return a filing of a period as it would be filed on a day, with everything found.

        `about` are the facts of the respondent and of earlier periods, `known` texts and rows of
        the fields that nobody is asked; a table left out of it is unknown, not empty. Rules,
        parameters and code lists are those of the period's last day: a form is filled in by the
        scheme of its period.
        """
        facts = {
            **about, "today": on, "filed_on": on,
            "period_start": period.start, "period_end": period.end,
        }  # fmt: skip
        reading = self.read(raw, facts, period.end)
        faults = (*reading.faults, *self.outside(reading, period, on))
        values, rows = self._beside(known or {})
        beside = replace(reading, rows={**reading.rows, **rows})
        findings = tuple(self._findings(beside, {**facts, **values}, period.end))
        soft = [one.check.key for one in findings if one.severity == "soft"]
        told = set(explained)
        return Examined(reading, faults, findings, tuple(key for key in soft if key not in told))

    def _beside(self, known: Raw) -> tuple[dict[str, Value], dict[str, list[dict[str, Value]]]]:
        """Return values and rows of the fields that are not asked; raises CoreError."""
        rows = {}
        for table in self.known:
            given = known.get(table.key)
            if table.is_table and isinstance(given, list):
                rows[table.key] = read_rows(given, [column_input(one) for one in table.columns])
        return self.recalled(known), rows

    def _findings(
        self, reading: Reading, facts: Mapping[str, Value], day: date
    ) -> Iterable[Finding]:
        keys = [one.key for one in self.survey.checks]
        for check, found in zip(
            self.survey.checks, self.asked("finding", keys, reading, facts, day), strict=True
        ):
            if found.held:
                yield Finding(check, found)

    def outside(self, reading: Reading, period: Period, on: date) -> Iterator[Fault]:
        """Yield the fault of every day that the entry windows have closed, or still to come.

        Asked when a filing is sent and again at each approval.
        """
        opened = self.survey.windows.on(on)
        for key, done in self._days(reading, period):
            if isinstance(done, date) and done not in opened:
                yield Fault(key, closed_words(done, opened.first, opened.last))

    def _days(self, reading: Reading, period: Period) -> Iterator[tuple[str, Value]]:
        key = self.survey.dated
        if not key and self.survey.windows.windows:
            yield "period", period.end
        table, dot, column = key.partition(".")
        if dot:
            for place, row in enumerate(reading.rows.get(table, ())):
                yield f"{table}.{place}.{column}", row.get(column)
        elif key:
            yield key, reading.values.get(key)


def closed_words(done: date, first: date, last: date) -> Words:
    """Return what is said of a day that the entry windows do not hold."""
    return Words(
        f"{done} 不在录入窗口内：现在可录入 {first} 至 {last} 的数据",
        f"{done} lies outside the entry window: {first} to {last} may be entered now",
    )
