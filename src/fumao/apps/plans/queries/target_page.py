"""The page of one target: its figures with every version of each."""

from dataclasses import dataclass

from django.http import Http404

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, may
from fumao.apps.plans.models import Actual, Target
from fumao.apps.plans.queries.target_rows import TargetRow, target_rows


@dataclass(frozen=True, slots=True)
class TargetPage:
    """A target as its row has it, all versions of its figures (newest first), and the permission
    to record one.
    """

    row: TargetRow
    versions: list[Actual]
    may_record: bool


def target_page(actor: Actor, code: str) -> TargetPage:
    """Return the page of a target (3 queries); raises Http404 where it is out of sight."""
    rows = target_rows(actor, Target.objects.filter(code=code), actor.today.year)
    if not rows:
        raise Http404
    target = rows[0].target
    # The rows come without what policy asks for and the page quotes.
    whole = Target.objects.select_related("area", "clause__document").defer(
        "clause__document__text"
    )
    subject = whole.get(pk=target.pk)
    versions = Actual.objects.filter(target=target).select_related("by")
    return TargetPage(
        rows[0],
        list(versions.order_by("-year", "-version")),
        not target.withdrawn and may(actor, Action.RECORD_ACTUAL, subject),
    )
