"""What a reviewer does by pages: the queue, a filing, approval, return, what changed."""

import re
from datetime import date

import pytest
from django.urls import reverse

from fumao.apps.audit.models import Event
from fumao.apps.audit.queries import LogFilter, events
from fumao.apps.orgs.models import Role
from fumao.apps.orgs.policy import visible_to
from fumao.apps.surveys.actions.file_report import file_report
from fumao.apps.surveys.actions.open_period import open_period
from fumao.apps.surveys.actions.review_report import approve_report, return_report
from fumao.apps.surveys.models import Filing, ReportingPeriod, SurveyVersion
from fumao.apps.surveys.queries.reviews import queue
from fumao.apps.surveys.views.figures import change
from fumao.core.periods import Month
from fumao.surveys.review import Grounds
from tests.factories import DAY, actor, actor_as, make_person
from tests.reporting.conftest import CODES, Town, report


def filing_of(period: ReportingPeriod, place: int) -> Filing:
    return Filing.objects.get(period=period, enterprise__code=CODES[place])


def sent(**more: object) -> dict[str, object]:
    return {
        "reason": "papers", "words": "凭证请重新上传", "due": "2016-10-20",
        "cell": ["executions.0.receipt_no", "executed_usd"],
    } | more  # fmt: skip


def test_the_queue_is_of_the_own_level_and_office(town: Town, period: ReportingPeriod) -> None:
    for place in (0, 2):
        file_report(
            town.reporters[place], filing_of(period, place).pk, report(receipt=f"B{place}"), {}
        )
    assert [one.filing.enterprise.code for one in queue(town.checkers["district"])] == [CODES[0]]
    assert [one.filing.enterprise.code for one in queue(town.checkers["other"])] == [CODES[2]]
    assert queue(town.checkers["city"]) == []  # the districts have not reviewed yet
    approve_report(town.checkers["district"], filing_of(period, 0).pk)
    assert [one.filing.enterprise.code for one in queue(town.checkers["city"])] == [CODES[0]]
    assert queue(town.office) == []  # office runs the period; it does not review


def test_a_delegate_has_the_queue_of_the_one_who_is_away(town: Town, filing: Filing) -> None:
    file_report(town.reporters[0], filing.pk, report(), {})
    checker = town.checkers["district"]
    post = checker.person.posts.get()
    colleague = make_person(Role.READER, post.department)
    post.delegations.create(to=colleague, valid_from=DAY, valid_to=DAY, reason="出差", given_on=DAY)
    (waiting,) = queue(actor(colleague, DAY))
    assert waiting.filing.pk == filing.pk


def test_the_first_window_to_close_comes_first(town: Town, survey: SurveyVersion) -> None:
    # Work of December 2015 closes on 31 March 2016, work of February 2016 with that year.
    office = town.on(town.office, date(2016, 3, 1))
    february = open_period(office, survey, town.city, Month(2016, 2))
    december = open_period(office, survey, town.city, Month(2015, 12))
    day = date(2016, 3, 10)
    for period, done in ((february, "2016-02-10"), (december, "2015-12-20")):
        data = report(receipt=done)
        data["executions"][0]["executed_on"] = done
        file_report(town.on(town.reporters[0], day), filing_of(period, 0).pk, data, {})
    first, second = queue(town.on(town.checkers["district"], day))
    assert (first.filing.period_id, first.closes) == (december.pk, date(2016, 3, 31))
    assert (second.filing.period_id, second.closes) == (february.pk, date(2016, 12, 31))


def test_the_page_shows_figures_and_takes_none(town: Town, survey, period, browse) -> None:
    data = report("20000000.00")
    file_report(town.reporters[0], filing_of(period, 0).pk, data, {})
    client = browse(town.checkers["district"])
    page = client.get(reverse("review", args=[filing_of(period, 0).pk])).content.decode()
    assert "20,000,000.00" in page
    assert "有单笔大额执行" in page  # the watch finding, pinned and numbered
    assert 'href="#finding-1"' in page
    # No input holds a figure: only boxes to point at cells, and the form of the return.
    names = set(re.findall(r'<(?:input|textarea|select)[^>]*name="([^"]+)"', page))
    assert names <= {
        "cell", "seen", "reason", "rule", "due", "template", "words", "csrfmiddlewaretoken", "q",
        "next", "language", "theme",
    }  # fmt: skip
    assert re.search(r'<input[^>]*value="20,?000,?000', page) is None


