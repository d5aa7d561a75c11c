"""An item of an import as the reading pane shows it: head, facts, findings."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fumao.apps.plans.forms.imports import INCENTIVE_KINDS
from fumao.apps.plans.models import Proposal, ScheduleKind
from fumao.apps.plans.models.targets import Comparator
from fumao.apps.plans.queries.import_review import Review

STATES = {"pending": "plain", "confirmed": "ok", "rejected": "bad", "merged": "info"}


@dataclass(frozen=True, slots=True)
class Card:
    """`number` and `title` name the item, `note` is one line of facts, `facts` all of them."""

    number: str
    title: str
    note: str
    tone: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    findings: list[tuple[Proposal, str]] = field(default_factory=list)
    clause: str = ""
    place: tuple[int, int] | None = None


def card(item: Proposal, found: Review) -> Card:
    """Return an item's card; its facts only where it is the one looked at."""
    data = item.data
    number, title, note = _HEADS[item.kind](data)
    full = item == found.current
    return Card(
        number=number,
        title=title,
        note=note,
        tone=STATES[item.state],
        facts=_FACTS[item.kind](data) if full else [],
        findings=[(f, finding_words(f.data)) for f in found.findings_of(item)] if full else [],
        clause=data.get("clause") or "",
        place=(item.start, item.end) if item.start is not None and item.end is not None else None,
    )


def finding_words(data: dict[str, Any]) -> str:
    """Return a finding's message in the page's language."""
    return str(data["message_en" if (get_language() or "").startswith("en") else "message_zh"])


def figure_words(value: Any) -> str:
    """Return a figure as printed; a blank cell is 空白."""
    return _("空白") if value in {None, ""} else f"{Decimal(str(value)):,f}"


def _units(names: list[str]) -> str:
    return "、".join(names)  # as printed: names of units are Chinese in any language


def _task_head(data: dict[str, Any]) -> tuple[str, str, str]:
    lead = data["lead"]
    units = lead[0] if len(lead) == 1 else _("%(n)s 个单位") % {"n": len(lead)} if lead else ""
    due = data["due"] or str(ScheduleKind(data["schedule_kind"]).label)
    return data["label"], data["title"], _("，").join(word for word in (units, due) if word)


def _task_facts(data: dict[str, Any]) -> list[tuple[str, str]]:
    kind = str(ScheduleKind(data["schedule_kind"]).label)
    schedule = "　".join(word for word in (kind, data["due"] or "") if word)
    return [
        (_("牵头单位"), _units(data["lead"])),
        (_("配合单位"), _units(data["cooperating"])),
        *([(_("上级支持"), _units(data["upper"]))] if data["upper"] else []),
        (_("进度类型"), schedule),
        (_("原文时限"), data["schedule_text"]),
        *([(_("类别"), data["category"])] if data["category"] else []),
        *([(_("备注"), data["remark"])] if data["remark"] else []),
    ]


def _goal(data: dict[str, Any]) -> str:
    sign = str(Comparator(data["comparator"]).label)
    value = figure_words(data["value"])
    if data["comparator"] == Comparator.RANGE:
        value += f"—{figure_words(data['value_max'])}"
    return f"{sign} {value} {data['unit']}".strip()


def _target_head(data: dict[str, Any]) -> tuple[str, str, str]:
    year = _("每年") if data["recurring"] else str(data["year"] or "")
    return year, data["indicator"], _goal(data)


def _target_facts(data: dict[str, Any]) -> list[tuple[str, str]]:
    base = figure_words(data["baseline"])
    year = f"　{data['baseline_year']}" if data["baseline_year"] else ""
    return [
        (_("目标值"), _goal(data)),
        (_("目标年份"), _("每年") if data["recurring"] else str(data["year"] or "")),
        (_("基期"), base + year),
        (_("分组"), data["group"]),
        *([(_("性质"), _("合计"))] if data["is_total"] else []),
    ]


def _money(data: dict[str, Any]) -> str:
    parts = []
    if data["amount_max"] not in {None, ""}:
        parts.append(f"{figure_words(data['amount_max'])} {data['unit']}".strip())
    if data["rate_max"] not in {None, ""}:
        parts.append(f"{figure_words(data['rate_max'])}%")
    return _("，").join(parts)


def _incentive_head(data: dict[str, Any]) -> tuple[str, str, str]:
    kind = str(INCENTIVE_KINDS.get(data["kind"], data["kind"]))
    return kind, data["recipient"], _money(data)


def _incentive_facts(data: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (_("方式"), str(INCENTIVE_KINDS.get(data["kind"], data["kind"]))),
        (_("条件"), data["condition"]),
        (_("上限"), _money(data)),
        (_("计算单位"), data["per"]),
        (_("总额上限"), data["cap"]),
        *([(_("次数"), _("一次性"))] if data["one_off"] else []),
    ]


def _finding_head(data: dict[str, Any]) -> tuple[str, str, str]:
    severity = {"question": _("须答复"), "warning": _("提醒"), "note": _("说明")}
    about = _("任务第 %(n)s 条") % {"n": data["task"] + 1} if data["task"] is not None else ""
    return severity[data["severity"]], finding_words(data), about


def _finding_facts(_data: dict[str, Any]) -> list[tuple[str, str]]:
    return []  # the message names every figure


_HEADS = {
    "task": _task_head,
    "target": _target_head,
    "incentive": _incentive_head,
    "finding": _finding_head,
}
_FACTS = {
    "task": _task_facts,
    "target": _target_facts,
    "incentive": _incentive_facts,
    "finding": _finding_facts,
}
