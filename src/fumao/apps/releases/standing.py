"""In whose name an act on a release is done, and how far a release has come at a moment."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, Subject, department_for
from fumao.apps.orgs.policy.actions import REFUSALS
from fumao.apps.releases.models import APPROVALS, CompileJob, Release, Vintage

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Stage(StrEnum):
    """How far a release has come; worked out from its newest vintage, stored nowhere."""

    PLANNED = "planned"
    COMPILING = "compiling"
    COMPILED = "compiled"
    APPROVED_ONCE = "approved_once"
    APPROVED = "approved"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


STAGES: dict[Stage, tuple["str | _StrPromise", str]] = {
    Stage.PLANNED: (_("待编制"), "plain"),
    Stage.COMPILING: (_("正在编制"), "info"),
    Stage.COMPILED: (_("待批准"), "wait"),
    Stage.APPROVED_ONCE: (_("已批准一人"), "wait"),
    Stage.APPROVED: (_("已批准，待发布时间"), "info"),
    Stage.PUBLISHED: (_("已发布"), "ok"),
    Stage.WITHDRAWN: (_("已撤回"), "bad"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A vintage with how far it has come."""

    vintage: Vintage | None
    stage: Stage

    @property
    def words(self) -> "str | _StrPromise":
        """Return the stage in words."""
        return STAGES[self.stage][0]

    @property
    def kind(self) -> str:
        """Return the kind of status the stage is shown as."""
        return STAGES[self.stage][1]


def stage_of(vintage: Vintage, at: datetime) -> Stage:
    """Return how far a vintage has come at a moment."""
    if hasattr(vintage, "withdrawal"):
        return Stage.WITHDRAWN
    given = len(vintage.approvals.all())  # answered from a prefetch where there is one
    if given < APPROVALS:
        return Stage.APPROVED_ONCE if given else Stage.COMPILED
    return Stage.PUBLISHED if hour_of(vintage) <= at else Stage.APPROVED


def hour_of(vintage: Vintage) -> datetime:
    """Return the moment from which a vintage may be public."""
    return vintage.opens_at or vintage.release.embargo


def standing_of(release: Release, at: datetime) -> Standing:
    """Return how far the newest vintage of a release has come."""
    vintages = list(release.vintages.all())
    newest = max(vintages, key=lambda one: one.number, default=None)
    if any(job.state in OPEN for job in release.jobs.all()):
        return Standing(newest, Stage.COMPILING)
    if newest is None:
        return Standing(None, Stage.PLANNED)
    return Standing(newest, stage_of(newest, at))


OPEN = (CompileJob.State.WAITING, CompileJob.State.RUNNING)


def standing(actor: Actor, action: Action, subject: Subject) -> int:
    """Return the department (pk) in whose name the actor does this; raises PermissionDenied."""
    department = department_for(actor, action, subject)
    if department is None:
        raise PermissionDenied(REFUSALS[action])
    return department


def signed(actor: Actor, department: int | None) -> dict[str, object]:
    """Return the fields of an act: who, for whom, when."""
    return {
        "by": actor.person, "department_id": department, "on": actor.today, "at": timezone.now(),
    }  # fmt: skip


def tell(actor: Actor, release: Release, kind: str, department: int | None, **data: object) -> None:
    """Record an event of a release."""
    record(
        release.stream, kind, actor=actor, area=release.area_id, department=department, data=data
    )


def locked(release: Release) -> Release:
    """Return a release as it stands now, kept from others until the transaction ends."""
    rows = Release.objects.select_related("area").select_for_update(of=("self",))
    return rows.get(pk=release.pk)
