"""Work items kept: what was found when a report was filed, and what is remembered of acceptances.

Items change in the transaction of the filing. The event says how many, never which: a check's name
may tell a figure, and the chain is read by more than work on it (统计法 art. 28).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import gettext

from fumao.apps.audit.service import record
from fumao.apps.orgs.actor import Actor
from fumao.apps.surveys.models import Filing, WorkItem
from fumao.apps.surveys.writing import Filed
from fumao.surveys.examine import Examined
from fumao.surveys.work_items import (
    BESIDE,
    Acceptance,
    ItemEvent,
    ItemState,
    Seen,
    WorkItems,
    seen_in,
)

REMEMBERED = "remembered"  # instead of words, where an earlier acceptance holds


def explanation_words(kept: str) -> str:
    """Return an explanation as a page shows it."""
    return gettext("此前说明已获接受，不再重复说明") if kept == REMEMBERED else kept


def state_of_item(row: WorkItem) -> ItemState:
    """Return where an item is, from its row."""
    return ItemState(
        phase=row.phase,  # type: ignore[arg-type]
        owner=row.owner,
        seen=Seen(row.rule, row.severity, row.value),  # type: ignore[arg-type]
        explanation=row.explanation,
        explained_by=row.explained_by_id,
        acceptance=_acceptance(row),
        rounds=row.rounds,
    )


def set_item(row: WorkItem, state: ItemState) -> None:
    """Give an item the columns of a state, unsaved."""
    row.phase, row.owner, row.rounds = state.phase, state.owner, state.rounds
    row.explanation, row.explained_by_id = state.explanation, state.explained_by
    if state.seen is not None:
        row.severity, row.value = state.seen.severity, state.seen.value


def remembered(filing: Filing) -> list[Acceptance]:
    """Return what was accepted in the respondent's other periods of the same survey."""
    rows = WorkItem.objects.filter(
        filing__enterprise=filing.enterprise_id,
        filing__department=filing.department_id,
        filing__each=filing.each,
        filing__period__key=filing.period.key,
        accepted_on__isnull=False,
    ).exclude(filing=filing)
    return [one for row in rows if (one := _acceptance(row)) is not None]


def recalled(filing: Filing, examined: Examined, actor: Actor) -> frozenset[str]:
    """Return the soft checks without an explanation that an acceptance still covers.

    Those of the filing itself count too: it is filed again after a return (one query).
    """
    if not examined.unexplained:
        return frozenset()
    own = [_acceptance(row) for row in WorkItem.objects.filter(filing=filing)]
    known = [*remembered(filing), *(one for one in own if one is not None)]
    return frozenset(
        seen.check
        for seen in seen_in(examined)
        if seen.check in examined.unexplained
        and any(one.covers(seen, actor.today) for one in known)
    )


def settled(filing: Filing, examined: Examined, actor: Actor) -> Examined:
    """Return an examination that asks no more for what an acceptance still covers."""
    kept = recalled(filing, examined, actor)
    left = tuple(key for key in examined.unexplained if key not in kept)
    return replace(examined, unexplained=left)


def note(actor: Actor, filed: Filed, levels: Iterable[str]) -> None:
    """Keep what a filing found as items, in the transaction that has written it.

    What was explained with it waits for a reviewer; what is found no more is gone.
    """
    filing, version = filed.row, filed.version
    held = {row.rule: row for row in WorkItem.objects.filter(filing=filing)}
    found = [one for one in seen_in(filed.examined) if one.severity != "hard"]
    found += filed.differing
    if not (held or found):
        return
    items = WorkItems(levels)
    changes = _Changes({rule: state_of_item(row) for rule, row in held.items()})
    events = items.reconcile(changes.states, found, actor.today, remembered(filing))
    for rule, event in events.items():
        changes.happen(items, rule, event)
    person = version.by_id or 0
    for rule, words in version.explained.items():
        state = changes.states.get(rule)
        if words != REMEMBERED and state is not None and state.phase in ("open", "reopened"):
            changes.happen(items, rule, items.explain(state, person, actor.today, words))
    _keep(actor, filing, held, changes, filed.event.department_id)


def note_differing(
    actor: Actor, filing: Filing, found: Iterable[Seen], levels: Iterable[str], office: int
) -> None:
    """Keep where a filing differs from the register by now, in the transaction of its approval."""
    rows = WorkItem.objects.filter(filing=filing, rule__startswith=BESIDE)
    held, seen = {row.rule: row for row in rows}, list(found)
    if not (held or seen):
        return
    items = WorkItems(levels)
    changes = _Changes({rule: state_of_item(row) for rule, row in held.items()})
    events = items.reconcile(changes.states, seen, actor.today, remembered(filing))
    for rule, event in events.items():
        changes.happen(items, rule, event)
    _keep(actor, filing, held, changes, office)


class _Changes:
    """The states of a filing's items by rule, and what has happened to them."""

    def __init__(self, states: dict[str, ItemState]) -> None:
        self.states = states
        self.changed: dict[str, None] = {}  # the rules, in order
        self.counts: Counter[str] = Counter()

    def happen(self, items: WorkItems, rule: str, event: ItemEvent) -> None:
        self.states[rule] = items.after(self.states.get(rule, ItemState()), event)
        self.changed[rule] = None
        self.counts[self.states[rule].phase] += 1


def _keep(
    actor: Actor, filing: Filing, held: dict[str, WorkItem], changes: _Changes, office: int | None
) -> None:
    for rule in changes.changed:
        row = held.get(rule) or WorkItem(filing=filing, rule=rule, found_on=actor.today)
        set_item(row, changes.states[rule])
        row.save()
    if changes.changed:
        record(
            filing.stream, "items_noted", actor=actor, area=filing.area_id, department=office,
            data={"round": filing.round, **changes.counts},
        )  # fmt: skip


def _acceptance(row: WorkItem) -> Acceptance | None:
    if row.accepted_on is None:
        return None
    return Acceptance(row.rule, row.least, row.most, row.until)