def test_earlier_figures_stand_beside(town: Town, survey: SurveyVersion, browse) -> None:
    for month, usd in ((Month(2016, 8), "80000.00"), (Month(2016, 9), "100000.00")):
        period = open_period(town.office, survey, town.city, month)
        data = report(usd, f"R-{month.code}")
        data["executions"][0]["executed_on"] = f"{month.code}-10"
        file_report(town.reporters[0], filing_of(period, 0).pk, data, {})
    client = browse(town.checkers["district"])
    page = client.get(reverse("review", args=[filing_of(period, 0).pk])).content.decode()
    assert "80,000.00" in page
    assert "▲ 25.0" in page  # 100,000 after 80,000


def test_change_is_unknown_where_there_was_nothing() -> None:
    from decimal import Decimal

    assert change(Decimal(5), Decimal(0)) is None
    assert change(Decimal(5), None) is None
    assert change(Decimal(75), Decimal(100)) == Decimal("-25.0")


def test_approving_goes_on_to_the_next(town: Town, period: ReportingPeriod, browse) -> None:
    for place in (0, 1):
        file_report(
            town.reporters[place], filing_of(period, place).pk, report(receipt=f"B{place}"), {}
        )
    client = browse(town.checkers["district"])
    first, second = filing_of(period, 0), filing_of(period, 1)
    reply = client.post(reverse("review-approve", args=[first.pk]), {"seen": first.seq})
    assert reply.headers["Location"] == reverse("review", args=[second.pk])
    assert filing_of(period, 0).level == "city"


def test_a_return_pins_cells_and_a_refusal_loses_nothing(
    town: Town, filing: Filing, browse
) -> None:
    file_report(town.reporters[0], filing.pk, report(), {})
    filing.refresh_from_db()
    client, address = browse(town.checkers["district"]), reverse("review-return", args=[filing.pk])
    refused = client.post(address, sent(seen=filing.seq, due="2016-09-01"))
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "重报期限应晚于今天" in page
    assert "凭证请重新上传" in page
    assert re.search(r'value="executed_usd"[^>]*checked', page)
    assert client.post(address, sent(seen=filing.seq)).status_code in (302, 303)
    filing.refresh_from_db()
    assert filing.phase == "returned"
    assert set(filing.returned["cells"]) == {"executions.0.receipt_no", "executed_usd"}


def test_cells_that_the_form_does_not_have_are_left_out(town: Town, filing: Filing, browse) -> None:
    file_report(town.reporters[0], filing.pk, report(), {})
    client, address = browse(town.checkers["district"]), reverse("review-return", args=[filing.pk])
    client.post(address, sent(cell=["nothing", "executions.0.<b>", "executed_usd"]))
    filing.refresh_from_db()
    assert filing.returned["cells"] == ["executed_usd"]


def test_somebody_acted_meanwhile(town: Town, filing: Filing, browse) -> None:
    file_report(town.reporters[0], filing.pk, report(), {})
    filing.refresh_from_db()
    seen = filing.seq
    colleague = actor_as(
        Role.CHECKER, town.checkers["district"].person.posts.get().department, town.office.today
    )
    return_report(colleague, filing.pk, Grounds("figures", "核对", date(2016, 10, 20)))
    file_report(town.reporters[0], filing.pk, report("90000.00"), {})
    client = browse(town.checkers["district"])
    # What was read is no longer what would be approved.
    reply = client.post(reverse("review-approve", args=[filing.pk]), {"seen": seen})
    assert reply.status_code == 422
    assert "已有人办理" in reply.content.decode()
    filing.refresh_from_db()
    assert (filing.phase, filing.level) == ("in_review", "district")
    reply = client.post(reverse("review-return", args=[filing.pk]), sent(seen=seen))
    assert reply.status_code == 422
    assert "凭证请重新上传" in reply.content.decode()


