"""办理批量文件: a file of reports is read, examined and stored by the worker, all or nothing."""

import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import duckdb
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.tasks import task
from django.utils import timezone
from structlog import get_logger

from fumao.apps.audit.service import record
from fumao.apps.files.service import path_of
from fumao.apps.orgs.actor import Actor, actor_for
from fumao.apps.orgs.lost_work import told_if_broken
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.policy.actions import REFUSALS
from fumao.apps.surveys.book import loaded, period_of, review_of
from fumao.apps.surveys.bulk.candidates import Candidate, candidates
from fumao.apps.surveys.bulk.child import Sheet, read_sheet
from fumao.apps.surveys.bulk.facts import tell_facts
from fumao.apps.surveys.bulk.heads import Heads, find_heads
from fumao.apps.surveys.bulk.opened import open_file, workplace, workspace
from fumao.apps.surveys.bulk.outcome import keep_left, outcome_of
from fumao.apps.surveys.bulk.singly import file_singly
from fumao.apps.surveys.bulk.standing import tell_standing
from fumao.apps.surveys.bulk.storing import ChangedError, Storing, store
from fumao.apps.surveys.bulk.used import Use, settle_uses
from fumao.apps.surveys.bulk.verdicts import judge
from fumao.apps.surveys.models import BulkJob
from fumao.apps.surveys.workbook.take import raw_text
from fumao.core.errors import CoreError
from fumao.surveys.bulk.examine import Examination
from fumao.surveys.bulk.layout import layout_of

State = BulkJob.State
_TURNS = 3  # as often is everything decided again where somebody else was quicker
_READ = 35  # per cent of the work that reading is
_BUSY = CoreError(
    "busy",
    "处理期间有报表被他人改动，没有入库；请再传一次，已报的不会重复。",
    "Somebody changed reports meanwhile and nothing was stored: upload it again, nothing is filed "
    "twice.",
)


_ENGINE = CoreError(
    "engine",
    "处理时出错，没有入库：请拆成几个较小的文件再传；仍不行请联系管理员。",
    "It failed and nothing was stored: split it into smaller files; if it fails again, tell the "
    "administrator.",
)


@dataclass(frozen=True, slots=True)
class _Work:
    """A job with who files it, the period's form and what may be filed."""

    job: BulkJob
    actor: Actor
    firms: list[Candidate]
    folder: Path


@task()
def read_bulk(job_id: int) -> None:
    """Do one file; a second run of a file that is done does nothing.

    What the file files counts on the day it was handed in.
    """
    job = BulkJob.objects.select_related(
        "period__survey", "period__area", "attachment__file", "by"
    ).get(pk=job_id)
    if job.is_busy:
        with told_if_broken(lambda fault: _fail(job, fault)):
            _work(job)


def _work(job: BulkJob) -> None:
    actor = actor_for(job.by, job.on)
    try:
        firms = candidates(actor, job.period)
        if not firms:
            raise PermissionDenied(REFUSALS[Action.FILE_REPORT])
        with tempfile.TemporaryDirectory(dir=workplace()) as folder:
            _do(_Work(job, actor, firms, Path(folder)))
    except CoreError as error:
        _fail(job, error)
    except PermissionDenied as error:
        words = str(error)
        _fail(job, CoreError("permission", words, words))
    except duckdb.Error as error:  # too large for the memory it may take, or for the disk
        get_logger(__name__).error("bulk_failed", job=job.pk, error=str(error))
        _fail(job, _ENGINE)


