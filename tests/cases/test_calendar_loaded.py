"""A term that crosses a year without holidays is provisional; loading the year moves it, once.

Accepted on Monday 28 December 2026, twenty working days. Without the notice for 2027: 29-31
December are three, 1 January four, 4-8 nine, 11-15 fourteen, 18-22 nineteen, Monday 25 January
twenty. With New Year's Day off it is the 26th.
"""

from datetime import date
from types import SimpleNamespace

import pytest
from django.urls import reverse

from fumao.apps.audit.models import Event
from fumao.apps.plans.days import working_days
from fumao.apps.procedures.actions.finish_step import finish_step
from fumao.apps.procedures.actions.pass_time import pass_time_for_all
from fumao.apps.procedures.models import Case
from fumao.core.calendar import CalendarYear, WorkingCalendar
from fumao.core.errors import Words
from fumao.procedures.state import Defect, RunKey
from tests.cases.conftest import Publish
from tests.cases.test_course import FORM, PAPERS, agrees, word
from tests.cases.texts import PLAIN
from tests.factories import actor

DAY = date(2026, 12, 28)
NEW_YEAR = CalendarYear(2027, {date(2027, 1, 1): Words("元旦", "New Year")}, {})


@pytest.fixture
def years(monkeypatch: pytest.MonkeyPatch) -> object:
    """The holidays up to 2026; called, it loads those of 2027."""
    known = [one for year, one in working_days().calendar.years.items() if year <= 2026]
    monkeypatch.setattr(working_days(), "calendar", WorkingCalendar(known))

    def load() -> None:
        monkeypatch.setattr(working_days(), "calendar", WorkingCalendar([*known, NEW_YEAR]))

    return load


@pytest.fixture
def case(town: SimpleNamespace, years, publish: Publish, apply) -> Case:
    # Review and decision have no limit of their own: the term of the whole is what is due.
    text = PLAIN.replace(" within: 5wd,", "")
    made = apply(publish(text), FORM, PAPERS, day=DAY)
    finish_step(town.as_("window", DAY), made.pk, RunKey("accept", 0, 1), word())
    return made


def night(day: date) -> None:
    pass_time_for_all(actor(None, day), day)


def test_every_page_says_that_the_day_may_move(case, years, browser, settings) -> None:
    settings.TODAY = DAY
    pages = {
        name: browser("checker").get(url).content.decode()
        for name, url in (
            ("case", reverse("case", args=[case.pk])), ("queue", reverse("case-queue"))
        )
    }  # fmt: skip
    for name, page in pages.items():
        assert "2027-01-25" in page, name
        assert "（暂定）" in page, name
    assert "涉及尚未发布放假安排的年份，日期为暂定。" in pages["case"]
    years()
    page = browser("checker").get(reverse("case", args=[case.pk])).content.decode()
    assert "2027-01-26" in page
    assert "暂定" not in page


def test_loading_the_year_is_logged_where_it_moves_a_term(case, years, browser, settings) -> None:
    settings.TODAY = DAY
    night(DAY)
    years()
    night(DAY)
    night(DAY)
    [event] = Event.objects.filter(stream=case.stream, kind="case_calendar_loaded")
    # The service term of ten days: 11 January is the tenth, with the holiday the 12th.
    assert event.data["moved"] == [
        ["statutory", "2027-01-25", "2027-01-26"], ["service", "2027-01-11", "2027-01-12"]
    ]  # fmt: skip
    said = Event.objects.filter(stream="calendar").order_by("seq")
    assert [(one.data["new"], one.data["moved"]) for one in said] == [([], 0), ([2027], 1)]
    page = browser("checker").get(reverse("case", args=[case.pk])).content.decode()
    assert "2027；法定期限 2027-01-25 → 2027-01-26；承诺期限 2027-01-11 → 2027-01-12" in page
    agrees(case)


def test_days_used_up_in_a_year_not_known_are_counted_anew(town, case, years) -> None:
    """Returned on Tuesday 5 January: six days with New Year's Day worked, five with it off."""
    back = date(2027, 1, 5)
    night(DAY)
    defects = [Defect("name", "名称有误")]
    finish_step(
        town.as_("checker", back), case.pk, RunKey("review", 0, 1),
        word("returned", "请补正", defects=defects),
    )  # fmt: skip
    clock = case.clocks.get(kind="statutory")
    assert (clock.consumed, clock.estimated is not None) == (6, True)
    agrees(case)
    years()
    night(back)
    clock.refresh_from_db()
    assert (clock.consumed, clock.estimated) == (5, None)
    agrees(case)


def test_a_case_it_does_not_concern_is_left_alone(town, years, publish, apply) -> None:
    early = apply(publish(PLAIN), FORM, PAPERS, day=date(2026, 11, 2))
    finish_step(town.as_("window", date(2026, 11, 2)), early.pk, RunKey("accept", 0, 1), word())
    night(date(2026, 11, 2))
    years()
    night(date(2026, 11, 3))
    assert not Event.objects.filter(stream=early.stream, kind="case_calendar_loaded").exists()
