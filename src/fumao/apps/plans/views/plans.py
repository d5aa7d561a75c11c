"""Plans: the list, the page of one, and a version held against the one before."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, offers
from fumao.apps.orgs.request import actor_of
from fumao.apps.plans.models import Light
from fumao.apps.plans.queries.plan_pages import (
    drafts,
    plan_list,
    plan_page,
    version_page,
    visible_plan,
)
from fumao.apps.plans.versions import Change, ItemDiff
from fumao.apps.plans.views.kept import kept_parts
from fumao.apps.plans.views.tasks import unit_words

PARTS = {"head": "plans/plan_head.html", "body": "plans/plan_body.html"}
FIELDS: dict[str, Promise] = {
    "title": _("名称"),
    "title_en": _("英文名称"),
    "number": _("文号"),
    "issuer": _("发文机关"),
    "date": _("成文日期"),
    "printed_on": _("印发日期"),
    "label": _("编号"),
    "clause": _("条款"),
    "category": _("类别"),
    "category_en": _("英文类别"),
    "remark": _("备注"),
    "scope": _("范围"),
    "source": _("依据"),
    "added_on": _("追加日期"),
    "schedule_kind": _("进度类型"),
    "schedule_text": _("原文时限"),
    "due": _("期限"),
    "lead": _("牵头单位"),
    "cooperating": _("配合单位"),
    "upper": _("上级部门"),
    "indicator": _("指标"),
    "indicator_en": _("英文指标"),
    "group": _("分组"),
    "comparator": _("比较"),
    "value": _("目标值"),
    "value_max": _("上限"),
    "unit": _("单位"),
    "year": _("目标年"),
    "baseline": _("基期值"),
    "baseline_year": _("基期年"),
    "is_total": _("合计行"),
    "recurring": _("逐年考核"),
    "recipient": _("对象"),
    "condition": _("条件"),
    "kind": _("种类"),
    "amount_max": _("最高金额"),
    "rate_max": _("最高比例"),
    "one_off": _("一次性"),
    "per": _("按"),
    "cap": _("封顶"),
}


@login_required
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """List the plans with their lights, and the files on their way."""
    actor = actor_of(request)
    may_import = offers(actor, Action.IMPORT_DOCUMENT)
    lines = plan_list(actor)
    context = {
        "lines": [(line, _bar(line.lights, line.closed)) for line in lines],
        "drafts": drafts(actor),
        "may_import": may_import,
        "tasks": sum(line.tasks for line in lines),
        "targets": sum(line.targets for line in lines),
        "closed": sum(line.closed for line in lines),
    }
    return render(request, "plans/plans.html", context)


@login_required
@require_safe
def plan(request: HttpRequest, key: str) -> HttpResponse:
    """Show a plan: tasks by category, targets, promises, open questions, versions."""
    actor = actor_of(request)
    plan = visible_plan(actor, key)
    parts = kept_parts(request, actor, PARTS, lambda: _plan_context(actor, key))
    return render(request, "plans/plan.html", {"plan": plan, "parts": parts})


def _plan_context(actor: Actor, key: str) -> dict[str, Any]:
    page = plan_page(actor, key)
    english = (get_language() or "").startswith("en")
    return {
        "page": page,
        "plan": page.plan,
        "document": page.plan.document,
        "line": page.line,
        "lights": [(Light(light), n) for light, n in page.line.lights.items()],
        "categories": [
            (c, [(row.task, unit_words(row.leads, english)) for row in c.rows])
            for c in page.categories
        ],
        "open_findings": [f for f in page.findings if not f.answer],
        "newest": page.versions[0] if page.versions else None,
    }


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of item in a diff."""

    words: str | Promise
    diff: ItemDiff
    added: list[str]
    removed: list[str]
    changed: list[tuple[str, list[tuple[str | Promise, str, str]]]]


@login_required
@require_safe
def plan_version(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Show what a version changed against the one before."""
    page = version_page(actor_of(request), key, number)
    found = page.diff
    parts: list[Part] = []
    if found is not None:
        kinds = (
            (_("任务"), found.tasks),
            (_("目标"), found.targets),
            (_("激励"), found.incentives),
        )
        parts = [_part(words, one) for words, one in kinds]
    context = {
        "page": page,
        "plan": page.plan,
        "version": page.version,
        "before": page.before,
        "document_changes": [_change(c) for c in found.document] if found else [],
        "parts": parts,
        "same": not found,
        "content": page.version.content,
    }
    return render(request, "plans/plan_version.html", context)


def _part(words: str | Promise, found: ItemDiff) -> Part:
    return Part(
        words,
        found,
        [_name(item) for item in found.added],
        [_name(item) for item in found.removed],
        [(_name(item), [_change(c) for c in changes]) for item, changes in found.changed],
    )


def _name(item: dict[str, Any]) -> str:
    mark = "_en" if (get_language() or "").startswith("en") else ""
    named = ("title", "indicator", "recipient")
    words = next((item[n + m] for m in (mark, "") for n in named if item.get(n + m)), "")
    name = f"{item.get('code', '')} {words}".strip()
    source = item.get("source")
    return (
        str(_("%(name)s（依据：%(source)s）") % {"name": name, "source": source})
        if source
        else name
    )


def _change(change: Change) -> tuple[str | Promise, str, str]:
    return FIELDS.get(change.field, change.field), _words(change.before), _words(change.after)


def _words(value: object) -> str:
    if isinstance(value, list):
        return "、".join(str(one) for one in value)
    return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a bar of lights: where it begins and how wide it is, of 1000."""

    css: str
    x: float
    width: float
    n: int
    words: str | Promise


def _bar(lights: dict[str, int], closed: int) -> list[Piece]:
    """Return the pieces of a bar: closed first, then the open ones by light."""
    total = sum(lights.values()) + closed
    pieces: list[Piece] = []
    x = 0.0
    counts: list[tuple[str, int, str | Promise]] = [("closed", closed, _("已销号"))]
    counts += [(light.value, lights[light], light.label) for light in Light]
    for css, n, words in counts:
        if n:
            width = 1000 * n / total
            pieces.append(Piece(css, round(x, 1), round(width, 1), n, words))
            x += width
    return pieces
