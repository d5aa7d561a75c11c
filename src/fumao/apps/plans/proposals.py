"""A reading turned into proposals, and the officer's changes to them checked."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from fumao.apps.orgs.refusals import refusal
from fumao.apps.plans.clause_rows import WHOLE
from fumao.apps.plans.models import Import, Proposal, ScheduleKind
from fumao.apps.plans.models.targets import Comparator

type Data = dict[str, Any]

TITLE = 200  # characters of a task's title
_SENTENCE = re.compile(r"[。；;]")
_BRACKET = re.compile(r"[（(][^（()）]*[)）]$")
_NUMBER = re.compile(r"^[\s（(【]*[0-9０-９一二三四五六七八九十①-⑳]+[\s.．、)）】]*")


def proposals_of(source: Import, reading: Data) -> Iterator[Proposal]:
    """Yield one unsaved proposal an item of the reading, in its order."""
    refs = [clause["ref"] for clause in reading["clauses"]]
    makers = (
        (Proposal.Kind.TASK, "tasks", _task),
        (Proposal.Kind.TARGET, "targets", _target),
        (Proposal.Kind.INCENTIVE, "incentives", _incentive),
        (Proposal.Kind.FINDING, "findings", _finding),
    )
    for kind, name, make in makers:
        for position, item in enumerate(reading[name], 1):
            clause = item.get("clause")
            data = make(item) | {"clause": WHOLE if clause is None else refs[clause]}
            note = kind == Proposal.Kind.FINDING and item["severity"] == "note"
            yield Proposal(
                source=source,
                kind=kind,
                position=position,
                state=Proposal.State.CONFIRMED if note else Proposal.State.PENDING,
                original=data,
                data=data,
                start=item["start"],
                end=item["end"],
            )


def title_of(text: str) -> str:
    """Return a task's words as a title: its first sentence, without number or bracketed units."""
    words = " ".join(_NUMBER.sub("", text.strip()).split())
    first = _BRACKET.sub("", _SENTENCE.split(words, maxsplit=1)[0]).strip("，、 ")
    return (first or words or text.strip())[:TITLE]


def _task(item: Data) -> Data:
    schedule = item["schedule"]
    same = ("label", "text", "lead", "cooperating", "upper", "unit_spans")
    return {name: item[name] for name in same} | {
        "title": title_of(item["text"]),
        "category": item["category"] or "",
        "remark": item["remark"] or "",
        "scope": item["scope"] or "",
        "schedule_kind": schedule["kind"],
        "schedule_text": schedule["text"] or "",
        "due": schedule["date"],
        "alternative": schedule["alternative"],
        "schedule_span": schedule["span"],
    }


def _target(item: Data) -> Data:
    same = ("indicator", "comparator", "value", "value_max", "year", "baseline", "baseline_year")
    return {name: item[name] for name in (*same, "is_total", "recurring")} | {
        "unit": item["unit"] or "",
        "group": item["group"] or item["section"] or "",
    }


def _incentive(item: Data) -> Data:
    return {name: item[name] for name in ("recipient", "kind", "amount_max", "rate_max")} | {
        "condition": item["condition"] or "",
        "unit": item["unit"] or "",
        "one_off": item["one_off"],
        "per": item["per"] or "",
        "cap": item["cap"] or "",
    }


def _finding(item: Data) -> Data:
    same = ("code", "severity", "message_zh", "message_en", "choices", "task", "target", "data")
    return {name: item[name] for name in same}


_TEXTS: dict[str, dict[str, int]] = {
    "task": {"title": TITLE, "label": 32, "category": 100, "remark": 200, "scope": 100,
             "schedule_text": 100, "text": 20_000},
    "target": {"indicator": 200, "group": 100, "unit": 32},
    "incentive": {"recipient": 300, "condition": 20_000, "kind": 32, "unit": 16, "per": 64,
                  "cap": 200},
}  # fmt: skip
_FIGURES = {
    "target": ("value", "value_max", "baseline"),
    "incentive": ("amount_max", "rate_max"),
    "task": (),
}
_YEARS = ("year", "baseline_year")
_FLAGS = ("is_total", "recurring", "one_off")
_NEEDED = {"task": "title", "target": "indicator", "incentive": "recipient"}


