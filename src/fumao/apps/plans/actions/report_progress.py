"""进展: a unit reports what was done, with evidence; it counts once somebody else accepts it."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.files.models import Attachment
from fumao.apps.files.service import keep_file
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Department
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.policy.actions import REFUSALS
from fumao.apps.orgs.refusals import refusal
from fumao.apps.plans.locked import locked_open_task
from fumao.apps.plans.models import Milestone, Progress, Task
from fumao.apps.plans.project import has_accepted_evidence, project, stream_of
from fumao.apps.plans.refusals import EMPTY_TEXT
from fumao.apps.plans.standing import standing
from fumao.core.text import match_key


def report_progress(  # noqa: PLR0913 - one argument a field of the form
    actor: Actor,
    task: Task,
    *,
    kind: Progress.Kind,
    text: str,
    percent: int | None = None,
    milestone: Milestone | None = None,
    files: Sequence[File[Any]] = (),
    department_key: str | None = None,
    submission_key: str | None = None,
) -> Progress:
    """File a report; the same `submission_key` gives the report first filed with it.

    Raises PermissionDenied, and ValidationError for empty words, a figure out of range, a file
    that is refused, or a close-out without evidence.
    """
    with transaction.atomic():
        task = locked_open_task(task.pk)
        person, department = standing(actor, Action.REPORT_PROGRESS, task)
        if submission_key and (first := _filed_before(actor, task, submission_key)):
            return first
        if department_key is not None:
            department = _named(actor, task, department_key)
        _check(task, kind, text, percent, milestone)
        kept = [
            keep_file(actor, file, stream_of(task.code), task.area_id, department) for file in files
        ]
        if kind == Progress.Kind.CLOSE_OUT and not kept and not has_accepted_evidence(task):
            raise refusal("no_evidence", _("申请销号须附佐证材料：请上传文件后再提交。"))
        entry = Progress.objects.create(
            task=task,
            department_id=department,
            by=person,
            on=actor.today,
            at=timezone.now(),
            kind=kind,
            text=text.strip(),
            percent=percent,
            milestone=milestone,
            submission_key=submission_key or None,
        )
        record(
            stream_of(task.code),
            "progress_submitted",
            actor=actor,
            area=task.area_id,
            department=department,
            data=_data(task, entry, kept),
        )
        project(task, actor.today)
        return entry


def similarity(text: str, earlier: str) -> int:
    """Return how alike two reports are in per cent, 100 for the same words."""
    matcher = SequenceMatcher(None, match_key(earlier), match_key(text), autojunk=False)
    if matcher.real_quick_ratio() < 0.9 or matcher.quick_ratio() < 0.9:
        return int(matcher.quick_ratio() * 100)  # an upper bound below 90 decides as well
    return int(matcher.ratio() * 100)


def _data(task: Task, entry: Progress, kept: list[Attachment]) -> dict[str, object]:
    """Return what the event holds: the report, its files, and what makes it news."""
    earlier = (
        task.progress.exclude(pk=entry.pk).order_by("-id").values_list("text", flat=True).first()
    )
    known = set(
        Attachment.objects.filter(stream=stream_of(task.code))
        .exclude(pk__in=[a.pk for a in kept])
        .values_list("file__sha256", flat=True)
    )
    return {
        "progress": entry.pk,
        "kind": entry.kind,
        "text": entry.text,
        "percent": entry.percent,
        "milestone": entry.milestone_id,
        "files": [{"id": a.pk, "sha256": a.file.sha256, "name": a.name} for a in kept],
        "new_files": len({a.file.sha256 for a in kept} - known),
        "similarity": similarity(entry.text, earlier) if earlier else 0,
    }


def _filed_before(actor: Actor, task: Task, key: str) -> Progress | None:
    """Return the report filed with this key; the key of another's report is refused."""
    first = Progress.objects.filter(submission_key=key).first()
    if first is not None and (first.task_id != task.pk or first.by != actor.person):
        raise refusal("submission_key", _("提交编号已被另一条进展使用，请刷新页面后重新填报。"))
    return first


def _named(actor: Actor, task: Task, key: str) -> int:
    """Return the department named, where the actor handles its part in the task."""
    named = Department.objects.filter(key=key).values_list("pk", flat=True).first()
    parts = {u.department_id for u in task.units.all() if u.role != "upper"}
    found = next(
        (
            p.department_id
            for p in actor.positions
            if named in p.covers and p.covers & parts and p.role == "handler"
        ),
        None,
    )
    if found is None:
        raise PermissionDenied(REFUSALS[Action.REPORT_PROGRESS])
    return found


def _check(
    task: Task, kind: Progress.Kind, text: str, percent: int | None, milestone: Milestone | None
) -> None:
    if not text.strip():
        raise refusal("empty_text", EMPTY_TEXT)
    if percent is not None and not 0 <= percent <= 100:
        raise refusal("percent", _("进度应为 0 至 100 之间的整数。"))
    if milestone is not None and milestone.task_id != task.pk:
        raise refusal("milestone", _("所选节点不属于这项任务，请重新选择。"))
    waiting = task.progress.filter(
        kind=Progress.Kind.CLOSE_OUT, state=Progress.State.SUBMITTED
    ).exists()
    if kind == Progress.Kind.CLOSE_OUT and waiting:
        raise refusal("close_out_waiting", _("已有一份销号申请在核查中，请等待核查结果。"))
