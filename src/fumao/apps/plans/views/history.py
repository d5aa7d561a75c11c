"""The history of a task in words: what happened, by whom, with which particulars."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fumao.apps.audit.kinds import kind_words
from fumao.apps.plans.models import ScheduleKind
from fumao.apps.plans.queries.recent import WORDS
from fumao.apps.plans.queries.task_page import Moment

FIRST = 12  # moments in sight; the rest is folded

_FIELDS: dict[str, Promise] = {
    "title": gettext_lazy("名称"),
    "due": gettext_lazy("期限"),
    "schedule_kind": gettext_lazy("进度类型"),
    "lead": gettext_lazy("牵头单位"),
    "cooperating": gettext_lazy("配合单位"),
    "clause": gettext_lazy("条款"),
    "category": gettext_lazy("类别"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the history."""

    moment: Moment
    words: str | Promise
    icon: str
    tone: str
    note: str
    files: list[dict[str, Any]]


def history_lines(moments: Sequence[Moment], steps: Mapping[int, str]) -> list[Line]:
    """Return the lines of a history, newest first; `steps` are the titles of milestones."""
    return [_line(moment, steps) for moment in moments]


def _line(moment: Moment, steps: Mapping[int, str]) -> Line:
    words, icon, tone = WORDS.get(moment.kind, (kind_words(moment.kind), "circle-dot", ""))
    data = moment.data
    if moment.kind == "milestone_added":
        data = data | {"title": steps.get(data["milestone"], data["title"])}
    note = _NOTES.get(moment.kind, _plain)(data)
    return Line(moment, words, icon, tone, note, moment.data.get("files") or [])


def _plain(data: dict[str, Any]) -> str:
    return str(data.get("reason") or data.get("note") or data.get("text") or "")


def _progress(data: dict[str, Any]) -> str:
    words = str(data["text"])
    if data.get("percent") is not None:
        words = _("自评 %(percent)s%%。%(words)s") % {"percent": data["percent"], "words": words}
    return words


def _help(data: dict[str, Any]) -> str:
    return _("%(unit)s，%(due)s 前答复：%(words)s") % {
        "unit": data["to_name"],
        "due": data["due"],
        "words": data["text"],
    }


def _extension(data: dict[str, Any]) -> str:
    words = data.get("reason") or data.get("note") or ""
    return _("到 %(day)s。%(words)s") % {"day": data["new_due"], "words": words}


def _scheduled(data: dict[str, Any]) -> str:
    kind = str(ScheduleKind(data["schedule_kind"]).label)
    return f"{data['due']} {kind}" if data["due"] else kind


def _notice(data: dict[str, Any]) -> str:
    words = data.get("text") or ""
    return _("%(day)s 前答复。%(words)s") % {"day": data["reply_due"], "words": words}


def _milestone(data: dict[str, Any]) -> str:
    return _("%(title)s，权重 %(weight)s%%") % {"title": data["title"], "weight": data["weight"]}


def _amended(data: dict[str, Any]) -> str:
    names = [str(_FIELDS.get(name, name)) for name in data.get("changes", {})]
    return _("改动：%(fields)s") % {"fields": "、".join(names)} if names else ""


def _assigned(data: dict[str, Any]) -> str:
    return str(data.get("name") or "")


_NOTES: dict[str, Callable[[dict[str, Any]], str]] = {
    "progress_submitted": _progress,
    "help_asked": _help,
    "extension_asked": _extension,
    "extension_granted": _extension,
    "scheduled": _scheduled,
    "notice_issued": _notice,
    "milestone_added": _milestone,
    "amended": _amended,
    "assigned": _assigned,
}
