"""The saved views that a person sees: the own ones, those shown to the unit, deleted ones."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import visible_to
from fumao.apps.releases.models import SavedView


@dataclass(frozen=True, slots=True)
class SavedViews:
    """The page of saved views."""

    own: Sequence[SavedView]
    unit: Sequence[SavedView]
    deleted: Sequence[SavedView]


def _rows(actor: Actor) -> QuerySet[SavedView]:
    rows = SavedView.objects.select_related("by", "department").order_by("name", "id")
    return visible_to(actor, rows)


def shown_views(actor: Actor, *, inside: bool) -> list[SavedView]:
    """Return the views that the page of one kind of figures offers, the own ones first."""
    found = list(_rows(actor).filter(deleted_at=None, inside=inside))
    return sorted(found, key=lambda one: one.by_id != _own(actor))


def saved_views(actor: Actor) -> SavedViews:
    """Return the page of saved views."""
    rows, own = list(_rows(actor)), _own(actor)
    return SavedViews(
        [one for one in rows if one.by_id == own and one.deleted_at is None],
        [one for one in rows if one.by_id != own],
        [one for one in rows if one.by_id == own and one.deleted_at is not None],
    )


def saved_view(actor: Actor, pk: int) -> SavedView:
    """Return a view that the actor sees; raises SavedView.DoesNotExist."""
    return _rows(actor).get(pk=pk)


def _own(actor: Actor) -> int | None:
    return actor.person.pk if actor.person else None
