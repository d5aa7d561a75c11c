"""The review of a filing: each level in turn, each by another person, and no way around."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fumao.core.errors import CoreError
from fumao.surveys.review import FilingState, Grounds, Review, Reviewed

LEVELS = ("district", "city", "nation")
REVIEW = Review(LEVELS, ("figures", "papers"))
DAY = date(2022, 6, 1)
NEXT = DAY + timedelta(days=5)


def returned(state: FilingState, level: str, person: int, **other: object) -> Reviewed:
    given = {"reason": "figures", "words": "核对执行额", "due": NEXT} | other
    return REVIEW.give_back(state, level, person, DAY, Grounds(**given))  # type: ignore[arg-type]


def filed(*people: int) -> FilingState:
    """A filing of person 1 that the people given have approved, one level each."""
    state = REVIEW.after(FilingState(), REVIEW.file(FilingState(), 1, DAY))
    for level, person in zip(LEVELS, people, strict=False):
        state = REVIEW.after(state, REVIEW.approve(state, level, person, DAY))
    return state


def test_three_levels_by_three_people() -> None:
    assert (filed().phase, filed().level) == ("in_review", "district")
    assert filed(2).level == "city"
    assert filed(2, 3).level == "nation"
    assert (filed(2, 3, 4).phase, filed(2, 3, 4).accepted_on) == ("accepted", DAY)


def test_a_corrected_filing_goes_through_every_level_again() -> None:
    state = filed(2, 3)
    state = REVIEW.after(state, returned(state, "nation", 4, cells=("executed", "lines.2.value")))
    assert (state.phase, state.returns) == ("returned", 1)
    assert state.returned is not None
    assert state.returned.grounds is not None
    assert state.returned.grounds.cells == ("executed", "lines.2.value")
    state = REVIEW.after(state, REVIEW.file(state, 1, NEXT))
    assert (state.level, state.round, state.returned) == ("district", 2, None)
    assert (state.first_filed_on, state.filed_on) == (DAY, NEXT)


def test_the_last_level_alone_reopens_what_was_accepted() -> None:
    state = filed(2, 3, 4)
    with pytest.raises(CoreError, match="not under review"):
        returned(state, "city", 3)
    assert returned(state, "nation", 4).kind == "reopened"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"reason": "mood"}, "return_reason"),
        ({"words": "  "}, "return_words"),
        ({"due": DAY}, "return_due"),
    ],
)
def test_a_return_says_why_and_until_when(change: dict[str, object], code: str) -> None:
    with pytest.raises(CoreError) as told:
        returned(filed(), "district", 2, **change)
    assert told.value.code == code


def test_a_survey_without_levels_accepts_at_once() -> None:
    none = Review((), ("figures",))
    state = none.after(FilingState(), none.file(FilingState(), 1, DAY))
    assert (state.phase, state.accepted_on) == ("accepted", DAY)
    with pytest.raises(CoreError) as told:
        none.give_back(state, "", 2, DAY, Grounds("figures", "x", NEXT))
    assert told.value.code == "not_in_review"


ACTS = st.tuples(
    st.sampled_from(["file", "approve", "return"]),
    st.sampled_from(LEVELS),
    st.integers(1, 6),
)


@settings(max_examples=400)
@given(st.lists(ACTS, max_size=40))
def test_no_way_around_a_level_or_the_second_pair_of_eyes(acts: list[tuple[str, str, int]]) -> None:
    """Whatever people try: what was accepted has three approvals of three people after its filing.

    The oracle looks at the events alone.
    """
    state, events = FilingState(), []
    for act, level, person in acts:
        try:
            if act == "file":
                event = REVIEW.file(state, person, DAY)
            elif act == "approve":
                event = REVIEW.approve(state, level, person, DAY)
            else:
                event = returned(state, level, person)
        except CoreError:
            continue
        events.append(event)
        state = REVIEW.after(state, event)
        _holds(state, events)
    assert REVIEW.fold(events) == state


def _holds(state: FilingState, events: list[Reviewed]) -> None:
    last = max((n for n, one in enumerate(events) if one.kind == "filed"), default=None)
    since = events[last:] if last is not None else []
    approved = [one.level for one in since if one.kind == "approved"]
    assert approved == list(LEVELS[: len(approved)]), "in turn, none skipped, none twice"
    ended = bool(since) and since[-1].kind in ("returned", "reopened")
    if last is None:
        expected = "draft"
    elif ended:
        expected = "returned"
    else:
        expected = "accepted" if len(approved) == len(LEVELS) else "in_review"
    assert state.phase == expected
    assert state.round == sum(one.kind == "filed" for one in events)
    at: dict[int, set[str]] = {}
    for one in events:
        at.setdefault(one.person, set()).add(one.level)
    assert all(len(levels) == 1 for levels in at.values()), "one person, one level"