def test_a_later_round_shows_what_changed(town: Town, filing: Filing, browse) -> None:
    file_report(town.reporters[0], filing.pk, report(), {})
    cells = ("executions.0.receipt_no", "offshore_usd")
    grounds = Grounds("papers", "凭证号请核对", date(2016, 10, 20), cells)
    return_report(town.checkers["district"], filing.pk, grounds)
    file_report(town.reporters[0], filing.pk, report(receipt="BOC-2"), {})
    client = browse(town.checkers["district"])
    page = client.get(reverse("review", args=[filing.pk])).content.decode()
    assert "<del>BOC-1</del>" in page
    assert "<ins>BOC-2</ins>" in page
    assert "未改" in page  # the offshore total was pinned and stayed
    assert "凭证号请核对" in page


def test_clean_filings_are_approved_together_and_each_is_told(
    town: Town, period: ReportingPeriod, browse
) -> None:
    file_report(town.reporters[0], filing_of(period, 0).pk, report(), {})
    file_report(town.reporters[1], filing_of(period, 1).pk, report("20000000.00", "B9"), {})
    client = browse(town.checkers["district"])
    both = [filing_of(period, 0).pk, filing_of(period, 1).pk]
    reply = client.post(reverse("review-approve-clean"), {"filing": both})
    page = reply.content.decode()
    assert "通过 1 份，留下 1 份" in page
    assert "须逐份审核" in page
    assert (filing_of(period, 0).level, filing_of(period, 1).level) == ("city", "district")


@pytest.mark.parametrize("name", ["other", "city-leader", "city-admin", "city-reader", "reporter"])
def test_who_does_not_see_a_filing_finds_no_page(town: Town, filing: Filing, browse, name) -> None:
    file_report(town.reporters[0], filing.pk, report(), {})
    who = {
        "other": town.checkers["other"],
        "reporter": town.reporters[1],
        **{
            f"city-{role}": actor_as(role, town.bureau, town.office.today)
            for role in ("leader", "admin", "reader")
        },
    }[name]
    client = browse(who)
    assert client.get(reverse("review", args=[filing.pk])).status_code == 404
    assert client.post(reverse("review-approve", args=[filing.pk])).status_code == 404
    assert client.post(reverse("review-return", args=[filing.pk]), sent()).status_code == 404
    queue_page = client.get(reverse("review-queue")).content.decode()
    period_page = client.get(reverse("period", args=[filing.period.key, filing.period_id]))
    assert "演示企业0" not in queue_page + period_page.content.decode()


def test_the_log_shows_reports_only_to_who_sees_them(town: Town, filing: Filing) -> None:
    file_report(town.reporters[0], filing.pk, report(), {})
    grounds = Grounds("figures", "执行额 100000 与合同不符", date(2016, 10, 20))
    return_report(town.checkers["district"], filing.pk, grounds)
    for role in ("leader", "admin"):
        reader = actor_as(role, town.bureau, town.office.today)
        assert not events(reader, LogFilter(stream="report:")).exists()
        assert events(reader, LogFilter(stream="period:")).exists()
    district = actor_as(
        "office", town.checkers["other"].person.posts.get().department, town.office.today
    )
    assert not visible_to(district, Event.objects.filter(stream=filing.stream)).exists()
    assert visible_to(town.office, Event.objects.filter(stream=filing.stream)).count() == 2


def test_few_queries_a_page(town: Town, period, browse, django_assert_max_num_queries) -> None:
    for place in (0, 1):
        file_report(
            town.reporters[place], filing_of(period, place).pk, report(receipt=f"B{place}"), {}
        )
    client = browse(town.checkers["district"])
    for address in (
        reverse("review-queue"), reverse("review", args=[filing_of(period, 0).pk])
    ):  # fmt: skip
        client.get(address)
        with django_assert_max_num_queries(24):
            client.get(address)
