"""What a version of a plan says: one canonical JSON object, the same for packs and for imports.

Keys: document, starts_on, as_of, clauses, tasks, targets, incentives, findings. Figures are decimal
strings, days ISO strings, names of units as printed. Places in the text are not part of it: they
belong to the file.
"""

import hashlib
import json
from decimal import Decimal
from typing import Any

from fumao.packs import model as packs

type Item = dict[str, Any]
type Content = dict[str, Any]

# What a remark of a task means, in our own words; the appraisal treats each differently.
REMARKS = {"pioneer": "先行先试", "replicate": "借鉴推广", "lobby": "争取支持"}


def canonical(content: Content) -> str:
    """Return the one JSON text of a content."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(content: Content) -> str:
    """Return the SHA-256 of a content's canonical JSON."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def plain_figure(value: Decimal | None) -> str | None:
    """Return a figure without trailing zeros: 5.50 and 5.5 are the same content."""
    return None if value is None else f"{value.normalize():f}"


def content_of_pack(pack: packs.Pack, document: packs.Document) -> Content:
    """Return what a pack says about one of its documents."""
    own = document.key
    return {
        "document": {
            "title": document.title.zh,
            "title_en": document.title.en,
            "number": document.number or "",
            "issuer": "、".join(document.issuer),
            "date": _iso(document.dated),
            "printed_on": _iso(document.printed),
        },
        "starts_on": (document.printed or document.dated or document.as_of).isoformat(),
        "as_of": document.as_of.isoformat(),
        "clauses": [_clause(c) for c in pack.clauses if c.document == own],
        "tasks": [_task(t) for t in pack.tasks if t.document == own],
        "targets": [_target(t) for t in pack.targets if t.document == own],
        "incentives": [_incentive(i) for i in pack.incentives if i.document == own],
        "findings": [_finding(f) for f in pack.findings if f.document == own],
    }


def _clause(clause: packs.Clause) -> Item:
    return {
        "ref": clause.ref,
        "label": clause.label,
        "level": clause.level,
        "title": clause.title.zh,
        "title_en": clause.title.en,
        "parent": clause.parent,
    }


def _task(task: packs.Task) -> Item:
    return {
        "code": task.code,
        "label": task.label,
        "clause": task.clause,
        "title": task.title.zh,
        "title_en": task.title.en,
        "category": task.category.zh if task.category else "",
        "category_en": task.category.en if task.category else "",
        "remark": REMARKS[task.remark] if task.remark else "",
        "scope": "",
        "schedule_kind": task.schedule.kind,
        "schedule_text": task.schedule.text or "",
        "due": _iso(task.schedule.due),
        "lead": list(task.lead),
        "cooperating": list(task.cooperating),
        "upper": list(task.upper),
    }


def _target(target: packs.Target) -> Item:
    return {
        "code": target.code,
        "clause": target.clause,
        "indicator": target.indicator.zh,
        "indicator_en": target.indicator.en,
        "group": target.group.zh if target.group else "",
        "group_en": target.group.en if target.group else "",
        "comparator": target.comparator,
        "value": plain_figure(target.value),
        "value_max": plain_figure(target.value_max),
        "unit": target.unit,
        "year": target.year,
        "baseline": plain_figure(target.baseline),
        "baseline_year": target.baseline_year,
        "is_total": target.is_total,
        "recurring": target.recurring,
    }


def _incentive(incentive: packs.Incentive) -> Item:
    condition = incentive.condition
    return {
        "code": incentive.code,
        "clause": incentive.clause,
        "kind": incentive.kind,
        "recipient": incentive.recipient.zh,
        "recipient_en": incentive.recipient.en,
        "condition": condition.zh if condition else "",
        "condition_en": condition.en if condition else "",
        "amount_max": plain_figure(incentive.amount_max),
        "unit": incentive.unit or "",
        "rate_max": plain_figure(incentive.rate_max),
        "one_off": incentive.one_off,
        "per": "",
        "cap": "",
    }


def _finding(finding: packs.Finding) -> Item:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "clause": finding.clause,
        "message_zh": finding.message.zh,
        "message_en": finding.message.en,
        "data": {
            "tasks": list(finding.tasks),
            "figures": dict(finding.data),
            "choices": [[c.key, c.words.zh, c.words.en] for c in finding.choices],
        },
        "answer": "",
    }


def _iso(day: Any) -> str | None:
    return None if day is None else str(day.isoformat())
