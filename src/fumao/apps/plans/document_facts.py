"""What a document says of itself: title, number, issuers, date; checked, and found in its text."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from fumao.apps.orgs.refusals import refusal
from fumao.apps.plans.models import Import
from fumao.core.text import fold_width
from fumao.reading.signatures import DATE, read_date

FACTS = ("title", "number", "issuer", "date")
_MOST = {"title": 200, "number": 64, "issuer": 200}
_YEARS = range(1949, 2101)

type Facts = dict[str, str]


def facts_of(source: Import) -> Facts:
    """Return the facts of an import as they stand; an unknown one is empty."""
    day = source.date.isoformat() if source.date else ""
    return {"title": source.title, "number": source.number, "issuer": source.issuer, "date": day}


def cleaned_facts(given: dict[str, Any]) -> Facts:
    """Return an officer's facts in the form they are kept; raises ValidationError by field."""
    facts = {name: " ".join(str(given.get(name) or "").split()) for name in FACTS}
    for name, most in _MOST.items():
        if len(facts[name]) > most:
            raise refusal(name, _("文字过长：最多 %(most)s 个字。"), most=most)
    if not facts["title"]:
        raise refusal("title", _("名称不能为空，请填写。"))
    facts["issuer"] = "、".join(filter(None, re.split(r"[、，,;； ]+", facts["issuer"])))
    try:
        day = date.fromisoformat(facts["date"]) if facts["date"] else None
    except ValueError as error:
        raise refusal("date", _("日期应写成 2016-09-30 的样子。")) from error
    if day is not None and day.year not in _YEARS:
        raise refusal("date", _("成文日期应在 1949 年以后，请核对。"))
    return facts | {"date": day.isoformat() if day else ""}


def places_of(text: str, name: str, value: str) -> list[tuple[int, int]]:
    """Return where a fact stands in the text: one place, of several issuers one each."""
    if not value:
        return []
    if name == "date":
        found = [_date_place(text, date.fromisoformat(value))]
    else:
        words = value.split("、") if name == "issuer" else [value]
        found = [_place(text, one) for one in words]
    return [place for place in found if place is not None]


def _place(text: str, words: str) -> tuple[int, int] | None:
    """Return where words stand: on lines of their own before within others; breaks do not count."""
    pattern = r"\s*".join(re.escape(char) for char in fold_width(words) if not char.isspace())
    plain = fold_width(text)
    alone = re.search(rf"(?m)^[^\S\n]*({pattern})[^\S\n]*$", plain)
    hit = alone or re.search(f"({pattern})", plain)
    return hit.span(1) if hit else None


def _date_place(text: str, day: date) -> tuple[int, int] | None:
    """Return where a day stands; the last one: documents are dated below their words."""
    return max(_days(fold_width(text), day), default=None)


def _days(plain: str, day: date) -> Iterator[tuple[int, int]]:
    for hit in DATE.finditer(plain):
        if read_date(hit.group()) == day:
            yield hit.span()