def _do(work: _Work) -> None:
    job = work.job
    _show(job, State.READING, 3)
    file = job.attachment.file
    with ThreadPoolExecutor(1) as beside:  # a worker that has just begun reads its rules meanwhile
        compiled = beside.submit(loaded, job.period.survey)
        sheet = read_sheet(
            path_of(file), file.media, work.folder / "sheet.csv",
            lambda read: _show(job, State.READING, 3 + min(_READ, read * _READ // 100_000)),
        )  # fmt: skip
        form = compiled.result()
    layout = layout_of(form.survey)
    if layout is None:
        raise RuntimeError(f"{job.period.key} takes no files")  # take_bulk has refused it
    heads = find_heads(sheet.top, layout, code=len(work.firms) > 1)
    for _turn in range(_TURNS):
        with workspace(work.folder) as duck:
            _show(job, State.CHECKING, 40)
            period = period_of(job.period)
            opened = open_file(duck, sheet, heads, layout, work.firms, period)
            found = Examination(duck, form, layout, period, job.on)
            begun = _decided(work, found)
            _show(job, State.STORING, 70)
            try:
                with transaction.atomic():
                    _finish(work, found, begun, (opened.rows, sheet, heads))
                return
            except (ChangedError, IntegrityError):
                continue
    raise _BUSY


def _decided(work: _Work, found: Examination) -> dict[int, list[Use]]:
    """Examine every report and say what becomes of it; return the uses that begin."""
    job = work.job
    found.read(raw_text)
    _show(job, State.CHECKING, 55)
    rows = found.connection.execute("SELECT DISTINCT code FROM cases").fetchall()
    codes = {code for (code,) in rows}
    firms = [one for one in work.firms if one.firm.code in codes]
    names, tables = tell_facts(found, job.period, firms)
    found.examine(names, tables)
    tell_standing(found, job.period, firms)
    judge(found, review_of(found.form))
    return settle_uses(found)


def _finish(
    work: _Work, found: Examination, begun: dict[int, list[Use]], read: tuple[int, Sheet, Heads]
) -> None:
    """Store what the file files, what it leaves out, and that it is done."""
    rows, sheet, heads = read
    job = BulkJob.objects.select_for_update(of=("self",)).select_related("period__area").get(
        pk=work.job.pk
    )  # fmt: skip
    if not job.is_busy:
        return
    at = timezone.now()
    one = Storing(found, work.actor, work.job.period, review_of(found.form), at, work.folder)
    filed = file_singly(one)
    kept = {k for (k,) in found.connection.execute(
        "SELECT k FROM reports WHERE verdict = 'file'").fetchall()}  # fmt: skip
    filed += store(one, {k: uses for k, uses in begun.items() if k in kept})
    told = outcome_of(found, filed)
    keep_left(found, job, sheet.width, work.folder)
    job.state, job.percent, job.ended_at, job.rows = State.DONE, 100, timezone.now(), rows
    job.heads = [[key, text] for key, text in zip(heads.keys, heads.texts, strict=True)]
    job.reports, job.filed = told.reports, told.filed
    job.unchanged, job.left = told.unchanged, told.left
    job.save()
    units = found.connection.execute("SELECT DISTINCT unit FROM reports").fetchall()
    if units:
        job.units.set([unit for (unit,) in units])
    counts = {"rows": rows, "reports": told.reports, "filed": told.filed,
              "unchanged": told.unchanged, "left": told.left}  # fmt: skip
    _record(job, work.actor, "bulk_filed", counts)


def _show(job: BulkJob, state: BulkJob.State, percent: int) -> None:
    job.state, job.percent = state, percent
    BulkJob.objects.filter(pk=job.pk).exclude(state__in=[State.DONE, State.FAILED]).update(
        state=state, percent=percent
    )


def _fail(job: BulkJob, error: CoreError) -> None:
    with transaction.atomic():
        job = BulkJob.objects.select_for_update(of=("self",)).get(pk=job.pk)
        if not job.is_busy:
            return
        job.state, job.ended_at = State.FAILED, timezone.now()
        job.error_zh, job.error_en = (words[:400] for words in error.words)
        job.save(update_fields=["state", "ended_at", "error_zh", "error_en"])
        _record(job, Actor(None, job.on), "bulk_failed", {"code": error.code})


def _record(job: BulkJob, actor: Actor, kind: str, data: Mapping[str, object]) -> None:
    record(
        job.stream, kind, actor=actor, area=job.period.area_id, department=job.department_id,
        data=dict(data),
    )  # fmt: skip
