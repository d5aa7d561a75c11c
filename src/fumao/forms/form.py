"""A form at work: what is visible, required, wrong; what its expressions say.

Fields and expressions are inputs and rules of one `fumao.rules` library, so types, units, unknown
names and the wall of purposes are checked as for any rule, and missing is neither zero nor false.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from fumao.core.errors import CoreError, Words
from fumao.forms.cells import column_input, needed_words, read_cell, text_of, wrong_words
from fumao.forms.expressions import rule_name
from fumao.forms.fields import ALWAYS, Field
from fumao.rules.definitions import Input
from fumao.rules.facts import read_fact
from fumao.rules.library import Library
from fumao.rules.ruleset import Answer, RuleSet
from fumao.rules.types import Value

MOST_LINES = 500  # of one table; more come as an attached file
type Raw = Mapping[str, object]
type Codes = Callable[[str, str, date], bool]  # scheme, code, day


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a field, a paper, or a row of a table ("lines.3.amount")."""

    key: str
    words: Words


@dataclass(frozen=True, slots=True)
class Reading:
    """A form as it was read: exact values, rows, the fields that show, and every fault.

    `data` is what is kept: exact texts by key, hidden fields dropped.
    """

    values: dict[str, Value]
    rows: dict[str, list[dict[str, Value]]]
    visible: frozenset[str]
    required: frozenset[str]
    faults: tuple[Fault, ...]
    data: dict[str, object]


@dataclass(frozen=True, slots=True)
class Found:
    """A check or a condition with its answer; `held` is None while a fact is missing."""

    key: str
    held: bool | None
    answer: Answer


