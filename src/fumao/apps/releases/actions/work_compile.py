"""Compile a vintage in the background; a run cut off is simply done again."""

import duckdb
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.tasks import task
from structlog import get_logger

from fumao.apps.orgs import clock
from fumao.apps.orgs.actor import Actor, actor_for
from fumao.apps.orgs.policy import Action
from fumao.apps.releases.book import written
from fumao.apps.releases.compiling import made_content
from fumao.apps.releases.models import CompileJob, Vintage
from fumao.apps.releases.standing import OPEN, locked, signed, standing, tell
from fumao.core.errors import CoreError, Words
from fumao.packs.problem import PackError
from fumao.statistics.vintage import digest_of

log = get_logger(__name__)
_KNOWN = (CoreError, PackError, PermissionDenied, duckdb.Error)
_NOT_ANY_MORE = Words(
    "提交的人现在不能编制这一期。", "Whoever asked for it may not compile this release any more."
)
_BROKEN = Words(
    "编制中断，没有写入任何结果；请再试一次。", "The work broke off; nothing was kept. Try again."
)


@task()
def work_compile(job_id: int) -> None:
    """Compile in the name of who asked; a second run of the same job finds it done."""
    job = CompileJob.objects.select_related("release__area", "by").get(pk=job_id)
    if not job.open:
        return
    rows = CompileJob.objects.filter(pk=job_id, state__in=OPEN)
    rows.update(state=CompileJob.State.RUNNING, percent=0)
    actor = actor_for(job.by, clock.today())
    try:
        standing(actor, Action.PREPARE_RELEASE, job.release)
        body = made_content(job, lambda percent: rows.update(percent=percent))
        with transaction.atomic():
            if rows.select_for_update().first() is not None:
                keep(actor, job, body)
    except Exception as error:
        log.error("release_compile_failed", job=job_id, error=str(error))
        _fail(job_id, _words(error))
        if not isinstance(error, _KNOWN):
            raise


def keep(actor: Actor, job: CompileJob, body: bytes) -> Vintage:
    """Freeze the content as the next vintage, inside the caller's transaction."""
    release = locked(job.release)
    last = release.vintages.order_by("-number").values_list("number", flat=True).first()
    made = Vintage.objects.create(
        release=release, number=(last or 0) + 1, content=body.decode(), digest=digest_of(body),
        definition=written()[release.publication].text, reason=job.reason, opens_at=job.opens_at,
        **signed(actor, job.department_id),
    )  # fmt: skip
    job.state, job.percent, job.vintage = CompileJob.State.DONE, 100, made
    job.save(update_fields=["state", "percent", "vintage"])
    tell(
        actor, release, "release_compiled", job.department_id,
        number=made.number, digest=made.digest, reason=made.reason,
    )  # fmt: skip
    return made


def _words(error: Exception) -> Words:
    if isinstance(error, PermissionDenied):
        return _NOT_ANY_MORE
    if isinstance(error, CoreError | PackError):
        return Words(error.message("zh"), error.message("en"))
    return _BROKEN


def _fail(job_id: int, words: Words) -> None:
    with transaction.atomic():
        job = CompileJob.objects.select_for_update().select_related("release").get(pk=job_id)
        if not job.open:
            return
        job.state = CompileJob.State.FAILED
        job.error_zh, job.error_en = words.zh[:300], words.en[:400]
        job.save(update_fields=["state", "error_zh", "error_en"])
        nobody = Actor(None, clock.today())
        tell(nobody, job.release, "release_compile_failed", None, message=job.error_zh)
