"""An import under review: its items, what still waits, and the places to light in its text."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import visible_to
from fumao.apps.plans.marked import Mark
from fumao.apps.plans.models import Import, Proposal

Kind, State = Proposal.Kind, Proposal.State


@dataclass(frozen=True, slots=True)
class Tab:
    """The items of one kind: how many, how many wait."""

    kind: str
    label: str
    total: int
    pending: int


@dataclass(frozen=True, slots=True)
class Review:
    """All items of an import and the one looked at."""

    source: Import
    items: list[Proposal]
    kind: str
    current: Proposal | None

    @property
    def shown(self) -> list[Proposal]:
        """Return the items of the tab."""
        return [item for item in self.items if item.kind == self.kind]

    @property
    def tabs(self) -> list[Tab]:
        """Return the four tabs."""
        found = []
        for kind in Kind:
            own = [item for item in self.items if item.kind == kind]
            waits = sum(item.state == State.PENDING for item in own)
            found.append(Tab(kind.value, str(kind.label), len(own), waits))
        return found

    @property
    def done(self) -> int:
        """Return how many items are decided."""
        return sum(item.state != State.PENDING for item in self.items)

    @property
    def percent(self) -> int:
        """Return the share decided, 100 only when nothing waits."""
        return self.done * 100 // len(self.items) if self.items else 100

    def neighbour(self, step: int) -> Proposal | None:
        """Return the item before (-1) or after (1) the current in the tab."""
        shown = self.shown
        place = next((n for n, item in enumerate(shown) if item == self.current), None)
        if place is None or not 0 <= place + step < len(shown):
            return None
        return shown[place + step]

    def next_pending(self, after: Proposal) -> Proposal:
        """Return the next item that waits, the tab's first, then other tabs'; else `after`."""
        waits = [item for item in self.items if item.state == State.PENDING and item != after]
        same = [item for item in waits if item.kind == after.kind]
        later = [item for item in same if item.position > after.position]
        return next(iter([*later, *same, *waits]), after)

    def findings_of(self, item: Proposal) -> list[Proposal]:
        """Return the findings about a task or target."""
        if item.kind not in {Kind.TASK, Kind.TARGET}:
            return []
        return [
            other
            for other in self.items
            if other.kind == Kind.FINDING and other.data.get(item.kind) == item.position - 1
        ]

    def clean(self) -> list[Proposal]:
        """Return waiting items of the tab that nothing was noticed about, tasks with a lead."""
        return [
            item
            for item in self.shown
            if item.state == State.PENDING
            and item.kind != Kind.FINDING
            and not self.findings_of(item)
            and (item.kind != Kind.TASK or item.data["lead"])
        ]


def import_of(actor: Actor, pk: int) -> Import:
    """Return an import the actor may see; raises Http404."""
    rows = visible_to(actor, Import.objects.filter(pk=pk))
    found = rows.select_related("attachment__file", "area", "plan", "started_by").first()
    if found is None:
        raise Http404
    return found


def review(source: Import, kind: str = "", item: int | None = None) -> Review:
    """Return the review at an item, else at the first that waits of the kind (one query)."""
    items = list(source.proposals.select_related("merged_into"))
    order = {value: place for place, value in enumerate(Kind.values)}
    items.sort(key=lambda p: (order[p.kind], p.position, p.pk))
    current = next((p for p in items if p.pk == item), None)
    if current is not None:
        return Review(source, items, current.kind, current)
    kind = kind if kind in Kind.values else next((p.kind for p in items), Kind.TASK.value)
    shown = [p for p in items if p.kind == kind]
    current = next((p for p in shown if p.state == State.PENDING), next(iter(shown), None))
    return Review(source, items, kind, current)


def marks(items: list[Proposal]) -> Iterator[Mark]:
    """Yield the places of items, of their units and of their times."""
    for item in items:
        if item.start is None or item.end is None:
            continue
        yield Mark(item.start, item.end, item.pk, "m-find" if item.kind == Kind.FINDING else "")
        data: dict[str, Any] = item.data
        for span in data.get("unit_spans") or []:
            yield Mark(span["start"], span["end"], item.pk, "m-org")
        span = data.get("schedule_span")
        if span:
            yield Mark(span["start"], span["end"], item.pk, "m-time")
