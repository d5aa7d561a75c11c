"""Write notices, in the transaction of the act they tell of."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db import connection
from django.utils import timezone

from fumao.apps.notices.kinds import Data, check_words
from fumao.apps.notices.models import Notice
from fumao.apps.orgs.models import Area, Role
from fumao.core.text import match_key

Seat = tuple[int, Role | str]  # a department's pk and the role of the post


def notify(  # noqa: PLR0913  (keyword-only: the columns of a notice)
    *,
    kind: str,
    area: Area | int,
    data: Data,
    url: str,
    on: date,
    to_people: Iterable[int] = (),
    to_seats: Iterable[Seat] = (),
    at_most_once_key: str = "",
) -> None:
    """Write one notice a person (pk) and one a seat in the caller's transaction, by one INSERT.

    Whoever holds the post of a seat sees its notice, also where the department's work has gone to
    another. With `at_most_once_key` (up to 96 characters) a second notice of that key to the same
    addressee is not written, whoever else writes it at the same time. `url` is a path of this site
    or empty, `on` the business date.

    Raises RuntimeError outside a transaction, KeyError and TypeError for words that could not be
    shown (kinds.check_words), ValueError for a `url` elsewhere.
    """
    written = worded(
        kind=kind, area=area, data=data, url=url, on=on, to_people=to_people, to_seats=to_seats,
        at_most_once_key=at_most_once_key,
    )  # fmt: skip
    write_notices(written, at_most_once=bool(at_most_once_key))


def write_notices(notices: list[Notice], *, at_most_once: bool) -> None:
    """Write notices in the caller's transaction, by one INSERT.

    With `at_most_once` all have keys, and those written before are left out. Raises RuntimeError
    outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("notices written outside a transaction")
    Notice.objects.bulk_create(notices, ignore_conflicts=at_most_once)


def worded(  # noqa: PLR0913  (keyword-only: the columns of a notice)
    *,
    kind: str,
    area: Area | int,
    data: Data,
    url: str,
    on: date,
    to_people: Iterable[int] = (),
    to_seats: Iterable[Seat] = (),
    at_most_once_key: str = "",
) -> list[Notice]:
    """Return the notices that `notify` writes, unsaved; takes and raises the same."""
    check_words(kind, data)
    if url and (not url.startswith("/") or url.startswith(("//", "/\\"))):
        raise ValueError(f"notice {kind}: {url!r} is not an address of this site")
    now, area_id = timezone.now(), area.pk if isinstance(area, Area) else area
    found_by = match_key(" ".join(str(value) for value in data.values()))
    return [
        Notice(
            kind=kind, area_id=area_id, person_id=person, department_id=department, role=role,
            data=dict(data), found_by=found_by, url=url, on=on, at=now,
            claim=_claim(at_most_once_key, person, department, role),
        )
        for person, department, role in _addressees(to_people, to_seats)
    ]  # fmt: skip


def _addressees(
    people: Iterable[int], seats: Iterable[Seat]
) -> Iterator[tuple[int | None, int | None, str]]:
    for person in dict.fromkeys(people):
        yield person, None, ""
    for department, role in dict.fromkeys((pk, Role(role)) for pk, role in seats):
        yield None, department, role.value


def _claim(key: str, person: int | None, department: int | None, role: str) -> str | None:
    if not key:
        return None
    if len(key) > 96:
        raise ValueError(f"at_most_once_key of {len(key)} characters; the limit is 96")
    return f"{key}|p{person}" if person else f"{key}|{role}{department}"