class FieldForm:
    """Fields over a library that holds their inputs, tables and expressions.

    `known` are fields that are not asked: their values come from what was filed before. `codes`
    tells whether a code list has a code on a day; without it any text is taken for one.
    """

    def __init__(
        self,
        fields: Sequence[Field],
        library: Library,
        *,
        known: Sequence[Field] = (),
        codes: Codes | None = None,
    ) -> None:
        self.fields = tuple(fields)
        self.library = library
        self.known = tuple(known)
        self.codes = codes

    def recalled(self, data: Raw) -> dict[str, Value]:
        """Return the values of an earlier case's kept texts that a later one knows without asking.

        They go into `about`; tables are not recalled.
        """
        found: dict[str, Value] = {}
        for one in self.known:
            if not one.is_table and data.get(one.key) is not None:
                name = one.given or one.key
                found[name] = read_fact(data[one.key], self.library.inputs[name])
        return found

    @cached_property
    def inputs(self) -> Mapping[str, Input]:
        """Return the inputs of the fields that are no tables, by key."""
        return {
            one.key: self.library.inputs[one.given or one.key]
            for one in self.fields
            if not one.is_table
        }

    @lru_cache(maxsize=64)  # noqa: B019 - a form lives as long as the process
    def on(self, day: date) -> RuleSet:
        """Return the rules of a day."""
        return self.library.at(day)

    def read(self, raw: Raw, about: Mapping[str, Value], day: date) -> Reading:
        """Read what was filled in; hidden fields are dropped and required of nobody.

        `about` are the facts that are no fields: of the applicant, of the day (`context`).
        """
        values, rows, faults = self._values(raw, day)
        rules = self.on(day)
        visible: set[str] = set()
        for one in self.fields:
            # Only fields above may decide, so one pass in their order is enough.
            if not one.visible or self.is_true(rules, "visible", one.key, values, rows, about):
                visible.add(one.key)
            else:
                values.pop(one.given or one.key, None)
                rows.pop(one.key, None)
        faults = [fault for fault in faults if fault.key.split(".")[0] in visible]
        required = frozenset(self._required(rules, visible, values, rows, about))
        bad = {fault.key for fault in faults}
        faults += self._missing(required, values, rows, bad)
        faults += self._checked(rules, visible - bad, values, rows, about)
        data = self._kept(visible, values, rows)
        return Reading(values, rows, frozenset(visible), required, tuple(faults), data)

    def _values(
        self, raw: Raw, day: date
    ) -> tuple[dict[str, Value], dict[str, list[dict[str, Value]]], list[Fault]]:
        values: dict[str, Value] = {}
        rows: dict[str, list[dict[str, Value]]] = {}
        faults: list[Fault] = []
        for one in self.fields:
            given = raw.get(one.key)
            if one.is_table:
                rows[one.key] = list(self._rows(one, given, faults, day))
                continue
            try:
                value = self.coded(one, read_cell(one, given, self.inputs[one.key]), day)
            except CoreError as error:
                faults.append(Fault(one.key, error.words))
                value = None
            values[one.given or one.key] = value
        return values, rows, faults

    def coded(self, one: Field, value: Value, day: date) -> Value:
        """Return the value; raises CoreError for a code that its list does not have on the day."""
        scheme = one.type.of if one.type is not None and one.type.kind == "code" else None
        if scheme is None or value is None or self.codes is None:
            return value
        if not self.codes(scheme, str(value), day):
            raise CoreError(
                "code",
                f"“{one.label.zh}”没有代码“{value}”，请从列表中选择",
                f'there is no code "{value}" for "{one.label.en}": choose one of the list',
            )
        return value

    def _rows(
        self, table: Field, given: object, faults: list[Fault], day: date
    ) -> Iterator[dict[str, Value]]:
        lines = _lines(given)
        lines = [line for line in lines if any(line.get(c.key) for c in table.columns)]
        if len(lines) > MOST_LINES:
            words = Words(f"最多 {MOST_LINES} 行", f"at most {MOST_LINES} rows")
            faults.append(Fault(table.key, words))
            lines = lines[:MOST_LINES]
        for place, line in enumerate(lines):
            row: dict[str, Value] = {}
            for column in table.columns:
                key = f"{table.key}.{place}.{column.key}"
                try:
                    value = read_cell(column, line.get(column.key), column_input(column))
                    row[column.key] = self.coded(column, value, day)
                except CoreError as error:
                    faults.append(Fault(key, error.words))
                    row[column.key] = None
                    continue
                if row[column.key] is None and column.required == ALWAYS:
                    faults.append(Fault(key, needed_words(column)))
            yield row

    def is_true(
        self,
        rules: RuleSet,
        kind: str,
        key: str,
        values: Mapping[str, Value],
        rows: Mapping[str, Sequence[Mapping[str, Value]]],
        about: Mapping[str, Value],
    ) -> bool | None:
        """Return what one expression says of values and rows; None where it cannot be told."""
        name = rule_name(kind, key)
        value = rules.answers({**about, **values}, _plain(rows), [name])[name].value
        return value if isinstance(value, bool) else None

    def _required(
        self,
        rules: RuleSet,
        visible: Iterable[str],
        values: Mapping[str, Value],
        rows: Mapping[str, Sequence[Mapping[str, Value]]],
        about: Mapping[str, Value],
    ) -> Iterator[str]:
        for one in self.fields:
            if one.key not in visible or not one.required:
                continue
            if one.required == ALWAYS or self.is_true(
                rules, "required", one.key, values, rows, about
            ):
                yield one.key

    def _missing(
        self,
        required: frozenset[str],
        values: Mapping[str, Value],
        rows: Mapping[str, Sequence[Mapping[str, Value]]],
        bad: set[str],
    ) -> Iterator[Fault]:
        for one in self.fields:
            if one.key not in required or one.key in bad:
                continue
            empty = (
                not rows.get(one.key)
                if one.is_table
                else (values.get(one.given or one.key) is None)
            )
            if empty:
                yield Fault(one.key, needed_words(one))

    def _checked(
        self,
        rules: RuleSet,
        keys: Iterable[str],
        values: Mapping[str, Value],
        rows: Mapping[str, Sequence[Mapping[str, Value]]],
        about: Mapping[str, Value],
    ) -> Iterator[Fault]:
        wanted = set(keys)
        for one in self.fields:
            if not one.check or one.key not in wanted:
                continue
            if self.is_true(rules, "check", one.key, values, rows, about) is False:
                yield Fault(one.key, one.check_words or wrong_words(one))

    def _kept(
        self,
        visible: Iterable[str],
        values: Mapping[str, Value],
        rows: Mapping[str, Sequence[Mapping[str, Value]]],
    ) -> dict[str, object]:
        kept: dict[str, object] = {}
        wanted = set(visible)
        for one in self.fields:
            if one.key not in wanted:
                continue
            if one.is_table:
                lines = [{k: text_of(v) for k, v in row.items()} for row in rows.get(one.key, ())]
                if lines:
                    kept[one.key] = lines
            elif (value := values.get(one.given or one.key)) is not None:
                kept[one.key] = text_of(value)
        return kept

    def asked(
        self,
        kind: str,
        keys: Iterable[str],
        reading: Reading,
        about: Mapping[str, Value],
        day: date,
    ) -> list[Found]:
        """Return what expressions of a kind (finding, condition, when, need, forbid) say."""
        names = {key: rule_name(kind, key) for key in keys}
        answers = self.on(day).answers(
            {**about, **reading.values}, _plain(reading.rows), names.values()
        )
        return [
            Found(key, value if isinstance(value := answers[name].value, bool) else None,
                  answers[name])
            for key, name in names.items()
        ]  # fmt: skip


def _lines(given: object) -> list[Mapping[str, object]]:
    if not isinstance(given, Sequence) or isinstance(given, str | bytes):
        return []
    return [line for line in given if isinstance(line, Mapping)]


def _plain(
    rows: Mapping[str, Sequence[Mapping[str, Value]]],
) -> dict[str, Sequence[Mapping[str, Value]] | None]:
    return dict(rows)
