"""提交编制: asked for now, worked out by the worker, looked at while it runs."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.clock import moment
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal
from fumao.apps.releases.actions.work_compile import work_compile
from fumao.apps.releases.models import APPROVALS, CompileJob, Release, Vintage
from fumao.apps.releases.queries.quality import quality_of
from fumao.apps.releases.standing import OPEN, locked, standing, tell
from fumao.statistics.frozen import Quality


def ask_compile(
    actor: Actor,
    release: Release,
    reason: str = "",
    opens_at: datetime | None = None,
    *,
    tell_quality: bool = True,
) -> CompileJob:
    """Queue the next vintage of a release; raises PermissionDenied and ValidationError.

    Once a vintage was approved the next one is a correction and gives its reason; `opens_at` is its
    hour, now where it is None. With `tell_quality` it tells how the districts have reported up to
    now, whatever is filed before the worker comes to it.
    """
    with transaction.atomic():
        quality = quality_of(release, actor.today) if tell_quality else None
        job = begun(actor, release, reason, opens_at, quality)
        work_compile.enqueue(job.pk)
        return job


def begun(
    actor: Actor,
    release: Release,
    reason: str,
    opens_at: datetime | None,
    quality: Sequence[Quality] | None,
) -> CompileJob:
    """Put the order on record inside the caller's transaction."""
    one = locked(release)
    department = standing(actor, Action.PREPARE_RELEASE, one)
    if actor.person is None:
        raise PermissionDenied
    if one.jobs.filter(state__in=OPEN).exists():
        raise refusal("state", _("正在编制，请等它完成。"))
    if is_correction(one):
        opens_at = opens_at or max(moment(), one.embargo)
        if not reason.strip():
            words = _("已有批准的版次，再编制是更正：请写明原因，修订表上会公开说明。")
            raise refusal("reason", words)
    if opens_at is not None and opens_at < one.embargo:
        raise refusal("opens_at", _("更正的发布时间不能早于原定的发布时间。"))
    job = CompileJob.objects.create(
        release=one, department_id=department, by=actor.person, at=timezone.now(),
        reason=reason.strip(), opens_at=opens_at,
        quality=None if quality is None else [asdict(given) for given in quality],
    )  # fmt: skip
    tell(actor, one, "release_compile_asked", department, job=job.pk, reason=job.reason)
    return job


def is_correction(release: Release) -> bool:
    """Tell whether a vintage of the release was approved already."""
    return Vintage.objects.filter(release=release, approvals__place=APPROVALS).exists()
