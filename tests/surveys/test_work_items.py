"""Findings as work: who has it, what ends it, and what opens it again."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fumao.core.errors import CoreError
from fumao.surveys.rollup import Difference
from fumao.surveys.work_items import (
    RESPONDENT,
    Acceptance,
    ItemEvent,
    ItemState,
    Seen,
    WorkItems,
    seen_beside,
    seen_in,
)
from tests.surveys.test_execution import examined

ITEMS = WorkItems(("district", "city"))
DAY = date(2022, 6, 1)
SOFT = Seen("growth", "soft", Decimal(100))


def found(seen: Seen = SOFT) -> ItemState:
    return ITEMS.fold([ItemEvent("found", DAY, seen=seen)])


def explained(seen: Seen = SOFT) -> ItemState:
    state = found(seen)
    return ITEMS.after(state, ITEMS.explain(state, 1, DAY, "新签大单"))


def accepted(least: int = 100, most: int = 100, until: date | None = None) -> ItemState:
    state = explained()
    bounds = (Decimal(least), Decimal(most))
    return ITEMS.after(state, ITEMS.accept(state, "district", 2, DAY, bounds, until))


def test_a_soft_finding_is_the_respondents_until_it_is_explained() -> None:
    assert (found().phase, found().owner) == ("open", RESPONDENT)
    assert (explained().phase, explained().owner) == ("explained", "district")
    assert (accepted().phase, accepted().owner) == ("accepted", "")


def test_a_watched_finding_is_the_reviewers_at_once() -> None:
    watched = Seen("large", "watch", Decimal(9))
    state = found(watched)
    assert state.owner == "district"
    done = ITEMS.after(state, ITEMS.accept(state, "district", 2, DAY))
    assert done.phase == "accepted"


def test_a_hard_finding_is_not_explained_away() -> None:
    state = found(Seen("total", "hard", Decimal(1)))
    with pytest.raises(CoreError) as told:
        ITEMS.explain(state, 1, DAY, "四舍五入")
    assert told.value.code == "item_not_open"


def test_what_was_accepted_does_not_come_again_within_its_bounds() -> None:
    state = accepted(80, 120)
    for value in (80, 100, 120):
        assert ITEMS.find(state, Seen("growth", "soft", Decimal(value)), DAY) is None
    event = ITEMS.find(state, Seen("growth", "soft", Decimal("120.01")), DAY)
    assert event is not None
    again = ITEMS.after(state, event)
    assert (again.phase, again.owner, again.rounds) == ("reopened", RESPONDENT, 2)


def test_an_acceptance_holds_in_later_periods_until_its_day() -> None:
    kept = accepted(80, 120, DAY + timedelta(days=30)).acceptance
    assert kept is not None
    later = ITEMS.find(ItemState(), SOFT, DAY + timedelta(days=30), [kept])
    assert later is not None
    # It is on record that something was found, and nobody has to do anything.
    assert ITEMS.after(ItemState(), later).phase == "accepted"
    after = ITEMS.find(ItemState(), SOFT, DAY + timedelta(days=31), [kept])
    assert after is not None
    assert ITEMS.after(ItemState(), after).phase == "open"
    other = Seen("stopped", "soft", Decimal(100))
    event = ITEMS.find(ItemState(), other, DAY, [kept])
    assert event is not None
    assert event.acceptance is None  # another check is another matter


def test_an_explanation_was_of_the_figure_it_explained() -> None:
    state = explained()
    assert ITEMS.find(state, SOFT, DAY) is None
    event = ITEMS.find(state, Seen("growth", "soft", Decimal(101)), DAY)
    assert event is not None
    assert ITEMS.after(state, event).phase == "reopened"


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda: ITEMS.explain(found(), 1, DAY, " "), "item_words"),
        (lambda: ITEMS.explain(accepted(), 1, DAY, "x"), "item_not_open"),
        (lambda: ITEMS.accept(found(), "district", 2, DAY), "item_not_explained"),
        (lambda: ITEMS.accept(explained(), "nation", 2, DAY), "item_not_explained"),
        (lambda: ITEMS.accept(explained(), "district", 1, DAY), "item_same_person"),
        (lambda: ITEMS.accept(explained(), "city", 2, DAY, (Decimal(1), Decimal(99))),
         "item_bounds"),
        (lambda: ITEMS.refuse(explained(), "city", 2, DAY, ""), "item_refused_words"),
        (lambda: ITEMS.refuse(found(), "city", 2, DAY, "x"), "item_not_explained"),
    ],
)  # fmt: skip
def test_what_may_not_be_done_is_told(act: object, code: str) -> None:
    assert callable(act)
    with pytest.raises(CoreError) as told:
        act()
    assert told.value.code == code


def test_a_refused_explanation_goes_back() -> None:
    state = explained()
    back = ITEMS.after(state, ITEMS.refuse(state, "city", 2, DAY, "请附合同"))
    assert (back.phase, back.owner) == ("open", RESPONDENT)


def test_a_new_look_at_a_filing_tells_what_came_and_what_went() -> None:
    states = {"growth": found(), "stopped": found(Seen("stopped", "soft", None))}
    events = ITEMS.reconcile(states, [SOFT, Seen("large", "watch", Decimal(5))], DAY)
    assert {check: one.kind for check, one in events.items()} == {
        "stopped": "gone",
        "large": "found",
    }
    assert ITEMS.after(states["stopped"], events["stopped"]).owner == ""


def test_a_finding_points_at_the_figure_of_its_cells() -> None:
    looked = examined(earlier={"year_ago": {"executed_usd": "1"}})
    assert seen_in(looked) == (Seen("growth", "soft", Decimal(100_000)),)


def test_a_difference_from_the_register_is_a_finding_to_be_explained() -> None:
    told = [Difference("executed_usd", Decimal(301), Decimal(300), ())]
    assert seen_beside(told) == (Seen("register-executed_usd", "soft", Decimal(301)),)


ACTS = st.tuples(
    st.sampled_from(["find", "lose", "explain", "accept", "refuse"]),
    st.integers(1, 4),  # who
    st.integers(-2, 6),  # the figure
    st.integers(0, 3),  # how much more is accepted to both sides
    st.sampled_from(["district", "city", "nation"]),
)


@settings(max_examples=400)
@given(st.lists(ACTS, max_size=30))
def test_whatever_people_do(acts: list[tuple[str, int, int, int, str]]) -> None:
    """The oracle looks at the events alone."""
    state, events = ItemState(), []
    for act, person, figure, wide, level in acts:
        seen = Seen("growth", "soft", Decimal(figure))
        try:
            event = _event(state, act, person, (seen, wide), level)
        except CoreError:
            continue
        if event is not None:
            events.append(event)
            state = ITEMS.after(state, event)
        _holds(state, events)
        if act == "find":
            _found_rightly(state, events, seen)
    assert ITEMS.fold(events) == state


def _event(
    state: ItemState, act: str, person: int, figure: tuple[Seen, int], level: str
) -> ItemEvent | None:
    seen, wide = figure
    if act == "find":
        return ITEMS.find(state, seen, DAY)
    if act == "lose":
        return ITEMS.lose(state, DAY)
    if act == "explain":
        return ITEMS.explain(state, person, DAY, "x")
    if act == "refuse":
        return ITEMS.refuse(state, level, person, DAY, "x")
    at = state.seen.value if state.seen and state.seen.value is not None else Decimal(0)
    return ITEMS.accept(state, level, person, DAY, (at - wide, at + wide))


def _holds(state: ItemState, events: list[ItemEvent]) -> None:
    kinds = [one.kind for one in events]
    for place, one in enumerate(events):
        if one.kind in ("accepted", "refused"):
            assert kinds[place - 1] == "explained", "nothing is decided that was not explained"
            assert events[place - 1].person != one.person, "two people"
    last = events[-1] if events else None
    if last is None:
        assert state == ItemState()
    elif last.kind == "found":
        assert (state.phase == "accepted") == (last.acceptance is not None)
    else:
        expected = {"gone": "gone", "explained": "explained", "accepted": "accepted"}
        assert state.phase == expected.get(last.kind, "open")
    busy = state.phase in ("open", "reopened", "explained")
    assert bool(state.owner) == busy, "what is open has an owner, what is not has none"


def _found_rightly(state: ItemState, events: list[ItemEvent], seen: Seen) -> None:
    """After a look the item is accepted just where the last acceptance holds the figure."""
    kept: Acceptance | None = next(
        (one.acceptance for one in reversed(events) if one.acceptance is not None), None
    )
    held = kept is not None and kept.covers(seen, DAY)
    assert held == (state.phase == "accepted")
    if not held:
        assert state.phase in ("open", "reopened", "explained")
        assert state.seen == seen
