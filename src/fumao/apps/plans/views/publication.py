"""Publishing an import: what it changes against the last version, and the act itself."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from fumao.apps.orgs.policy import Action, may
from fumao.apps.orgs.request import actor_of
from fumao.apps.plans.actions.publish_plan import publish_plan, undecided
from fumao.apps.plans.import_content import content_of_import
from fumao.apps.plans.models import Import, PlanVersion
from fumao.apps.plans.queries.import_review import import_of
from fumao.apps.plans.versions import ContentDiff, ItemDiff, diff

FIELDS = {
    "title": gettext_lazy("任务"),
    "indicator": gettext_lazy("指标"),
    "label": gettext_lazy("序号"),
    "clause": gettext_lazy("条款"),
    "category": gettext_lazy("类别"),
    "remark": gettext_lazy("备注"),
    "scope": gettext_lazy("适用范围"),
    "schedule_kind": gettext_lazy("进度类型"),
    "schedule_text": gettext_lazy("原文时限"),
    "due": gettext_lazy("日期"),
    "lead": gettext_lazy("牵头单位"),
    "cooperating": gettext_lazy("配合单位"),
    "upper": gettext_lazy("上级支持"),
    "group": gettext_lazy("分组"),
    "comparator": gettext_lazy("比较"),
    "value": gettext_lazy("目标值"),
    "value_max": gettext_lazy("上限"),
    "unit": gettext_lazy("计量单位"),
    "year": gettext_lazy("目标年份"),
    "baseline": gettext_lazy("基期值"),
    "baseline_year": gettext_lazy("基期年份"),
    "is_total": gettext_lazy("合计"),
    "recurring": gettext_lazy("每年"),
    "number": gettext_lazy("文号"),
    "issuer": gettext_lazy("发文机关"),
    "date": gettext_lazy("日期"),
    "recipient": gettext_lazy("对象"),
    "condition": gettext_lazy("条件"),
    "kind": gettext_lazy("方式"),
    "amount_max": gettext_lazy("金额上限"),
    "rate_max": gettext_lazy("比例上限（%）"),
    "per": gettext_lazy("计算单位"),
    "cap": gettext_lazy("总额上限"),
    "one_off": gettext_lazy("一次性"),
    "sha256": gettext_lazy("文件摘要"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the comparison: what happened to which item, field by field."""

    kind: str  # added, removed, changed
    code: str
    words: str
    changes: list[tuple[str, str, str]]


def _shown(value: Any) -> str:
    if value in (None, "", []):
        return _("空白")
    if isinstance(value, list):
        return "、".join(map(str, value))
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return str(value)


def _words(item: dict[str, Any]) -> str:
    return str(item.get("title") or item.get("indicator") or item.get("recipient") or "")


def lines(found: ItemDiff) -> list[Line]:
    """Return the comparison of one kind of item: changed, new, gone."""
    changed = [
        Line(
            "changed",
            item.get("code", ""),
            _words(item),
            [
                (str(FIELDS.get(c.field, c.field)), _shown(c.before), _shown(c.after))
                for c in changes
            ],
        )
        for item, changes in found.changed
    ]
    added = [Line("added", i.get("code", ""), _words(i), []) for i in found.added]
    removed = [Line("removed", i.get("code", ""), _words(i), []) for i in found.removed]
    return [*changed, *added, *removed]


def _compared(source: Import) -> tuple[PlanVersion | None, ContentDiff | None, dict[str, Any]]:
    """Return the last version, the difference to it, and the content that would be published."""
    last = source.plan.versions.order_by("-number").first() if source.plan else None
    code = source.plan.code if source.plan else f"P{source.pk:03d}"
    content = content_of_import(source, code, last.content if last else None)
    return last, diff(last.content, content) if last else None, content


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what publishing changes; publish on POST."""
    actor = actor_of(request)
    source = import_of(actor, pk)
    if source.state != Import.State.REVIEW:
        return redirect("import-review", pk)
    errors: list[str] = []
    if request.method == "POST":
        title, code = request.POST.get("title", ""), request.POST.get("code", "").upper()
        try:
            version = publish_plan(actor, source, title=title, code=code)
        except ValidationError as error:
            errors = error.messages
        else:
            return _published(request, version, source)
    last, difference, content = _compared(source)
    left = undecided(source)
    context = {
        "source": source,
        "last": last,
        "difference": difference,
        "groups": _groups(difference) if difference else [],
        "content": content,
        "left": sum(left.values()),
        "errors": errors,
        "code": request.POST.get("code") or f"P{source.pk:03d}",
        "title": request.POST.get("title") or source.title,
        "may_publish": may(actor, Action.PUBLISH_PLAN, source),
    }
    status = 422 if errors else 200
    return render(request, "plans/import_publish.html", context, status=status)


def _groups(found: ContentDiff) -> list[tuple[str, ItemDiff, list[Line]]]:
    kinds = (
        (_("任务"), found.tasks),
        (_("目标"), found.targets),
        (_("激励"), found.incentives),
    )
    return [(name, items, lines(items)) for name, items in kinds]


def _published(request: HttpRequest, version: PlanVersion, source: Import) -> HttpResponse:
    fresh = version.source_id == source.pk
    words = (
        _("已发布为第 %(n)s 版。") if fresh else _("内容与第 %(n)s 版完全相同，没有产生新版本。")
    )
    messages.success(request, words % {"n": version.number})
    return redirect("document", version.plan.document.key)
