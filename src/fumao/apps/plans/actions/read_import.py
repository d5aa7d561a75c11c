"""Read an imported file in the background and propose what it says."""

import json
from datetime import date
from typing import Any

from django.db import transaction
from django.tasks import task

from fumao.apps.audit.service import record
from fumao.apps.files.service import path_of
from fumao.apps.orgs import clock
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import DepartmentName, GroupName
from fumao.apps.plans.child import read_in_child
from fumao.apps.plans.document_facts import facts_of
from fumao.apps.plans.models import Document, Import, Plan, Proposal
from fumao.apps.plans.proposals import proposals_of
from fumao.reading import ReadingError

_PLACES = frozenset({"unit_spans", "schedule_span"})  # what moves when a text is edited before it


@task()
def read_import(import_id: int) -> None:
    """Read one import; a second run of the same import finds it read and does nothing."""
    entry = Import.objects.select_related("attachment__file", "area").get(pk=import_id)
    if entry.state != Import.State.READING:
        return
    try:
        reading = read_in_child(
            path_of(entry.attachment.file), entry.attachment.name, _known_names()
        )
    except ReadingError as error:
        _fail(entry, error)
        return
    with transaction.atomic():
        entry = (
            Import.objects.select_for_update(of=("self",))
            .select_related("attachment__file", "area")
            .get(pk=import_id)
        )
        if entry.state != Import.State.READING:
            return
        _keep(entry, reading)
        record(
            f"import:{entry.pk}",
            "import_read",
            actor=Actor(None, clock.today()),
            area=entry.area_id,
            data={
                kind: len(reading[kind]) for kind in ("tasks", "targets", "incentives", "findings")
            },
        )


def _known_names() -> list[str]:
    names = set(DepartmentName.objects.values_list("name", flat=True))
    return sorted(names | set(GroupName.objects.values_list("name", flat=True)))


def _fail(entry: Import, error: ReadingError) -> None:
    with transaction.atomic():
        entry.state, entry.error_zh, entry.error_en = Import.State.FAILED, error.zh, error.en
        entry.save(update_fields=["state", "error_zh", "error_en"])
        record(
            f"import:{entry.pk}",
            "import_failed",
            actor=Actor(None, clock.today()),
            area=entry.area_id,
            data={"code": error.code, "message": error.zh},
        )


def _keep(entry: Import, reading: dict[str, Any]) -> None:
    """Write the reading: its text, clauses and proposals; decisions taken before carry over."""
    meta = reading["meta"]
    stem = entry.attachment.name.rpartition(".")[0]
    entry.title = (meta["title"] or stem)[:200]
    entry.number = (meta["number"] or "")[:64]
    entry.issuer = "、".join(meta["issuer"])[:200]
    entry.date = date.fromisoformat(meta["date"]) if meta["date"] else None
    entry.facts_read = facts_of(entry) | {"title": (meta["title"] or "")[:200]}
    entry.media = reading["media"]
    entry.encoding = reading["encoding"] or ""
    entry.text = reading["text"]
    entry.clauses = reading["clauses"]
    entry.plan = plan_of(entry, named=bool(meta["title"]))
    if entry.plan is not None:
        entry.title = entry.plan.title  # as the officer named it
    entry.state = Import.State.REVIEW
    entry.save()
    proposals = list(proposals_of(entry, reading))
    if entry.plan is not None:
        _carry_over(entry.plan, proposals)
    Proposal.objects.bulk_create(proposals, batch_size=200)


def plan_of(entry: Import, *, named: bool) -> Plan | None:
    """Return the plan this file belongs to: made from the same bytes, number or title,
    or for a text without a title from a file of the same name.

    Plans that came with a pack are left alone: their words are not the document's.
    """
    documents = Document.objects.filter(area=entry.area_id, pack="", plan__isnull=False)
    for fields in (
        {"attachment__file": entry.attachment.file_id},
        {"number": entry.number},
        {"title": entry.title},
    ):
        if all(fields.values()):
            found = documents.filter(**fields).select_related("plan").first()
            if found is not None:
                return found.plan
    if named:
        return None
    published = Import.objects.filter(area=entry.area_id, state=Import.State.PUBLISHED)
    last = published.filter(attachment__name=entry.attachment.name).order_by("-pk").first()
    return last.plan if last else None


def _carry_over(plan: Plan, proposals: list[Proposal]) -> None:
    """Give items that read the same as last time the decision they had last time."""
    last = plan.imports.filter(state=Import.State.PUBLISHED).order_by("-pk").first()
    if last is None:
        return
    decided: dict[tuple[str, str], list[Proposal]] = {}
    for old in last.proposals.filter(original__isnull=False).exclude(state=Proposal.State.MERGED):
        decided.setdefault((old.kind, _told(old)), []).append(old)
    for proposal in proposals:
        matches = decided.get((proposal.kind, _told(proposal)))
        if matches:
            old = matches.pop(0)
            places = {k: proposal.data[k] for k in _PLACES & proposal.data.keys()}
            proposal.state, proposal.answer = old.state, old.answer
            proposal.data = old.data | places
            proposal.decided_by_id, proposal.decided_at = old.decided_by_id, old.decided_at


def _told(proposal: Proposal) -> str:
    kept = {k: v for k, v in (proposal.original or {}).items() if k not in _PLACES}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)
