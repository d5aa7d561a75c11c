"""What anybody may open: verification, the register, publicity, statistics; and what stays shut."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from fumao.apps.procedures.actions.begin_later_case import begin_by_office
from fumao.apps.procedures.actions.finish_step import finish_step
from fumao.apps.procedures.actions.mark_use import mark_use
from fumao.apps.procedures.actions.pass_step import name_experts
from fumao.apps.procedures.issuing import set_state
from fumao.apps.procedures.models import Case, CaseClock, Objection, Outcome, OutcomeUse
from fumao.apps.procedures.queries.public_outcomes import Wanted, register, standing
from fumao.apps.procedures.queries.public_statistics import protected, statistics_of
from fumao.apps.procedures.views import public_request
from fumao.procedures.state import RunKey
from tests.cases.conftest import Publish
from tests.cases.test_course import FORM, PAPERS, granted, word
from tests.cases.texts import PARALLEL, PLAIN


@pytest.fixture
def public(settings: object, town: SimpleNamespace) -> Client:
    """Somebody who has not signed in, on the town's day."""
    settings.TODAY = town.day  # type: ignore[attr-defined]
    caches["pages"].clear()
    return Client()


@pytest.fixture
def outcome(town: SimpleNamespace, publish: Publish, apply) -> Outcome:
    return granted(town, apply(publish(PLAIN), FORM, PAPERS)).result


def asked(client: Client, number: str, code: str) -> str:
    reply = client.get(reverse("verify"), {"n": number, "c": code})
    assert reply.status_code == 200
    assert "no-store" in reply.headers["Cache-Control"]
    return reply.content.decode()


def body_of(page: str) -> str:
    """The page without the words that were typed in and the token of its forms."""
    return page[page.index('id="main"') :].partition('id="ask"')[0]


def test_a_paper_verifies_with_what_it_says_and_no_more(public, outcome) -> None:
    page = asked(public, outcome.number, outcome.verify_code.lower())
    for said in ("今天有效", outcome.number, "甲市云桥软件有限公司", "2025-06-12", "云桥"):
        assert said in page
    for kept in ("1,000.50", "1000.50", "使用记录", "登记本次使用"):  # the amount is not public
        assert kept not in page


def test_wrong_pairs_say_the_same(public, outcome) -> None:
    """Neither a number without its code nor a code without its number is told from nonsense."""
    pairs = (
        (outcome.number, "WRONG234"),
        ("no-such-number", outcome.verify_code),
        ("no-such-number", "WRONG234"),
    )
    said = {body_of(asked(public, *pair)) for pair in pairs}
    assert len(said) == 1
    assert "编号与查验码不符" in said.pop()


@pytest.mark.parametrize(
    ("state", "word_shown"), [("revoked", "已撤销"), ("suspended", "暂停"), ("surrendered", "注销")]
)
def test_what_no_longer_holds_fails_at_once(
    town, public, outcome, state: str, word_shown: str
) -> None:
    assert "今天有效" in asked(public, outcome.number, outcome.verify_code)
    set_state(outcome, state, town.as_("checker"), town.day)
    page = asked(public, outcome.number, outcome.verify_code)
    assert "今天有效" not in page
    assert word_shown in page


def test_the_end_of_validity(public, outcome, settings) -> None:
    # 36 months from 13 June 2022 are over at the end of 12 June 2025.
    settings.TODAY = date(2025, 6, 12)
    assert "今天有效" in asked(public, outcome.number, outcome.verify_code)
    settings.TODAY = date(2025, 6, 13)
    page = asked(public, outcome.number, outcome.verify_code)
    assert "今天有效" not in page
    assert "已到期" in page


def test_one_renewed_ahead_holds_until_its_successor_begins(town, outcome) -> None:
    later = Outcome.objects.create(
        case=Case.objects.create(
            procedure=outcome.case.procedure, variant="renew", enterprise=outcome.enterprise,
            area=outcome.area, owner=outcome.office, outcome=outcome, phase="granted",
            submission_key="0" * 32, data_hash="0", submitted_on=date(2025, 5, 1),
            closed_on=date(2025, 5, 9),
        ),
        number="LATER-1", verify_code="ABCD2345", procedure="trial", name="证书",
        name_en="Certificate", enterprise=outcome.enterprise, area=outcome.area,
        office=outcome.office, issued_on=date(2025, 5, 9), valid_from=date(2025, 6, 13),
        digest="0",
    )  # fmt: skip
    outcome.state, outcome.successor = "superseded", later
    outcome.save()
    last, first = date(2025, 6, 12), date(2025, 6, 13)
    assert (standing(outcome, last), standing(later, last)) == ("active", "coming")
    assert (standing(outcome, first), standing(later, first)) == ("superseded", "active")
    mark_use(town.as_("verifier", last), outcome.number, outcome.verify_code)
    with pytest.raises(ValidationError, match="2025-06-13 起有效"):
        mark_use(town.as_("verifier", last), later.number, later.verify_code)
    with pytest.raises(ValidationError, match="已被替代"):
        mark_use(town.as_("verifier", first), outcome.number, outcome.verify_code)
    for day in (last, first):
        for state in ("active", "coming", "superseded", "expired", "revoked"):
            found = set(register(Wanted(state=state), day))
            assert found == {o for o in (outcome, later) if standing(o, day) == state}


