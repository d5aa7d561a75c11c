"""追加任务: minutes or an instruction add a task to a published plan: its next version."""

from datetime import date
from itertools import count
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal
from fumao.apps.plans.content import Content, Item
from fumao.apps.plans.models import Plan, PlanVersion
from fumao.apps.plans.models.documents import ADDED, ADDED_LABEL
from fumao.apps.plans.proposals import cleaned
from fumao.apps.plans.publishing import publish_content
from fumao.apps.plans.standing import standing
from fumao.apps.plans.units import UnitRows

SOURCE = 200  # characters


def add_task(actor: Actor, plan: Plan, data: dict[str, Any]) -> PlanVersion:
    """Add a task to a plan: its newest content and the task become version n + 1.

    `data` is what an officer enters of a task, with `title_en`, `source` (what the task rests on)
    and `clause` (a ref, or empty). Raises PermissionDenied and ValidationError.
    """
    with transaction.atomic():
        plan = (
            Plan.objects.select_for_update(of=("self",))
            .select_related("area", "document")
            .get(pk=plan.pk)
        )
        _person, department = standing(actor, Action.PUBLISH_PLAN, plan)
        last = plan.versions.order_by("-number").first()
        if last is None:
            raise refusal("no_version", _("这个方案还没有发布过版本，不能追加任务。"))
        content = _with_task(plan, last.content, data, actor.today)
        return publish_content(actor, plan, plan.area, content, department=department).version


def _with_task(plan: Plan, before: Content, data: dict[str, Any], today: date) -> Content:
    clauses = list(before["clauses"])
    item = cleaned("task", data, frozenset(c["ref"] for c in clauses))
    source = " ".join(str(data.get("source") or "").split())
    if len(source) > SOURCE:
        raise refusal("source", _("文字过长：最多 %(most)s 个字。"), most=SOURCE)
    if not data.get("clause"):
        if not source:
            raise refusal(
                "source", _("任务须有出处：请选条款，或写明会议纪要、领导批示的名称和文号。")
            )
        item["clause"] = _ref_of(source, clauses)
    due = item["due"]
    if due is not None and date.fromisoformat(due) <= today:
        raise refusal("due", _("请填写晚于今天的日期。"))
    del item["text"], item["alternative"], item["unit_spans"], item["schedule_span"]
    added = sum("added_on" in task for task in before["tasks"]) + 1
    item |= {
        "code": _free_code(f"{plan.code}-A", before["tasks"]),
        "label": item["label"] or f"追{added}",
        "title_en": str(data.get("title_en") or "").strip()[:300],
        "category_en": _category_en(item["category"], before["tasks"]),
        "source": source,
        "added_on": today.isoformat(),
    }
    _check_units(plan, item, today)
    return before | {"clauses": clauses, "tasks": [*before["tasks"], item]}


def _ref_of(source: str, clauses: list[Item]) -> str:
    """Return the ref under which a source stands beside the clauses, entered where it is new."""
    held = [c for c in clauses if c["ref"].startswith(ADDED)]
    known = next((c["ref"] for c in held if c["title"] == source), None)
    if known is not None:
        return str(known)
    ref = f"{ADDED}{len(held) + 1}"
    clause = {"ref": ref, "label": ADDED_LABEL, "level": 0, "title": source}
    clauses.append(clause | {"title_en": "", "parent": None})
    return ref


def _free_code(prefix: str, tasks: list[Item]) -> str:
    used = {task["code"] for task in tasks}
    return next(code for n in count(1) if (code := f"{prefix}{n:02d}") not in used)


def _category_en(category: str, tasks: list[Item]) -> str:
    return next((t["category_en"] for t in tasks if t["category"] == category), "")


def _check_units(plan: Plan, item: Item, today: date) -> None:
    """Refuse a task without a lead, and names that the registry does not know today."""
    if not item["lead"]:
        raise refusal("lead", _("请填写牵头单位。"))
    names = UnitRows(plan.area, today)
    for field in ("lead", "cooperating", "upper"):
        rows = names.of({"lead": [], "cooperating": [], "upper": [], field: item[field]})
        unknown = [r.as_printed for r in rows if r.department is None and r.group is None]
        if unknown:
            raise refusal(
                field,
                _("机构名录里没有“%(names)s”，请照名录填写。"),
                names="、".join(unknown),
            )
