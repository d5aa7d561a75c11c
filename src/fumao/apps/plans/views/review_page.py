"""The page of an import under review: the document's facts, the pane of items, the text."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fumao.apps.orgs.policy import Action, may
from fumao.apps.orgs.request import actor_of
from fumao.apps.plans.document_facts import FACTS, facts_of, places_of
from fumao.apps.plans.forms.imports import PlaceForm, item_form
from fumao.apps.plans.marked import Mark, marked_html
from fumao.apps.plans.models import Import, Proposal
from fumao.apps.plans.queries.import_review import Review, marks
from fumao.apps.plans.views.cards import card

ASKED_FIRST = ("edit", "add", "merge")  # what ?…=1 opens in the reading pane


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the document says of itself: as it stands, as it was read, and where."""

    name: str
    label: str
    value: str
    read: str
    mark: int  # the owner of its marks in the text: below zero, as no item is
    places: list[tuple[int, int]]

    @property
    def corrected(self) -> bool:
        """Return whether an officer changed what was read."""
        return self.value != self.read


def facts(source: Import) -> list[Fact]:
    """Return the facts of the document with where each was read."""
    labels = {
        "title": _("标题"),
        "number": _("文号"),
        "issuer": _("发文机关"),
        "date": _("成文日期"),
    }
    now, read = facts_of(source), source.facts_read or facts_of(source)
    return [
        Fact(n, labels[n], now[n], read[n], -order, places_of(source.text, n, read[n]))
        for order, n in enumerate(FACTS, 1)
    ]


def may_decide(request: HttpRequest, source: Import) -> bool:
    """Return whether the signed-in person may decide on the import."""
    return may(actor_of(request), Action.DECIDE_PROPOSAL, source)


def pane(request: HttpRequest, found: Review, **more: Any) -> dict[str, Any]:
    """Return what the reading pane shows; `form` and `errors` come from a refused attempt."""
    current, asked = found.current, {name for name in ASKED_FIRST if request.GET.get(name)}
    form = None
    if "edit" in asked and current is not None:
        form = item_form(current.kind, found.source.clauses, data=current.data)
    elif "add" in asked:
        form = item_form(found.kind, found.source.clauses)
    context: dict[str, Any] = {
        "source": found.source,
        "review": found,
        "current": current,
        "card": card(current, found) if current else None,
        "cards": [(item, card(item, found)) for item in found.shown],
        "clean": len(found.clean()),
        "before": found.neighbour(-1),
        "after": found.neighbour(1),
        "left": len(found.items) - found.done,
        "may_decide": may_decide(request, found.source),
        "asked": asked,
        "form": form,
        "place": PlaceForm() if "add" in asked else None,
        "merge_into": _merge_targets(found) if "merge" in asked else [],
    }
    return context | more


def _merge_targets(found: Review) -> list[Proposal]:
    gone = {Proposal.State.MERGED, Proposal.State.REJECTED}
    return [p for p in found.shown if p != found.current and p.state not in gone]


def review_page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Return the whole page around a pane."""
    found: Review = context["review"]
    source = found.source
    told = facts(source)
    places = [Mark(*place, fact.mark, "m-doc") for fact in told for place in fact.places]
    context |= {
        "facts": told,
        "text": marked_html(
            source.text, [*places, *marks(found.items)], [c["start"] for c in source.clauses]
        ),
    }
    return render(request, "plans/import_review.html", context, status=status)
