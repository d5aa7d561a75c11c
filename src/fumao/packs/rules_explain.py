"""`fumao rules explain`: the answer of a rule for one case, in sentences, with its sources."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.tree import Tree

from fumao.core.errors import CoreError, Words
from fumao.core.text import match_key
from fumao.packs.problem import PackError, Problem
from fumao.packs.row import Row
from fumao.packs.rulebook import documents, laws
from fumao.packs.source import Source
from fumao.rules.batch.columns import Names
from fumao.rules.batch.reasons import input_labels, short_reason
from fumao.rules.batch.run import no_rule
from fumao.rules.definitions import Citation, Dated, Input
from fumao.rules.explain import Line, Used, explain, shown_parameter
from fumao.rules.facts import read_fact
from fumao.rules.library import Library
from fumao.rules.ruleset import Answer, RuleSet
from fumao.rules.shown import shown_value
from fumao.rules.types import Value

type Rows = dict[str, list[dict[str, Value]]]
_COUNSEL = Words("待法律顾问确认", "to be confirmed by counsel")


def find_rule(library: Library, wanted: str) -> str:
    """Return the name of the rule with the name or label wanted; raises CoreError."""
    if wanted in library.versions:
        return wanted
    plain = match_key(wanted)
    found = [
        name
        for name, versions in library.versions.items()
        if any(plain in map(match_key, version.rule.label) for version in versions)
    ]
    if len(found) == 1:
        return found[0]
    raise no_rule(wanted, found or library.versions)


def read_facts(path: Path, library: Library) -> tuple[dict[str, Value], Rows]:
    """Read a case from YAML or JSON: facts by name or label, child rows under `rows`."""
    problems: list[Problem] = []
    try:
        row = Source(path, path.name, problems).mapping()
    except OSError as error:
        raise CoreError(
            "cannot_read",
            f"无法读取“{path}”：{error.strerror}。",
            f"Cannot read “{path}”: {error.strerror}.",
        ) from error
    if problems:
        raise PackError(problems)
    nested = isinstance(row.values.get("facts"), Row)
    raw = row.plain("facts") if nested else {k: v for k, v in _plain(row).items() if k != "rows"}
    facts = _read(raw, list(library.inputs.values()))
    rows: Rows = {}
    for name, lines in row.plain("rows").items():
        table = library.tables.get(name)
        if table is None or not isinstance(lines, list):
            raise CoreError("no_table", f"没有子表“{name}”", f"There is no child table “{name}”")
        rows[name] = [_read(line, table.fields) for line in lines]
    return facts, rows


def _plain(row: Row) -> dict[str, object]:
    whole = Row({"facts": row}, {}, row.place, [])
    return whole.plain("facts")


def _read(raw: Mapping[str, object], inputs: Sequence[Input]) -> dict[str, Value]:
    header = list(raw)
    columns, unknown = Names(inputs).match(header)
    if unknown:
        listed = "、".join(unknown)
        raise CoreError("no_input", f"没有输入“{listed}”", f"There is no input “{listed}”")
    found: dict[str, Value] = {}
    for name, column in columns.items():
        value = raw[header[column.place]]
        if column.power and value is not None:
            with suppress(InvalidOperation):  # read_fact says what is wrong with it
                value = f"{Decimal(str(value)).scaleb(column.power):f}"
        found[name] = read_fact(value, column.given)
    return found


class Account:
    """An answer with all it rests on, told as a tree or as plain data."""

    def __init__(self, rules: RuleSet, answers: Mapping[str, Answer], lang: str, root: Path):
        self.rules, self.answers, self.lang = rules, answers, lang
        self.laws, self.documents = laws(root), documents(root)

    def say(self, zh: str, en: str) -> str:
        return Words(zh, en).say(self.lang)

    def cited(self, cite: Citation) -> str:
        """Return a citation with the title of its law or document."""
        law, document = self.laws.get(cite.document), self.documents.get(cite.document)
        title = law.title if law is not None else document.title if document is not None else None
        return cite.shown() if title is None else f"{title.say(self.lang)} {cite.clause}"

    def value(self, answer: Answer) -> str:
        """Return the value, or why there is none."""
        if answer.status == "decided":
            return shown_value(answer.value, answer.rule.type, self.lang)
        return short_reason(answer, self.answers, self.rules, self.lang)

    def show(self, name: str, console: Console) -> None:
        """Print the answer as a tree."""
        answer = self.answers[name]
        tree = Tree(self._headline(answer))
        self._body(tree, answer, {name})
        console.print(tree, highlight=False)

    def _headline(self, answer: Answer) -> str:
        label = answer.rule.label.say(self.lang)
        return f"[bold]{escape(label)}[/bold]  {escape(self.value(answer))}"

    def _body(self, tree: Tree, answer: Answer, seen: set[str]) -> None:
        doubt = "" if answer.rule.confidence == "seen" else f"  {self._counsel()}"
        source = self.say("依据", "source")
        tree.add(f"{source}：{escape(self.cited(answer.rule.cite))}{doubt}")
        if answer.status == "not_in_force":
            return
        told = explain(answer, self.rules, self.lang)
        if told.line is not None:
            self._line(tree, told.line)
        for used in told.parameters:
            tree.add(self._parameter(used))
        for other in told.rules:
            if other not in seen:
                seen.add(other)
                self._body(tree.add(self._headline(self.answers[other])), self.answers[other], seen)
        if answer.missing:
            branch = tree.add(self.say("还缺", "missing"))
            for label in self._missing(answer):
                branch.add(escape(label))
        if answer.rule.note is not None:
            tree.add(f"{self.say('说明', 'note')}：{escape(answer.rule.note.say(self.lang))}")

    def _line(self, tree: Tree, line: Line) -> None:
        mark = "[green]✓[/green] " if line.held else "[red]✗[/red] " if line.held is False else ""
        below = tree.add(f"{mark}{escape(line.text)}：{escape(line.value)}")
        for part in line.parts:
            self._line(below, part)

    def _parameter(self, used: Used) -> str:
        shown = shown_parameter(used, self.lang)
        doubt = "" if used.dated.confidence == "seen" else f"  {self._counsel()}"
        where = self.cited(used.dated.cite)
        text = f"{used.label.say(self.lang)} = {shown}（{self._time(used.dated)}；{where}）"
        return f"{escape(text)}{doubt}"

    def _time(self, dated: Dated) -> str:
        return span(dated.valid_from, dated.valid_to, self.lang)

    def _counsel(self) -> str:
        return f"[yellow]{_COUNSEL.say(self.lang)}[/yellow]"

    def _missing(self, answer: Answer) -> list[str]:
        found = []
        for name in sorted(answer.missing):
            given = self.rules.library.inputs.get(name)
            label = input_labels(self.rules.library, [name], self.lang)[0]
            question = given.question.say(self.lang) if given and given.question else ""
            found.append(f"{label}（{name}）{question}")
        return found

    def as_json(self, name: str) -> str:
        """Return the answer as JSON; numbers are texts, exact."""
        answer = self.answers[name]
        told = explain(answer, self.rules, self.lang)
        data: dict[str, Any] = {
            "rule": name,
            "label": answer.rule.label.say(self.lang),
            "on": self.rules.day.isoformat(),
            "status": answer.status,
            "value": _exact(answer.value),
            "shown": self.value(answer),
            "source": self.cited(answer.rule.cite),
            "confidence": answer.rule.confidence,
            "missing": [
                {"name": n, "label": input_labels(self.rules.library, [n], self.lang)[0]}
                for n in sorted(answer.missing)
            ],
            "blocked": sorted(answer.blocked),
            "lines": [] if told.line is None else [_line_data(told.line)],
            "parameters": [self._parameter_data(used) for used in told.parameters],
            "rules": [
                {
                    "rule": n,
                    "status": self.answers[n].status,
                    "value": _exact(self.answers[n].value),
                }
                for n in told.rules
            ],
        }
        return json.dumps(data, ensure_ascii=False, indent=2)

    def _parameter_data(self, used: Used) -> dict[str, Any]:
        first, last = used.dated.valid_from, used.dated.valid_to
        return {
            "name": used.name,
            "label": used.label.say(self.lang),
            "value": shown_parameter(used, self.lang),
            "from": first.isoformat() if first else None,
            "to": last.isoformat() if last else None,
            "source": self.cited(used.dated.cite),
            "confidence": used.dated.confidence,
        }


def _exact(value: Value) -> object:
    if isinstance(value, bool) or value is None:
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def _line_data(line: Line) -> dict[str, Any]:
    return {
        "text": line.text,
        "value": line.value,
        "held": line.held,
        "known": line.known,
        "parts": [_line_data(part) for part in line.parts],
    }


def span(first: date | None, last: date | None, lang: str) -> str:
    """Return a time in words."""
    if first is None and last is None:
        return Words("不限期", "without limit").say(lang)
    return f"{first or '…'} – {last or '…'}"
