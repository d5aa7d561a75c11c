"""Names on a confirmed list and the enterprises of the register they stand for.

First by credit code, then by a name that one enterprise alone bears or bore, then by what a person
decided of a doubtful pair before. Whatever is left is nobody's until a person says so.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.db.models import Q

from fumao.apps.enterprises.models import Enterprise, EnterpriseName
from fumao.apps.enterprises.names import name_key
from fumao.apps.sharing.book import data_set
from fumao.apps.sharing.models import NamePair, SharedData

How = Literal["code", "name", "decided", ""]
_PART = 500  # keys asked for at once


@dataclass(frozen=True, slots=True)
class Matched:
    """A row with the enterprise it stands for, None where nobody knows; numbers count from 1."""

    number: int
    name: str
    match: str
    code: str | None
    enterprise: int | None
    how: How


def matched(data: SharedData) -> list[Matched]:
    """Return the rows of a list, each with what it is matched to (three queries a 500 rows)."""
    one = data_set(data.grant)
    name, code = one.column("name"), one.column("credit_code")
    if name is None:
        return []
    codes = [row.get(code.key) if code else None for row in data.rows]
    keys = [name_key(row.get(name.key) or "") for row in data.rows]
    places = Q(area__path__startswith=data.grant.area.path)
    by_code = _by_code({text for text in codes if text}, places)
    by_name = _by_name(set(keys), data.grant.area.path)
    decided = _decided(set(keys), data.grant.area.path)
    found = []
    for number, (row, text, key) in enumerate(zip(data.rows, codes, keys, strict=True), 1):
        enterprise, how = _one(by_code.get(text or ""), by_name.get(key), decided.get(key), text)
        found.append(Matched(number, row.get(name.key) or "", key, text, enterprise, how))
    return found


def _one(
    by_code: int | None, by_name: int | None, decided: int | None, code: str | None
) -> tuple[int | None, How]:
    if by_code is not None:
        return by_code, "code"
    if code:
        return None, ""  # its code is on no register: a like name is another enterprise's
    if by_name is not None:
        return by_name, "name"
    return (decided, "decided") if decided is not None else (None, "")


def _by_code(codes: set[str], places: Q) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in _parts(codes):
        rows = Enterprise.objects.filter(places, code__in=part)
        found.update(rows.values_list("code", "pk"))
    return found


def _by_name(keys: set[str], path: str) -> dict[str, int]:
    holders: dict[str, set[int]] = defaultdict(set)
    for part in _parts(keys):
        rows = EnterpriseName.objects.filter(
            match__in=part, enterprise__area__path__startswith=path
        )
        for key, pk in rows.values_list("match", "enterprise_id"):
            holders[key].add(pk)
    # A name that two enterprises bear tells nothing of either.
    return {key: next(iter(pks)) for key, pks in holders.items() if len(pks) == 1}


def _decided(keys: set[str], path: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in _parts(keys):
        rows = NamePair.objects.filter(
            match__in=part, decision=NamePair.Decision.SAME,
            enterprise__area__path__startswith=path,
        )  # fmt: skip
        found.update(rows.values_list("match", "enterprise_id"))
    return found


def _parts(keys: Iterable[str]) -> Iterable[list[str]]:
    ordered = sorted(key for key in keys if key)
    return (ordered[start : start + _PART] for start in range(0, len(ordered), _PART))
