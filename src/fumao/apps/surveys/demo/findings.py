"""Findings of the demo's latest monthly returns as work, one in every state.

What was found is found by the survey's checks and the register; who said what of it is invented.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from fumao.apps.audit.service import record
from fumao.apps.orgs.actor import Actor
from fumao.apps.surveys.about import about
from fumao.apps.surveys.beside import differing
from fumao.apps.surveys.book import loaded, period_of
from fumao.apps.surveys.demo.writing import Written
from fumao.apps.surveys.items import set_item
from fumao.apps.surveys.models import Filing, WorkItem
from fumao.surveys.work_items import (
    BESIDE,
    Acceptance,
    ItemEvent,
    ItemState,
    Seen,
    WorkItems,
    seen_in,
)

type Texts = dict[str, object]

SECOND = 2
WORDS = "示例：本月有一笔收汇在途（演示数据）"
REFUSED = "示例：请写明是哪一份合同"


def differing_return(data: Texts, place: int) -> Texts:
    """Return a return with a contract more than its register, in the first less received."""
    told = data | {key: str(int(str(data[key])) + 1) for key in ("contracts", "offshore_contracts")}
    if place == 1 and data["received_usd"] is not None:
        less = Decimal(str(data["received_usd"])) * 9 / 10
        told["received_usd"] = f"{less:.2f}"
    return told


def found_on(row: Filing, data: Texts, day: date) -> list[Seen]:
    """Return what the checks of a single report and the register find on a filing."""
    form = loaded(row.period.survey)
    examined = form.examine(data, period_of(row.period), day, about(form, row))
    return [*(one for one in seen_in(examined) if one.severity != "hard"), *differing(row, data)]


def load_findings(told: Iterable[tuple[Written, list[Seen]]]) -> None:
    """Write the items of filings that were just written."""
    for place, (one, found) in enumerate(told, start=1):
        items = WorkItems(loaded(one.filing.period.survey).survey.levels)
        for seen in found:
            _load(items, one, seen.check, _course(items, one, seen, place))
        if place == SECOND:  # differs in one figure no more
            was = Seen(f"{BESIDE}received_usd", "soft", Decimal(0))
            gone = [ItemEvent("found", _day(one, 0), seen=was), ItemEvent("gone", _day(one, 1))]
            if was.check not in {seen.check for seen in found}:
                _load(items, one, was.check, gone)


def _course(items: WorkItems, one: Written, seen: Seen, place: int) -> Iterator[ItemEvent]:
    """Yield what became of a finding."""
    filer, level = one.events[0].person, items.levels[0]
    yield ItemEvent("found", _day(one, 0), seen=seen)
    if not seen.check.startswith(BESIDE):
        if seen.check in one.explained:
            yield ItemEvent("explained", _day(one, 0), filer, words=one.explained[seen.check])
        return
    key, value = seen.check.removeprefix(BESIDE), seen.value
    explained = ItemEvent("explained", _day(one, 1), filer, words=WORDS)
    if place == 1 and key == "contracts":
        yield explained
        yield ItemEvent("refused", _day(one, 2), None, level, REFUSED)
    elif place == 1 and key == "offshore_contracts":
        yield explained
        held = Acceptance(seen.check, value, value)
        yield ItemEvent("accepted", _day(one, 2), None, level, acceptance=held)
    elif place == SECOND and key == "contracts" and value is not None:  # accepted, then beyond it
        yield explained
        held = Acceptance(seen.check, value - 1, value - 1)
        yield ItemEvent("accepted", _day(one, 2), None, level, acceptance=held)
        yield ItemEvent("found", _day(one, 3), seen=seen)


def _day(one: Written, later: int) -> date:
    return one.events[0].on + timedelta(days=later)


def _load(items: WorkItems, one: Written, rule: str, events: Iterable[ItemEvent]) -> None:
    told = list(events)
    row = WorkItem(filing=one.filing, rule=rule, found_on=told[0].on)
    for event in told:
        if event.acceptance is not None:
            row.accepted_on, row.until = event.on, event.acceptance.until
            row.least, row.most = event.acceptance.least, event.acceptance.most
        if event.kind == "refused":
            row.answer = event.words
        noted = event.kind in ("found", "gone")
        record(
            one.filing.stream, "items_noted" if noted else f"item_{event.kind}",
            actor=Actor(None, event.on), area=one.filing.area_id, data={"round": 1},
        )  # fmt: skip
    state: ItemState = items.fold(told)
    set_item(row, state)
    row.save()