def cleaned(kind: str, data: Data, refs: frozenset[str]) -> Data:
    """Return an officer's data in the form the reader gives, fields that no form has left out.

    Raises ValidationError with a code that names the field.
    """
    clean: Data = {"clause": data.get("clause") or WHOLE}
    if clean["clause"] not in refs | {WHOLE}:
        raise refusal("clause", _("没有这一条款，请从条款目录中选择。"))
    for name, most in _TEXTS[kind].items():
        clean[name] = str(data.get(name) or "").strip()
        if len(clean[name]) > most:
            raise refusal(name, _("文字过长：最多 %(most)s 个字。"), most=most)
    if not clean[_NEEDED[kind]]:
        raise refusal(_NEEDED[kind], _("名称不能为空，请填写。"))
    for name in _FIGURES[kind]:
        clean[name] = _figure(name, data.get(name))
    if kind == "task":
        return clean | _clean_task(data)
    for name in _FLAGS:
        if name in data:
            clean[name] = bool(data[name])
    return clean | _clean_target(data, clean) if kind == "target" else clean


def _figure(name: str, value: object) -> str | None:
    if value is None or value == "":
        return None
    try:
        figure = Decimal(str(value).replace(",", ""))
    except InvalidOperation as error:
        raise refusal(name, _("应填数字，例如 95.68；没有就留空。")) from error
    if not figure.is_finite() or abs(figure) >= Decimal(10) ** 15:
        raise refusal(name, _("数字超出范围，请核对。"))
    return f"{figure:f}"


def _clean_task(data: Data) -> Data:
    kind = data.get("schedule_kind") or "unscheduled"
    if kind not in ScheduleKind.values:
        raise refusal("schedule_kind", _("请选择进度类型。"))
    due = data.get("due") or None
    try:
        due = date.fromisoformat(due).isoformat() if due else None
    except ValueError as error:
        raise refusal("due", _("日期应写成 2016-09-30 的样子。")) from error
    if kind in {"start_by", "finish_by"} and due is None:
        raise refusal("due", _("最迟启动或最迟完成的任务须有日期；没有日期请选“未定期限”。"))
    units = {name: _names(data.get(name)) for name in ("lead", "cooperating", "upper")}
    return units | {
        "schedule_kind": kind,
        "due": due if kind in {"start_by", "finish_by"} else None,
        "alternative": data.get("alternative"),
        "unit_spans": data.get("unit_spans") or [],
        "schedule_span": data.get("schedule_span"),
    }


def _names(value: object) -> list[str]:
    names = re.split(r"[、\n]", value) if isinstance(value, str) else list(value or [])  # type: ignore[call-overload]
    return list(dict.fromkeys(str(n).strip()[:100] for n in names if str(n).strip()))


def _clean_target(data: Data, clean: Data) -> Data:
    comparator = data.get("comparator") or "="
    if comparator not in Comparator.values:
        raise refusal("comparator", _("请选择比较方式。"))
    if clean["value"] is None:
        raise refusal("value", _("请填写目标值。"))
    if comparator == "range" and clean["value_max"] is None:
        raise refusal("value_max", _("区间目标须填上限。"))
    years: Data = {}
    for name in _YEARS:
        text = str(data.get(name) or "").strip()
        if text and not (text.isdigit() and 1949 <= int(text) <= 2100):
            raise refusal(name, _("年份应为四位数字，例如 2020。"))
        years[name] = int(text) if text else None
    flags = {name: bool(data.get(name)) for name in ("is_total", "recurring")}
    return years | flags | {"comparator": comparator}
