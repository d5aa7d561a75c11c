"""The home page of an enterprise: its own drafts, cases, notices, outcomes; few questions."""

from datetime import date, timedelta

from django.urls import reverse

from fumao.apps.procedures.models import Case, Outcome
from fumao.procedures.state import Defect, RunKey
from fumao.web.home_firm import firm_home
from tests.cases.conftest import Publish, draft_of
from tests.cases.test_course import FORM, PAPERS, finish_step, word
from tests.cases.texts import PLAIN


def test_empty_states_say_what_to_do(town, browser) -> None:
    page = browser("reporter").get(reverse("home")).content.decode()
    for words in ("没有要先办的事", "没有办理中的件", "还没有证书和结果", "还没有申报"):
        assert words in page
    assert "各单位任务灯" not in page  # the city's board is not the enterprise's


def test_an_open_case_says_who_holds_it_and_which_clock_runs(
    town, publish: Publish, apply, browser
) -> None:
    case = apply(publish(PLAIN), FORM, PAPERS)
    (running,) = firm_home(town.as_("reporter"))["running"]
    assert ([one.name for one in running.holders], running.due) == (["甲市商务局"], None)
    finish_step(town.as_("window"), case.pk, RunKey("accept", 0, 1), word())
    (running,) = firm_home(town.as_("reporter"))["running"]
    # The statutory term of the procedure is seen on the case's own page too.
    assert running.clock == "法定期限"
    assert running.left is not None
    page = browser("reporter").get(reverse("home")).content.decode()
    assert case.number in page
    assert "甲市商务局" in page
    # Another enterprise sees nothing of it.
    assert case.number not in browser("rival").get(reverse("home")).content.decode()


def test_what_must_be_corrected_stands_first(town, publish: Publish, apply) -> None:
    version = publish(PLAIN)
    draft_of(town, version, FORM)
    other = apply(version, FORM, PAPERS)
    case = apply(version, FORM, PAPERS)
    said = word("returned", "请改", defects=[Defect("amount", "与方案不符")])
    finish_step(town.as_("window"), case.pk, RunKey("accept", 0, 1), said)
    home = firm_home(town.as_("reporter"))
    assert [one.sub for one in home["first"]] == [case.number, town.firm.name]
    assert home["first"][0].left is not None
    assert [one.case.number for one in home["running"]] == [case.number, other.number]
    assert home["counts"] | {"running": 2, "correcting": 1, "drafts": 1} == home["counts"]


def test_an_outcome_that_ends_within_ninety_days_is_to_be_renewed(
    town, publish: Publish, apply
) -> None:
    case = apply(publish(PLAIN), FORM, PAPERS)
    ends = town.day + timedelta(days=90)
    Outcome.objects.create(
        case=case, number="N-1", verify_code="X", procedure=case.procedure.key, name="证书",
        name_en="Certificate", enterprise=town.firm, area=town.east, office=town.commerce,
        issued_on=date(2021, 6, 1), valid_from=date(2021, 6, 1), valid_to=ends, digest="",
    )  # fmt: skip
    assert [one.words for one in firm_home(town.as_("reporter"))["first"]] == ["将到期：证书"]
    later = town.as_("reporter", town.day - timedelta(days=1))  # 91 days ahead
    assert firm_home(later)["first"] == []


def test_the_page_asks_few_questions_however_many_cases(
    town, publish: Publish, apply, browser, django_assert_max_num_queries
) -> None:
    version = publish(PLAIN)
    for _n in range(4):
        apply(version, FORM, PAPERS)
    assert Case.objects.count() == 4
    actor = town.as_("reporter")
    with django_assert_max_num_queries(14):
        home = firm_home(actor)
        list(home["firms"])
