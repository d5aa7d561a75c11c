"""The home page: what is mine, due, late and returned, and how the whole stands."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.cache import caches
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fumao.apps.audit.models import Event
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, offers
from fumao.apps.orgs.request import actor_of
from fumao.apps.plans.days import working_days
from fumao.apps.plans.models import Clause, Light, Task
from fumao.apps.plans.queries import behind, desk, recent
from fumao.web.charts import department_lights, monthly_closings
from fumao.web.home_firm import firm_home
from fumao.web.templatetags.fumao import local
from fumao.web.timeline import timeline

KEPT = 60  # seconds; lights also change by the recomputation of the day, which is no event
FIRST = 6  # tasks, and as many decisions, in "先办这些"


@dataclass(frozen=True, slots=True)
class ToDo:
    """One line of "先办这些": a task or something that waits for a decision."""

    words: str
    sub: str
    url: str
    clause: Clause | None
    act: str
    days: int | None
    light: str = ""
    state: tuple[str, str] = ("", "")


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for the signed-in person."""
    actor = actor_of(request)
    if any(position.of_company for position in actor.positions):
        return render(request, "home_firm.html", {"greeting": greeting(), **firm_home(actor)})
    context = {
        "greeting": greeting(),
        "desk": kept_desk(request, actor),
        "may_import": offers(actor, Action.IMPORT_DOCUMENT),
    }
    return render(request, "home.html", context)


def kept_desk(request: HttpRequest, actor: Actor) -> SafeString:
    """Return the desk as drawn last, if nothing has happened since: every change is an event."""
    last = Event.objects.aggregate(last=Max("id"))["last"]
    person = actor.person.pk if actor.person else None
    key = f"desk:{person}:{actor.today}:{get_language()}:{last}"
    desk_html: SafeString | None = caches["pages"].get(key)
    if desk_html is None:
        desk_html = render_to_string("home_desk.html", _desk(actor), request)
        caches["pages"].set(key, desk_html, KEPT)
    return desk_html


def _desk(actor: Actor) -> dict[str, Any]:
    counts, waiting, tasks = desk.counts(actor), desk.waiting(actor), desk.first_tasks(actor)
    lights = desk.lights_by_department(actor)
    closings = desk.closed_by_month(actor)
    return {
        "counts": counts,
        "waiting": waiting,
        "todo": todo(actor, waiting, tasks),
        "timeline": timeline(desk.next_due(actor), actor.today),
        "lights": lights,
        "light_kinds": [kind for kind in Light if any(d.counts[kind] for d in lights)],
        "lights_chart": department_lights(lights),
        "closings": closings,
        "closings_chart": monthly_closings(closings, counts.all),
        "lags": behind.most_behind(actor),
        "recent": recent.recent(actor),
    }


def greeting() -> str:
    """Return the greeting for the hour in China."""
    hour = timezone.localtime().hour
    if hour < 5 or hour >= 18:
        return _("晚上好")
    return _("上午好") if hour < 12 else _("下午好")


def todo(actor: Actor, waiting: desk.Waiting, tasks: list[Task]) -> list[ToDo]:
    """Return tasks and decisions in one list, those with the fewest working days left first."""
    days = working_days()
    items = [_of_import(one) for one in waiting.imports]
    items += [
        _of_entry(entry, _("进展待核查：%(task)s"), _("核查"), ("wait", _("待核查")), None)
        for entry in waiting.checks
    ]
    items += [
        _of_entry(entry, _("延期待审批：%(task)s"), _("审批"), ("wait", _("待审批")), None)
        for entry in waiting.extensions
    ]
    items += [
        _of_entry(
            entry,
            _("协助请求待答复：%(task)s"),
            _("答复"),
            ("wait", _("待答复")),
            days.between(actor.today, entry.due),
        )
        for entry in waiting.help
    ]
    items += [
        _of_entry(entry, _("进展被退回：%(task)s"), _("补充"), ("bad", _("已退回")), None)
        for entry in waiting.returned
    ]
    late = [_of_task(task) for task in tasks if task.light not in {Light.GREEN, Light.GREY}]
    shown = [*items[:FIRST], *late[:FIRST]]
    return sorted(shown, key=lambda item: 0 if item.days is None else item.days)


def _of_task(task: Task) -> ToDo:
    return ToDo(
        words=local(task),
        sub=task.code,
        url=address("task", task.code),
        clause=task.clause,
        act=_("处理"),
        days=task.days_left,
        light=task.light,
    )


def _of_entry(entry: Any, words: str, act: str, state: tuple[str, str], days: int | None) -> ToDo:
    reason = getattr(entry, "reason", "") if state[0] == "bad" else ""
    return ToDo(
        words=words % {"task": local(entry.task)},
        sub=reason or local(entry.department, "name"),
        url=address("task", entry.task.code),
        clause=entry.task.clause,
        act=act,
        days=days,
        state=state,
    )


def _of_import(one: Any) -> ToDo:
    return ToDo(
        words=_("文件待核对：%(file)s") % {"file": one.title or one.attachment.name},
        sub=one.get_state_display(),
        url=address("import-review", one.pk),
        clause=None,
        act=_("核对"),
        days=None,
        state=("wait", one.get_state_display()),
    )


def address(name: str, *args: object) -> str:
    """Return a page's address, or # while the page does not exist."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return "#"
