"""The latest events in words: what happened, to what, by which unit."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.models import Event
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Department
from fumao.apps.orgs.policy import visible_to
from fumao.apps.plans.models import Task

DAYS = 45  # further back is history, not news

# Kind of event → words, icon, tone (ok, bad, cur or none).
WORDS: dict[str, tuple[str | Promise, str, str]] = {
    "assigned": (_("指定承办联系人"), "user-check", ""),
    "signed": (_("签收任务"), "rubber-stamp", "ok"),
    "scheduled": (_("定出日期"), "calendar", ""),
    "progress_submitted": (_("提交进展"), "send", "cur"),
    "progress_accepted": (_("采信进展"), "circle-check", "ok"),
    "progress_returned": (_("退回进展"), "arrow-back-up", "bad"),
    "extension_asked": (_("申请延期"), "clock", "cur"),
    "extension_granted": (_("同意延期"), "circle-check", "ok"),
    "extension_refused": (_("不同意延期"), "circle-x", "bad"),
    "help_asked": (_("请求协助"), "messages", "cur"),
    "help_answered": (_("答复协助请求"), "messages", "ok"),
    "help_declined": (_("不予支持协助请求"), "circle-x", "bad"),
    "notice_issued": (_("发出督办单"), "speakerphone", "bad"),
    "milestone_added": (_("增加节点"), "flag", ""),
    "commented": (_("留言"), "message", ""),
    "closed": (_("销号"), "circle-check", "ok"),
    "actual_recorded": (_("登记实际值"), "target", ""),
    "published": (_("发布计划"), "file-text", "ok"),
    "version_published": (_("发布计划"), "file-text", "ok"),
    "import_started": (_("读入文件"), "file-import", ""),
    "import_read": (_("读完文件"), "file-import", ""),
    "created": (_("列入计划"), "list-check", ""),
    "task_published": (_("列入计划"), "list-check", ""),
}


@dataclass(frozen=True, slots=True)
class Happened:
    """One event as the desk tells it."""

    on: date
    words: str | Promise
    icon: str
    tone: str
    unit: Department | None
    task: Task | None


def recent(actor: Actor, limit: int = 6) -> list[Happened]:
    """Return the latest events the actor may see, newest first (two queries)."""
    since = actor.today - timedelta(days=DAYS)
    rows = visible_to(actor, Event.objects.filter(kind__in=list(WORDS), on__gte=since))
    rows = rows.filter(stream__startswith="task:").select_related("department")
    events = list(rows.order_by("-on", "-id")[:limit])
    codes = {event.stream.removeprefix("task:") for event in events}
    tasks = {task.code: task for task in Task.objects.filter(code__in=codes).defer("search")}
    return [
        Happened(
            event.on,
            *WORDS[event.kind],
            event.department,
            tasks.get(event.stream.removeprefix("task:")),
        )
        for event in events
    ]
