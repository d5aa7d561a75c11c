"""The gate before every published figure: pages, files, interfaces and searches pass here.

What is public at a moment follows from approvals, withdrawals and the clock; nothing switches it
on. No other module reads vintages for somebody.
"""

from datetime import datetime

from django.db.models import QuerySet

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import visible_to
from fumao.apps.orgs.policy.releases import opened, with_hour
from fumao.apps.releases.models import Release, Vintage, Withdrawal


def _rows() -> QuerySet[Vintage]:
    rows: QuerySet[Vintage] = with_hour(
        Vintage.objects.select_related("release__area", "by", "withdrawal")
    )
    return rows


def open_vintages(at: datetime) -> QuerySet[Vintage]:
    """Return the vintages that everybody may see at a moment, of each release the newest last."""
    return _rows().filter(opened(at)).order_by("release_id", "number")


def team_vintages(actor: Actor) -> QuerySet[Vintage]:
    """Return the vintages that an actor may see before their hour: those of its releases."""
    return visible_to(actor, _rows()).order_by("release_id", "number")


def open_vintage(release: Release, at: datetime, number: int | None = None) -> Vintage | None:
    """Return a release's public vintage, the newest without a number; None before its hour.

    Where the newest was withdrawn after its hour, the one before it does not come back by itself.
    """
    rows = open_vintages(at).filter(release=release)
    if number is not None:
        return rows.filter(number=number).first()
    newest, gone = rows.last(), withdrawals(release).last()
    if newest is None or (gone is not None and gone.vintage.number > newest.number):
        return None
    return newest


def current_vintages(at: datetime, *, figures: bool = True) -> dict[int, Vintage]:
    """Return what every release (pk) shows at a moment, as `open_vintage` does (two queries).

    Without `figures` contents are not read.
    """
    rows = open_vintages(at)
    if not figures:
        rows = rows.defer("content", "definition")
    newest = {one.release_id: one for one in rows}
    gone = withdrawn_numbers()
    return {pk: one for pk, one in newest.items() if gone.get(pk, 0) < one.number}


def withdrawn_numbers() -> dict[int, int]:
    """Return the newest number of each release (pk) that was withdrawn after it had been public."""
    rows = Withdrawal.objects.filter(was_public=True).order_by("vintage__number")
    return dict(rows.values_list("vintage__release_id", "vintage__number"))


def withdrawals(release: Release) -> QuerySet[Withdrawal]:
    """Return what of a release was withdrawn after it had been public: no figures, only why."""
    rows = Withdrawal.objects.filter(vintage__release=release, was_public=True)
    return rows.select_related("vintage").order_by("vintage__number")
