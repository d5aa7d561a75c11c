"""The review of an import: the original text marked, the proposals beside it, what is undecided."""

from dataclasses import dataclass

from django.http import Http404

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, may, visible_to
from fumao.apps.plans.import_content import content_of_import
from fumao.apps.plans.marks import Mark, Piece, pieces
from fumao.apps.plans.models import Import, Plan, Proposal
from fumao.apps.plans.units import UnitRows
from fumao.apps.plans.versions import ContentDiff, diff


@dataclass(frozen=True, slots=True)
class UnitHint:
    """What a printed name stands for on the document's day; a group has `members`."""

    printed: str
    known: bool
    members: int  # 0 for a department and for an open group


@dataclass(frozen=True, slots=True)
class ImportPage:
    """Everything the review shows; `undecided` counts by kind what still stops publication."""

    source: Import
    pieces: list[Piece]
    proposals: dict[str, list[Proposal]]  # by kind, in the order of the document
    units: dict[str, UnitHint]
    decided: int
    total: int
    undecided: dict[str, int]
    diff: ContentDiff | None  # against the plan's newest version, where there is a plan
    plan: Plan | None
    may_decide: bool
    may_publish: bool


def import_page(actor: Actor, pk: int) -> ImportPage:
    """Return the review of an import (at most 12 queries); raises Http404 where out of sight."""
    source = (
        visible_to(actor, Import.objects.filter(pk=pk))
        .select_related("area", "attachment__file", "plan", "started_by")
        .first()
    )
    if source is None:
        raise Http404
    proposals = list(source.proposals.select_related("decided_by").order_by("position", "pk"))
    counted = [p for p in proposals if not _is_note(p)]
    pending = [p for p in counted if p.state == Proposal.State.PENDING]
    undecided: dict[str, int] = {}
    for proposal in pending:
        undecided[proposal.kind] = undecided.get(proposal.kind, 0) + 1
    review = source.state == Import.State.REVIEW
    return ImportPage(
        source=source,
        pieces=pieces(source.text, _marks(proposals)),
        proposals={kind: [p for p in proposals if p.kind == kind] for kind in Proposal.Kind.values},
        units=_units(source, proposals),
        decided=len(counted) - len(pending),
        total=len(counted),
        undecided=undecided,
        diff=_diff(source),
        plan=source.plan,
        may_decide=review and may(actor, Action.DECIDE_PROPOSAL, source),
        may_publish=review and not pending and may(actor, Action.PUBLISH_PLAN, source),
    )


def _is_note(proposal: Proposal) -> bool:
    return proposal.kind == Proposal.Kind.FINDING and proposal.data["severity"] == "note"


def _marks(proposals: list[Proposal]) -> list[Mark]:
    marks = []
    for proposal in proposals:
        if proposal.state == Proposal.State.REJECTED or proposal.start is None:
            continue
        marks.append(Mark(proposal.start, proposal.end or 0, proposal.pk))
        data = proposal.data
        marks.extend(
            Mark(span["start"], span["end"], proposal.pk, "org")
            for span in data.get("unit_spans") or []
        )
        if when := data.get("schedule_span"):
            marks.append(Mark(when["start"], when["end"], proposal.pk, "time"))
    return marks


def _units(source: Import, proposals: list[Proposal]) -> dict[str, UnitHint]:
    day = source.date or source.started_at.date()
    rows = UnitRows(source.area, day)
    names = {
        name
        for p in proposals
        if p.kind == Proposal.Kind.TASK
        for role in ("lead", "cooperating", "upper")
        for name in p.data[role]
    }
    hints = {}
    for name in names:
        parts = rows.of({"lead": [name], "cooperating": [], "upper": []})
        grouped = parts[0].group is not None
        members = sum(1 for part in parts if part.department is not None) if grouped else 0
        hints[name] = UnitHint(name, grouped or parts[0].department is not None, members)
    return hints


def _diff(source: Import) -> ContentDiff | None:
    if source.plan is None or source.state != Import.State.REVIEW:
        return None
    last = source.plan.versions.order_by("-number").first()
    if last is None:
        return None
    return diff(last.content, content_of_import(source, source.plan.code, last.content))