def test_a_verifier_marks_a_use_and_sees_earlier_ones(town, public, outcome) -> None:
    sent = {"n": outcome.number, "c": outcome.verify_code, "reference": "付汇 7"}
    for name in ("window", "reporter", "leader"):
        other = Client()
        other.force_login(town.people[name])
        assert other.post(reverse("verify"), sent).status_code == 403
        assert "使用记录" not in asked(other, outcome.number, outcome.verify_code)
    assert public.post(reverse("verify"), sent).status_code == 403
    bank = Client()
    bank.force_login(town.people["verifier"])
    assert "还没有使用过" in asked(bank, outcome.number, outcome.verify_code)
    assert bank.post(reverse("verify"), sent).status_code == 303
    assert "付汇 7" in asked(bank, outcome.number, outcome.verify_code)
    wrong = bank.post(reverse("verify"), sent | {"c": "WRONG234"})
    assert wrong.status_code == 422
    assert OutcomeUse.objects.count() == 1


def test_a_single_use_is_offered_once(town, public, publish, apply) -> None:
    text = PLAIN.replace("months: 36,", "months: 36, single_use: true,")
    outcome = granted(town, apply(publish(text), FORM, PAPERS)).result
    bank = Client()
    bank.force_login(town.people["verifier"])
    assert "登记本次使用" in asked(bank, outcome.number, outcome.verify_code)
    mark_use(town.as_("verifier"), outcome.number, outcome.verify_code)
    page = asked(bank, outcome.number, outcome.verify_code)
    assert "登记本次使用" not in page
    assert "已经使用" in page


def test_asking_is_limited(public, outcome, monkeypatch) -> None:
    few = public_request.Limit("verify", 2, public_request.VERIFY.per)
    monkeypatch.setattr("fumao.apps.procedures.views.public_verify.VERIFY", few)
    for _attempt in range(2):
        asked(public, outcome.number, "WRONG234")
    reply = public.get(reverse("verify"), {"n": outcome.number, "c": outcome.verify_code})
    assert reply.status_code == 429
    assert public.get(reverse("verify")).status_code == 200  # the empty form costs nothing


def test_the_register_finds_by_name_number_and_state(town, public, outcome, apply) -> None:
    other = granted(town, apply(outcome.case.procedure, FORM, PAPERS, by="rival")).result
    address = reverse("public-register")

    def found(**query: str) -> set[str]:
        page = public.get(address, query).content.decode()
        return {one.number for one in (outcome, other) if f">{one.number}<" in page}

    assert found() == {outcome.number, other.number}
    assert found(q="云桥") == {outcome.number}
    assert found(q=other.number[-6:]) == {other.number}
    assert found(q=other.enterprise.code) == {other.number}
    assert found(procedure="trial") == {outcome.number, other.number}
    assert found(procedure="joint") == set()
    set_state(other, "revoked", town.as_("checker"), town.day)
    assert found(state="revoked") == {other.number}
    assert found(state="active") == {outcome.number}
    page = public.get(reverse("public-outcome", args=[other.number])).content.decode()
    assert "结果撤销" in page
    assert "1,000.50" not in page
    assert outcome.verify_code not in page
    assert other.verify_code not in page
    assert public.get(reverse("public-outcome", args=["nothing"])).status_code == 404


def test_the_export_runs_nothing(town, public, outcome) -> None:
    firm = outcome.enterprise
    firm.name = "=HYPERLINK(1)"
    firm.save(update_fields=["name"])
    reply = public.get(reverse("public-register-csv"))
    text = b"".join(reply.streaming_content).decode("utf-8-sig")
    lines = text.splitlines()
    assert lines[0].startswith("编号,名称,持有人")
    assert f"{outcome.number},认定证书,'=HYPERLINK(1),{firm.code}" in lines[1]
    assert outcome.verify_code not in text


def in_publicity(town: SimpleNamespace, case: Case) -> Case:
    key = RunKey("panel", 0, 1)
    finish_step(town.as_("window"), case.pk, RunKey("accept", 0, 1), word())
    finish_step(town.as_("science"), case.pk, RunKey("consult", 0, 1), word())
    finish_step(town.as_("tax"), case.pk, RunKey("consult", 1, 1), word())
    experts = [town.people["expert1"].pk, town.people["expert2"].pk]
    name_experts(town.as_("handler"), case.pk, key, experts)
    for place, name in enumerate(("expert1", "expert2"), 1):
        run = case.runs.get(step="panel", assignee=town.people[name])
        scores = {"plan": 50 + place, "team": 30}
        finish_step(town.as_(name), case.pk, RunKey("panel", run.branch, 1), word(scores=scores))
    finish_step(town.as_("handler"), case.pk, key, word())
    finish_step(town.as_("leader"), case.pk, RunKey("decide", 0, 1), word())
    case.refresh_from_db()
    assert case.phase == "publicity"
    return case


