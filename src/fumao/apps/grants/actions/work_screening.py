"""Work a screening out in the background; a run cut off is simply done again."""

import duckdb
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.tasks import task
from structlog import get_logger

from fumao.apps.audit.service import record
from fumao.apps.grants.actions.run_screening import keep, may_screen, work_out
from fumao.apps.grants.models import ScreeningJob
from fumao.apps.orgs import clock
from fumao.apps.orgs.actor import Actor, actor_for
from fumao.core.errors import CoreError, Words
from fumao.packs.problem import PackError
from fumao.rules.problem import RuleError

log = get_logger(__name__)
STEP = 5  # per cent between two reports: every one is a write
_KNOWN = (CoreError, RuleError, PackError, PermissionDenied, duckdb.Error)
_NOT_ANY_MORE = Words(
    "提交的人现在不能筛查这个地区。", "Whoever asked for it may not screen this area any more."
)
_BROKEN = Words(
    "计算中断，没有写入任何结果；请再试一次。",
    "The computation broke off; nothing was kept. Try again.",
)


@task()
def work_screening(job_id: int) -> None:
    """Screen in the name of who asked; a second run of the same job finds it done."""
    job = ScreeningJob.objects.select_related("area", "department", "by").get(pk=job_id)
    if not job.open or job.by is None:
        return
    rows = ScreeningJob.objects.filter(pk=job_id, state__in=_OPEN)
    rows.update(state=ScreeningJob.State.RUNNING, percent=0)
    actor, told = actor_for(job.by, clock.today()), 0

    def report(percent: int) -> None:
        nonlocal told
        if percent >= told + STEP:
            told = percent
            rows.update(percent=percent)

    try:
        may_screen(actor, job.area)
        done = work_out(actor, job, report)
        with transaction.atomic():
            if rows.select_for_update().first() is not None:
                keep(actor, job, done)
    except Exception as error:
        log.error("screening_failed", job=job_id, error=str(error))
        _fail(job_id, _words(error))
        if not isinstance(error, _KNOWN):
            raise


_OPEN = (ScreeningJob.State.WAITING, ScreeningJob.State.RUNNING)


def _words(error: Exception) -> Words:
    if isinstance(error, PermissionDenied):
        return _NOT_ANY_MORE
    if isinstance(error, CoreError | RuleError | PackError):
        return Words(error.message("zh"), error.message("en"))
    return _BROKEN


def _fail(job_id: int, words: Words) -> None:
    with transaction.atomic():
        job = ScreeningJob.objects.select_for_update().get(pk=job_id)
        if not job.open:
            return
        job.state = ScreeningJob.State.FAILED
        job.error_zh, job.error_en = words.zh[:300], words.en[:400]
        job.save(update_fields=["state", "error_zh", "error_en"])
        nobody = Actor(None, clock.today())
        data = {"message": job.error_zh}
        record(job.stream, "screening_failed", actor=nobody, area=job.area_id, data=data)
