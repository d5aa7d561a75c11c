"""The catalogue of messages: Chinese ids taken from templates and Python, English beside them.

GNU gettext is not needed: Django turns templates into calls, Babel reads Python and writes .mo.
Catalogues are made by `bin/messages`; why the ids are Chinese: docs/adr/0005.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[1]
CATALOGUE = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
HEADER = (
    "# English words of Fumao; the message ids are Chinese. Kept by bin/messages.\n"
    "# SPDX-License-Identifier: Apache-2.0"
)
KEYWORDS = dict.fromkeys(
    [prefix + "gettext" + suffix for prefix in ("", "n", "p", "np") for suffix in ("", "_lazy")]
    + ["_", "gettext_noop"]
)
_STRING = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_CALL = re.compile(rf"(?<!\w)(_|n?p?gettext)\(\s*({_STRING}(?:\s*,\s*{_STRING})*)")
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
_CHINESE = re.compile(r"[一-鿿、。《》「」（）：；，！？]")


@dataclass(frozen=True, slots=True)
class Text:
    """A message as written: its id, its plural (or None), its context, and where."""

    id: str
    plural: str | None
    context: str | None
    place: str

    @property
    def key(self) -> str | tuple[str, str]:
        """Return the id as Babel's catalogue wants it."""
        return self.id if self.plural is None else (self.id, self.plural)


def extract(package: Path = PACKAGE) -> list[Text]:
    """Return every message of the package, in the order of the files."""
    found: list[Text] = []
    for path in sorted(package.rglob("*")):
        if "node_modules" in path.parts or "migrations" in path.parts:
            continue
        if path.suffix == ".py":
            found.extend(_in_python(path))
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            found.extend(_in_template(path))
    return found


def _in_python(path: Path) -> Iterator[Text]:
    with path.open("rb") as source:
        for line, name, said, _comments in extract_python(source, KEYWORDS, [], {}):
            words: Any = said  # Babel gives a string for one argument, a tuple for several
            arguments = [words] if isinstance(words, str) else [w for w in words or () if w]
            text = _text(str(name), arguments, f"{path.name}:{line}")
            if text is not None:
                yield text


def _in_template(path: Path) -> Iterator[Text]:
    # Django's own step: the tags become calls on the same lines, everything else is blanked out.
    called = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for match in _CALL.finditer(called):
        arguments = list(ast.literal_eval(f"({match.group(2)},)"))
        line = called.count("\n", 0, match.start()) + 1
        text = _text(match.group(1), arguments, f"{path.name}:{line}")
        if text is not None:
            yield text


def _text(function: str, said: list[str], place: str) -> Text | None:
    """Return the message of one call; None where the id is computed, as in `gettext(name)`."""
    context = None
    name = function.removesuffix("_lazy")
    if name in {"pgettext", "npgettext"} and said:
        context, *said = said
    if not said or not said[0]:
        return None
    plural = said[1] if name in {"ngettext", "npgettext"} and len(said) > 1 else None
    return Text(said[0], plural, context, place)


def read(path: Path = CATALOGUE) -> Catalog:
    """Return the English catalogue, empty at first."""
    if not path.exists():
        return Catalog(locale="en", domain="django", header_comment=HEADER, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale="en", domain="django")


def update(texts: Iterable[Text], old: Catalog) -> Catalog:
    """Return a catalogue of exactly these messages, with the English they already had."""
    new = Catalog(locale="en", domain="django", header_comment=HEADER, charset="utf-8")
    new.creation_date = old.creation_date
    for text in texts:
        known = old.get(text.key, text.context) or old.get(text.id, text.context)
        new.add(text.key, _fitting(known, text.plural is not None), context=text.context)
    return new


def _fitting(known: Message | None, plural: bool) -> str | tuple[str, str]:
    english = strings(known) or ("",)
    return (english[0], english[-1]) if plural else english[0]


def merge(catalogue: Catalog, rows: Iterable[str]) -> list[str]:
    """Fill in English from lines 中文<TAB>English[<TAB>plural]; return ids that no page uses."""
    unknown = []
    for row in rows:
        chinese, _tab, english = row.rstrip("\n").replace("\\n", "\n").partition("\t")
        if not english or chinese.startswith("#"):
            continue
        messages = [m for m in catalogue if m.id and _singular(m) == chinese]
        if not messages:
            unknown.append(chinese)
        for message in messages:
            one, _tab, many = english.partition("\t")
            message.string = (one, many or one) if isinstance(message.id, tuple) else one
    return unknown


def _singular(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, tuple | list) else message.id)


def faults(texts: Iterable[Text], catalogue: Catalog) -> list[str]:
    """Return what is wrong: no English, Chinese in the English, other placeholders, stale ids."""
    wrong: list[str] = []
    seen: set[tuple[str, str | None]] = set()
    for text in texts:
        seen.add((text.id, text.context))
        message = catalogue.get(text.key, text.context)
        english = strings(message)
        if not english or not all(english):
            wrong.append(f"{text.place}: no English for {text.id!r}")
            continue
        if not _CHINESE.search(text.id):
            wrong.append(f"{text.place}: the id must be Chinese: {text.id!r}")
        wanted = sorted(_PLACEHOLDER.findall(text.id))
        if any(sorted(_PLACEHOLDER.findall(string)) != wanted for string in english):
            wrong.append(f"{text.place}: other placeholders in the English of {text.id!r}")
    stale = [m for m in catalogue if m.id and (_singular(m), m.context) not in seen]
    return wrong + [f"stale: no page says {_singular(m)!r}" for m in stale]


def strings(message: Message | None) -> tuple[str, ...]:
    """Return the English of a message: one, or singular and plural."""
    if message is None:
        return ()
    said = message.string
    return tuple(said) if isinstance(said, list | tuple) else (said or "",)


def write(catalogue: Catalog, path: Path = CATALOGUE) -> None:
    """Write the catalogue, sorted by id and without places: a moved line is no change."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, sort_output=True, no_location=True, omit_header=False, width=0)


def compile_catalogue(source: Path = CATALOGUE) -> Path:
    """Write the .mo beside the catalogue unless it is newer already; return its path."""
    target = source.with_suffix(".mo")
    if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
        draft = target.with_suffix(".draft")
        with draft.open("wb") as file:
            write_mo(file, read(source))
        draft.replace(target)
    return target
