"""The decided proposals of an import as the content of a plan."""

from typing import Any

from fumao.apps.orgs import clock
from fumao.apps.plans.content import Content, Item
from fumao.apps.plans.models import Import, Proposal
from fumao.apps.plans.versions import keep_added, keep_codes

_TASK = ("label", "clause", "category", "remark", "scope", "schedule_kind", "schedule_text", "due")
_TARGET = (
    "clause",
    "indicator",
    "group",
    "comparator",
    "value",
    "value_max",
    "unit",
    "year",
    "baseline",
    "baseline_year",
    "is_total",
    "recurring",
)
_INCENTIVE = (
    "clause",
    "recipient",
    "condition",
    "kind",
    "amount_max",
    "unit",
    "rate_max",
    "one_off",
    "per",
    "cap",
)


def content_of_import(source: Import, code: str, before: Content | None) -> Content:
    """Return what the confirmed items of an import say; items keep the codes they had in `before`.

    `code` is the prefix of new codes (P001-01, P001-T01).
    """
    rows = list(source.proposals.exclude(state=Proposal.State.REJECTED).order_by("position", "pk"))
    kept = {
        kind: [p for p in rows if p.kind == kind and p.state == Proposal.State.CONFIRMED]
        for kind in Proposal.Kind
    }
    merged: dict[int, list[Proposal]] = {}
    for row in rows:
        if row.state == Proposal.State.MERGED and row.merged_into_id is not None:
            merged.setdefault(row.merged_into_id, []).append(row)
    tasks = [_task(p, merged.get(p.pk, [])) for p in kept[Proposal.Kind.TASK]]
    targets = [_target(p.data) for p in kept[Proposal.Kind.TARGET]]
    old = before or {"tasks": [], "targets": []}
    day = _first_day(source, before)
    content = {
        "document": {
            "title": source.title,
            "title_en": "",
            "number": source.number,
            "issuer": source.issuer,
            "date": source.date.isoformat() if source.date else None,
            "printed_on": None,
            "sha256": source.attachment.file.sha256,
        },
        "starts_on": day,
        "as_of": day,
        "clauses": [_clause(c, source.clauses) for c in source.clauses],
        "tasks": keep_codes(old["tasks"], tasks, "title", f"{code}-"),
        "targets": keep_codes(old["targets"], targets, "indicator", f"{code}-T"),
        "incentives": [
            {name: p.data[name] for name in _INCENTIVE} for p in kept[Proposal.Kind.INCENTIVE]
        ],
        "findings": [_finding(p) for p in kept[Proposal.Kind.FINDING]],
    }
    return keep_added(before, content)


def _first_day(source: Import, before: Content | None) -> str:
    """Return the document's day; without one, the business date of its first publication."""
    if source.date is not None:
        return source.date.isoformat()
    return str(before["starts_on"]) if before else clock.today().isoformat()


def _clause(clause: dict[str, Any], clauses: list[dict[str, Any]]) -> Item:
    parent = clause["parent"]
    return {
        "ref": clause["ref"][:128],
        "label": clause["label"][:64],
        "level": clause["level"],
        "title": clause["heading"][:200],
        "title_en": "",
        "parent": None if parent is None else clauses[parent]["ref"][:128],
    }


def _task(proposal: Proposal, merged: list[Proposal]) -> Item:
    item: Item = {name: proposal.data[name] for name in _TASK}
    item |= {"code": "", "title": proposal.data["title"], "title_en": "", "category_en": ""}
    for role in ("lead", "cooperating", "upper"):
        names = [n for p in (proposal, *merged) for n in p.data[role]]
        item[role] = list(dict.fromkeys(names))
    item["cooperating"] = [n for n in item["cooperating"] if n not in item["lead"]]
    return item


def _target(data: dict[str, Any]) -> Item:
    item: Item = {name: data[name] for name in _TARGET}
    return item | {"code": "", "indicator_en": "", "group_en": ""}


def _finding(proposal: Proposal) -> Item:
    data = proposal.data
    return {
        "code": data["code"],
        "severity": data["severity"],
        "clause": data["clause"],
        "message_zh": data["message_zh"],
        "message_en": data["message_en"],
        "data": {"figures": data["data"], "choices": data["choices"]},
        "answer": proposal.answer,
    }