def test_publicity_takes_objections_and_shows_what_came_of_it(
    town, public, publish, apply, settings
) -> None:
    version = publish(PARALLEL)
    quiet = apply(version, FORM, PAPERS, by="rival")
    case = in_publicity(town, apply(version, FORM, PAPERS))
    page = public.get(reverse("publicity")).content.decode()
    assert case.number in page
    assert quiet.number not in page
    assert "2022-06-20" in page  # five working days after Monday 13 June
    address = reverse("publicity-case", args=[case.pk])
    page = public.get(address).content.decode()
    assert "云桥" in page
    assert "1,000.50" not in page
    assert public.get(reverse("publicity-case", args=[quiet.pk])).status_code == 404
    sent = {"name": "张三", "contact": "", "text": "资料不实"}
    reply = public.post(address, sent)
    assert reply.status_code == 422
    assert "资料不实" in reply.content.decode()
    assert public.post(address, sent | {"contact": "10000"}).status_code == 303
    assert Objection.objects.get().name == "张三"
    page = public.get(address).content.decode()
    assert "收到异议 1 条" in page
    for kept in ("张三", "10000", "资料不实"):
        assert kept not in page


def test_objecting_is_limited_and_ends_with_the_period(
    town, public, publish, apply, settings
) -> None:
    from fumao.apps.procedures.actions.pass_time import pass_time_for_all
    from tests.factories import actor

    case = in_publicity(town, apply(publish(PARALLEL), FORM, PAPERS))
    address = reverse("publicity-case", args=[case.pk])
    sent = {"name": "", "contact": "", "text": ""}
    for _attempt in range(public_request.OBJECT.burst):
        assert public.post(address, sent).status_code == 422
    assert public.post(address, sent).status_code == 429
    settings.TODAY = date(2022, 6, 21)  # the period ended on 20 June
    pass_time_for_all(actor(None, settings.TODAY), settings.TODAY)
    caches["pages"].clear()
    page = public.get(address).content.decode()
    assert "不再接受异议" in page
    assert "已通过" in page
    assert case.number in public.get(reverse("publicity")).content.decode()
    other = Client(REMOTE_ADDR="192.0.2.7")
    full = {"name": "李四", "contact": "1", "text": "晚了"}
    assert other.post(address, full).status_code == 422
    assert Objection.objects.count() == 0


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([0, 5, 9], [0, 5, 9]),
        ([2, 5, 9], [None, None, 9]),  # with the sum known, 2 would follow from 5 and 9
        ([2, 1, 9], [None, None, 9]),
        ([1, 0, 0], [None, 0, 0]),
        ([3, 0, 3], [3, 0, 3]),
    ],
)
def test_small_counts_are_held_back(counts: list[int], shown: list[int | None]) -> None:
    assert [one.value for one in protected(counts)] == shown


def test_statistics_count_first_applications(town, public, publish, apply) -> None:
    version = publish(PLAIN)
    decided = []
    for days in (1, 2, 2, 7, 30):  # working days used, written into the rows; the limit is 20
        case = granted(town, apply(version, FORM, PAPERS))
        CaseClock.objects.filter(case=case, kind="statutory").update(consumed=days)
        decided.append(case)
    apply(version, FORM, PAPERS)
    begin_by_office(town.as_("handler"), decided[0].result, "recheck", "", "年检")
    found = statistics_of("trial", town.day)
    # Six came, five were granted; the re-check is not an application. Median of 1 2 2 7 30 is 2.
    assert (found.received.value, found.granted.value, found.refused.value) == (6, 5, 0)
    assert (found.median, found.on_time) == (2, Decimal("0.8"))
    month = found.months[-1]
    assert month.month == date(2022, 6, 1)
    assert [one.value for one in month.figures] == [6, 5, 0, 0]
    assert len(found.months) == 12
    assert found.months[0].month == date(2021, 7, 1)
    page = public.get(reverse("procedure-statistics", args=["trial"])).content.decode()
    assert "80.0" in page
    assert public.get(reverse("procedure-statistics", args=["nothing"])).status_code == 404


def test_few_cases_give_nobody_away(town, public, publish, apply) -> None:
    version = publish(PLAIN)
    for by in ("reporter", "rival"):
        granted(town, apply(version, FORM, PAPERS, by=by))
    found = statistics_of("trial", town.day)
    assert (found.received.hidden, found.granted.hidden) == (True, True)
    assert (found.median, found.on_time) == (None, None)
    page = public.get(reverse("procedure-statistics", args=["trial"])).content.decode()
    assert "少于 3" in page


def test_public_pages_ask_few_questions(
    town, public, publish, apply, django_assert_max_num_queries
) -> None:
    version = publish(PLAIN)
    for by in ("reporter", "rival", "reporter", "rival"):
        granted(town, apply(version, FORM, PAPERS, by=by))
    for name, most in (("public-register", 6), ("publicity", 6)):
        public.get(reverse(name))
        with django_assert_max_num_queries(most):
            public.get(reverse(name))
