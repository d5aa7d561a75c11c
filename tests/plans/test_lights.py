"""Golden lights worked out by hand from the calendar, and properties that hold for any task."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fumao.apps.plans.days import working_days
from fumao.apps.plans.facts import (
    HelpFact,
    MilestoneFact,
    NoticeFact,
    ReportFact,
    TaskFacts,
)
from fumao.apps.plans.lights import LightResult, add_months, expected_percent, light
from fumao.apps.plans.wording import codes, cure, why

DAYS = working_days()
# Xiamen 2016, item 7: printed 2016-06-01, to be started by 2016-09-30 (a Friday).
ITEM_7 = TaskFacts(
    starts_on=date(2016, 6, 1),
    kind="start_by",
    due=date(2016, 9, 30),
    original_due=date(2016, 9, 30),
)


def on(facts: TaskFacts, day: date) -> LightResult:
    return light(facts, day, DAYS)


def report(**fields: object) -> ReportFact:
    defaults = {"id": 1, "kind": "progress", "on": date(2016, 9, 12), "files": 1, "new_files": 1}
    return ReportFact(**{**defaults, **fields})


# By hand, from the State Council's notice for 2016. Mid-Autumn: 15–17 September off, Sunday 18
# worked: working days after 14 September up to the 30th are 18, 19–23, 26–30 = 1 + 5 + 5 = 11.
# National day: 1–7 October off, Saturday 8 and Sunday 9 worked, so the days late are 8, 9, 10, 11,
# 12 = 1 … 5 and 13, 14 October = 6, 7.
@pytest.mark.parametrize(
    ("day", "colour", "left"),
    [
        (date(2016, 9, 14), "grey", 11),
        (date(2016, 9, 18), "blue", 10),
        (date(2016, 9, 30), "blue", 0),
        (date(2016, 10, 7), "blue", 0),
        (date(2016, 10, 8), "yellow", -1),
        (date(2016, 10, 12), "yellow", -5),
        (date(2016, 10, 13), "red", -6),
        (date(2016, 10, 14), "red", -7),
    ],
)
def test_xiamen_item_7_by_hand(day: date, colour: str, left: int) -> None:
    result = on(ITEM_7, day)
    assert result.light == colour
    assert result.days_left == left


def test_item_7_says_why_in_both_languages() -> None:
    result = on(ITEM_7, date(2016, 10, 8))
    assert why(result.reasons, "zh-hans") == [
        "应在2016年9月30日前启动，至今没有采信的启动记录，逾 1 个工作日，2016年10月13日起转红灯"
    ]
    assert why(result.reasons, "en") == [
        "Was to be started by 30 September 2016; no accepted start on record, 1 working days late. "
        "Turns red on 13 October 2016"
    ]
    assert "启动佐证" in cure(result.light, result.reasons, "zh")[0]


def test_a_start_waiting_for_its_check_stops_the_clock_and_a_return_lets_it_run() -> None:
    waiting = report(kind="started", on=date(2016, 10, 11))  # the third working day late
    result = on(replace(ITEM_7, reports=(waiting,)), date(2016, 10, 20))
    assert result.light == "yellow"
    assert "waits_for_check" in [code for code, _ in result.reasons]
    returned = replace(waiting, state="returned")
    assert on(replace(ITEM_7, reports=(returned,)), date(2016, 10, 13)).light == "red"


def test_an_accepted_start_is_work_in_progress_never_completion() -> None:
    started = replace(
        ITEM_7, reports=(report(kind="started", on=date(2016, 9, 12), state="accepted"),)
    )
    assert started.started_on == date(2016, 9, 12)
    assert started.percent is None
    assert started.state == "open"
    # Next news three months after 12 September: 12 December 2016, a Monday.
    assert on(started, date(2016, 10, 14)).light == "green"
    assert on(started, date(2016, 11, 28)).light == "blue"  # 10 working days before
    assert on(started, date(2016, 12, 13)).light == "yellow"


def test_wuhan_printed_after_its_dates_is_not_red_on_day_one() -> None:
    # Printed 2016-08-10 (Wednesday), to be started by 2016-06-30. Ten working days of grace end on
    # 2016-08-24; five more are yellow (25, 26, 29, 30, 31 August), 1 September is red.
    task = TaskFacts(
        starts_on=date(2016, 8, 10),
        kind="start_by",
        due=date(2016, 6, 30),
        original_due=date(2016, 6, 30),
    )
    first = on(task, date(2016, 8, 10))
    assert (first.light, first.days_left) == ("blue", 10)
    assert first.reasons[0][0] == "propose_date_near"
    assert on(task, date(2016, 8, 24)).light == "blue"
    assert on(task, date(2016, 8, 25)).light == "yellow"
    assert on(task, date(2016, 8, 31)).light == "yellow"
    assert on(task, date(2016, 9, 1)).light == "red"
    proposed = replace(task, due=date(2016, 12, 31), rescheduled_on=date(2016, 8, 20))
    assert on(proposed, date(2016, 9, 1)).light == "grey"
    assert proposed.original_due == date(2016, 6, 30)


def test_an_unscheduled_task_wants_a_date_within_twenty_working_days() -> None:
    # From 2020-08-03 (Monday) twenty working days end on Monday 31 August; no holiday between.
    task = TaskFacts(starts_on=date(2020, 8, 3), kind="unscheduled")
    assert on(task, date(2020, 8, 3)).light == "grey"
    assert on(task, date(2020, 8, 17)).light == "blue"
    assert on(task, date(2020, 8, 31)).light == "blue"
    assert on(task, date(2020, 9, 1)).light == "yellow"
    assert on(task, date(2020, 9, 8)).light == "red"


def finish(percent: int | None, **fields: object) -> TaskFacts:
    # From 2021-01-01 to 2021-12-31, 364 days: on 2021-07-02 half of them, 182, are gone.
    reports = () if percent is None else (report(percent=percent, state="accepted"),)
    facts = TaskFacts(
        starts_on=date(2021, 1, 1),
        kind="finish_by",
        due=date(2021, 12, 31),
        original_due=date(2021, 12, 31),
        reports=reports,
    )
    return replace(facts, **fields)


HALF = date(2021, 7, 2)


def test_progress_is_held_against_a_straight_path() -> None:
    assert expected_percent(finish(0), HALF) == 50
    assert on(finish(40), HALF).light == "green"  # exactly ten points behind
    assert on(finish(39), HALF).light == "yellow"
    assert on(finish(None), HALF).light == "none"  # unknown is not zero
    assert on(finish(None), date(2021, 1, 20)).light == "grey"


def test_near_the_end_eighty_per_cent_keeps_a_task_green() -> None:
    near = date(2021, 12, 24)
    assert on(finish(95), near).light == "green"
    steps = (MilestoneFact(1, 79, date(2021, 6, 1), date(2021, 5, 1)),)
    assert on(finish(None, milestones=steps), near).light == "blue"


def test_milestones_replace_the_straight_path() -> None:
    steps = (
        MilestoneFact(1, 30, date(2021, 3, 31), date(2021, 3, 20)),
        MilestoneFact(2, 30, date(2021, 6, 30)),
        MilestoneFact(3, 40, date(2021, 12, 31)),
    )
    facts = finish(None, milestones=steps)
    assert expected_percent(facts, date(2021, 6, 30)) == 30
    assert on(facts, date(2021, 6, 30)).light == "green"
    assert expected_percent(facts, HALF) == 60
    assert on(facts, HALF).light == "yellow"


def test_a_continuous_task_lives_on_new_words_with_new_evidence() -> None:
    facts = TaskFacts(starts_on=date(2021, 1, 4), kind="continuous")
    fresh = replace(facts, reports=(report(on=date(2021, 3, 1)),))
    assert on(fresh, date(2021, 4, 15)).light == "green"
    # Three months after 1 March is 1 June 2021 (Tuesday): 2 June is one day late, 8 June five.
    assert on(fresh, date(2021, 5, 25)).light == "blue"
    assert on(fresh, date(2021, 6, 2)).light == "yellow"
    assert on(fresh, date(2021, 6, 9)).light == "red"
    again = report(id=2, on=date(2021, 5, 20))
    assert on(replace(fresh, reports=(*fresh.reports, again)), date(2021, 6, 9)).light == "green"
    for hollow in (replace(again, similarity=90), replace(again, new_files=0)):
        renewed = replace(fresh, reports=(*fresh.reports, hollow))
        assert on(renewed, date(2021, 6, 9)).light == "red"


def test_evidence_returned_twice_is_red_until_some_is_accepted() -> None:
    twice = tuple(report(id=n, state="returned", on=date(2021, 3, n)) for n in (1, 2))
    assert on(finish(None, reports=twice), date(2021, 3, 3)).light == "red"
    accepted = report(id=3, state="accepted", percent=20, on=date(2021, 3, 3))
    assert on(finish(None, reports=(*twice, accepted)), date(2021, 3, 4)).light == "green"


def test_a_slip_without_a_reply_turns_red_when_its_limit_has_passed() -> None:
    slip = NoticeFact(1, date(2021, 6, 21), date(2021, 6, 28))
    assert on(finish(45, notices=(slip,)), date(2021, 6, 28)).light == "green"
    assert on(finish(45, notices=(slip,)), date(2021, 6, 29)).light == "red"
    replied = replace(slip, answered_on=date(2021, 6, 25))
    assert on(finish(45, notices=(replied,)), date(2021, 6, 29)).light == "green"


def test_the_days_another_unit_lets_pass_are_not_the_leads() -> None:
    # Asked on Tuesday 27 September with five working days: 28, 29, 30, 8, 9, so until 9 October.
    asked = HelpFact(1, 77, "市财政局", date(2016, 9, 27), date(2016, 10, 9))
    waiting = replace(ITEM_7, help=(asked,))
    result = on(waiting, date(2016, 10, 20))
    # 30 September to 9 October are 2 working days (8, 9): those stay the lead's.
    assert result.light == "yellow"
    assert result.moved_to == 77
    assert result.reasons[0][1]["late"] == 2
    # Answered on 12 October: 10, 11, 12 were the other's; 20 October is day 11 after 30 September
    # (8–14 = 7, 17–20 = 4), so 11 − 3 = 8 working days late.
    answered = replace(ITEM_7, help=(replace(asked, answered_on=date(2016, 10, 12)),))
    later = on(answered, date(2016, 10, 20))
    assert (later.light, later.moved_to, later.reasons[0][1]["late"]) == ("red", None, 8)


def test_months_end_where_the_month_ends() -> None:
    assert add_months(date(2021, 11, 30), 3) == date(2022, 2, 28)
    assert add_months(date(2019, 11, 30), 3) == date(2020, 2, 29)
    assert add_months(date(2021, 12, 15), 12) == date(2022, 12, 15)


# Properties.

WEIGHT = {"green": 0, "grey": 0, "none": 0, "blue": 1, "yellow": 2, "red": 3}
days = st.dates(date(2020, 1, 1), date(2022, 12, 31))


@st.composite
def facts(draw: st.DrawFn) -> TaskFacts:
    start = draw(st.dates(date(2020, 1, 1), date(2021, 6, 30)))
    kind = draw(st.sampled_from(["start_by", "finish_by", "continuous", "unscheduled"]))
    due = None
    if kind in {"start_by", "finish_by"}:
        due = start + timedelta(days=draw(st.integers(-100, 500)))
    reports = tuple(
        ReportFact(
            id=n,
            kind=draw(st.sampled_from(["started", "progress"])),
            on=start + timedelta(days=draw(st.integers(0, 400))),
            percent=draw(st.none() | st.integers(0, 100)),
            files=1,
            new_files=draw(st.integers(0, 1)),
            similarity=draw(st.integers(0, 100)),
            state=draw(st.sampled_from(["submitted", "accepted", "returned"])),
        )
        for n in range(draw(st.integers(0, 4)))
    )
    return TaskFacts(start, kind, due, due, reports=reports)


@settings(max_examples=150, deadline=None)
@given(facts(), days, st.integers(1, 200))
def test_time_alone_never_mends_a_light(task: TaskFacts, day: date, later: int) -> None:
    now, then = on(task, day), on(task, day + timedelta(days=later))
    assert WEIGHT[then.light] >= WEIGHT[now.light]
    if now.days_left is not None and then.days_left is not None:
        assert then.days_left <= now.days_left


@settings(max_examples=150, deadline=None)
@given(facts(), days, st.integers(0, 100))
def test_more_verified_progress_never_worsens_a_light(
    task: TaskFacts, day: date, percent: int
) -> None:
    before = task.percent or 0
    more = report(id=99, state="accepted", percent=max(percent, before), on=day)
    after = replace(task, reports=(*task.reports, more))
    assert WEIGHT[on(after, day).light] <= max(WEIGHT[on(task, day).light], _floor(task))


def _floor(task: TaskFacts) -> int:
    """A first figure can show a task to be behind where nothing was known before."""
    return 2 if task.percent is None else 0


@settings(max_examples=150, deadline=None)
@given(facts(), days)
def test_a_light_is_stable_and_every_reason_has_words(task: TaskFacts, day: date) -> None:
    one = on(task, day)
    assert on(task, day) == one
    for language in ("zh-hans", "en"):
        assert all(why(one.reasons, language))
        assert one.light in {"green", "grey"} or cure(one.light, one.reasons, language)
    assert {code for code, _ in one.reasons} <= codes()


def test_taking_the_evidence_away_flips_the_light() -> None:
    started = report(kind="started", on=date(2016, 9, 12), state="accepted")
    assert on(replace(ITEM_7, reports=(started,)), date(2016, 10, 14)).light == "green"
    assert on(ITEM_7, date(2016, 10, 14)).light == "red"
    assert on(finish(45), HALF).light == "green"
    assert on(finish(None), HALF).light == "none"
