"""The text of a draft: written for a parameter or a rule to begin with, and read back."""

import json
import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

from fumao.apps.grants.book import Book
from fumao.core.errors import CoreError
from fumao.packs.overlay import read_overlay
from fumao.rules.definitions import Dated, Parameter, Rule, Tiers
from fumao.rules.overlay import Overlay
from fumao.rules.ruleset import RuleSet

LONGEST = 20_000  # characters of a draft
NAME = "draft.yaml"  # as the linter's sentences call it


def read_draft(text: str, book: Book) -> Overlay:
    """Read a draft; raises PackError with line and column, CoreError where it is too long."""
    if len(text) > LONGEST:
        raise CoreError(
            "draft",
            f"草案超过 {LONGEST} 字，请只写要改的内容",
            f"The draft is longer than {LONGEST} characters; write only what changes",
        )
    with tempfile.TemporaryDirectory(prefix="fumao-") as folder:
        path = Path(folder) / NAME
        path.write_text(text, encoding="utf-8")
        return read_overlay(path, book.library)


def changeable(book: Book, rules: RuleSet, names: list[str]) -> tuple[list[Parameter], list[Rule]]:
    """Return the parameters and the rules that these rules rest on and that have a value."""
    needed = [name for name in book.names if name in rules.needed(names)]
    versions = [v for name in needed if (v := rules.versions[name]) is not None]
    parameters = [p for p in book.parameters_of(versions) if rules.dated.get(p.name) is not None]
    return parameters, [version.rule for version in versions]


def draft_of_parameter(parameter: Parameter, dated: Dated, day: date, value: str = "") -> str:
    """Return a draft with the parameter's value as it is, or the one given, to be changed."""
    begin = f"from: {day.isoformat()}"
    if isinstance(dated.value, Tiers):
        tiers = "".join(
            f"\n          - {{bound: {_plain(tier.bound)}, value: {_plain(tier.value)}}}"
            for tier in dated.value.tiers
        )
        body = f"- {begin}\n        below: {_plain(dated.value.below)}\n        tiers:{tiers}"
    elif isinstance(dated.value, tuple):
        listed = ", ".join(_quoted(one) for one in dated.value)
        body = f"- {begin}\n        value: [{listed}]"
    else:
        body = f"- {{{begin}, value: {_quoted(value or _plain(dated.value))}}}"
    label = parameter.label
    return (
        _head(label.zh, label.en)
        + f"parameters:\n  - name: {parameter.name}\n    values:\n      {body}\n"
    )


def draft_of_rule(rule: Rule, day: date) -> str:
    """Return a draft with a rule's text as it is on the day, to be changed."""
    text = "\n".join(f"      {line}" for line in rule.text.strip().splitlines())
    label = rule.label
    return (
        _head(label.zh, label.en)
        + f"rules:\n  - name: {rule.name}\n    from: {day.isoformat()}\n    text: |-\n{text}\n"
    )


def _head(zh: str, en: str) -> str:
    return f"title_zh: {_quoted(f'调整：{zh}')}\ntitle_en: {_quoted(f'Change: {en}')}\n"


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
