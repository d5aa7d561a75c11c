"""The pages of officers: queue, case, acts; who sees what."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from fumao.apps.procedures.actions.run_case import resume_case, stop_case
from fumao.apps.procedures.models import Case, Draft
from fumao.apps.procedures.queries.queue import queue
from fumao.procedures.state import RunKey
from tests.cases.conftest import Publish
from tests.cases.test_course import FORM, PAPERS, finish_step, word
from tests.cases.texts import PARALLEL, PLAIN, a_paper


def test_the_queue_lists_what_waits_for_a_seat(town, publish: Publish, apply, browser) -> None:
    case = apply(publish(PLAIN), FORM, PAPERS)
    page = browser("window").get(reverse("case-queue")).content.decode()
    assert case.number in page
    assert "今天" in page or "2022-06-14" in page  # one working day after Monday 13 June
    for other in ("checker", "leader", "science", "rival"):
        assert case.number not in browser(other).get(reverse("case-queue")).content.decode()


def test_days_that_stood_still_do_not_count_in_the_queue(town, publish: Publish, apply) -> None:
    case = apply(publish(PLAIN), FORM, PAPERS)
    finish_step(town.as_("window"), case.pk, RunKey("accept", 0, 1), word())
    wednesday = date(2022, 6, 15)
    stop_case(town.as_("leader", wednesday), case.pk, "hearing", "听证")
    (waiting,) = queue(town.as_("checker", wednesday))
    assert (waiting.colour, waiting.due) == ("grey", None)
    resume_case(town.as_("leader", date(2022, 6, 17)), case.pk)
    (waiting,) = queue(town.as_("checker", date(2022, 6, 17)))
    # Five working days after Monday 13 June are the 20th; two stood still: Wednesday the 22nd.
    assert waiting.due.date == date(2022, 6, 22)


def test_clean_cases_are_accepted_together(town, publish: Publish, apply, browser) -> None:
    version = publish(PLAIN)
    clean = apply(version, FORM, PAPERS)
    warned = apply(version, FORM | {"amount": "0"}, PAPERS)  # a warning: somebody should look
    reply = browser("window").post(reverse("case-bulk"), {"case": [clean.pk, warned.pk]})
    assert reply.status_code == 303
    assert Case.objects.get(pk=clean.pk).phase == "in_review"
    assert Case.objects.get(pk=warned.pk).phase == "submitted"


def test_the_page_closes_a_step_and_keeps_what_was_typed(town, publish, apply, browser) -> None:
    case = apply(publish(PLAIN), FORM, PAPERS)
    client, address = browser("window"), reverse("case-act", args=[case.pk])
    sent = {"do": "finish", "run": "accept.0.1", "verdict": "returned", "opinion": "金额有误"}
    reply = client.post(address, sent)
    assert reply.status_code == 422  # no defect is listed
    assert "一次告知" in reply.content.decode()
    assert 'value="金额有误"' in reply.content.decode()
    reply = client.post(address, sent | {"defect.amount": "与方案不符"})
    assert reply.status_code == 303
    assert Case.objects.get(pk=case.pk).phase == "correcting"
    page = browser("reporter").get(reverse("case", args=[case.pk])).content.decode()
    assert "与方案不符" in page


@pytest.mark.parametrize("name", ["rival", "verifier", "finance"])
def test_others_do_not_find_the_case(town, publish, apply, browser, name: str) -> None:
    case = apply(publish(PLAIN), FORM, PAPERS)
    assert browser(name).get(reverse("case", args=[case.pk])).status_code == 404
    sent = {"do": "finish", "run": "accept.0.1", "verdict": "passed"}
    assert browser(name).post(reverse("case-act", args=[case.pk]), sent).status_code == 404


def test_every_seat_sees_the_parallel_case(
    town, publish, apply, browser, django_assert_max_num_queries
) -> None:
    case = apply(publish(PARALLEL), FORM, PAPERS)
    finish_step(town.as_("window"), case.pk, RunKey("accept", 0, 1), word())
    for name in ("window", "science", "tax", "leader", "reporter"):
        client = browser(name)
        client.get(reverse("case", args=[case.pk]))
        assert client.get(reverse("case", args=[case.pk])).status_code == 200
    client = browser("science")
    for address in (reverse("case", args=[case.pk]), reverse("case-queue")):
        client.get(address)  # the first visit writes the session
        with django_assert_max_num_queries(14):
            client.get(address)
    assert date(2022, 6, 13) == town.day


def test_an_applicant_finds_fills_and_sends(town, publish: Publish, browser) -> None:
    version = publish(PLAIN)
    client = browser("reporter")
    assert version.title in client.get(reverse("procedures")).content.decode()
    page = client.get(reverse("procedure", args=["trial"])).content.decode()
    assert "要带什么" in page
    begun = client.post(reverse("procedure-apply", args=["trial"]))
    assert begun.status_code == 303
    draft = Draft.objects.get()
    address = reverse("draft-save", args=[draft.pk])
    saved = client.post(address, {"name": "云桥", "amount": "很多", "abroad": "true"})
    assert "amount" in Draft.objects.get().data
    assert 'data-visible="abroad amount country name"' in saved.content.decode()
    sent = {"name": "云桥", "amount": "1,000", "abroad": "false"}
    refused = client.post(reverse("draft-submit", args=[draft.pk]), sent)
    assert refused.status_code == 422
    assert "请上传“方案”" in refused.content.decode()
    for key in PAPERS:
        client.post(reverse("draft-paper", args=[draft.pk, key]), {"file": [a_paper(), a_paper()]})
    assert draft.papers.count() == 4
    done = client.post(reverse("draft-submit", args=[draft.pk]), sent)
    case = Case.objects.get()
    assert done.headers["Location"] == reverse("case", args=[case.pk])
    assert case.papers.count() == 4
    again = client.post(reverse("draft-submit", args=[draft.pk]), sent)
    assert again.status_code == 303
    assert Case.objects.count() == 1
    assert case.number in client.get(reverse("my-cases")).content.decode()


def test_a_draft_is_its_applicants_alone(town, publish: Publish, browser) -> None:
    publish(PLAIN)
    browser("reporter").post(reverse("procedure-apply", args=["trial"]))
    draft = Draft.objects.get()
    for name in ("rival", "window", "leader"):
        assert browser(name).get(reverse("draft", args=[draft.pk])).status_code == 404
        assert browser(name).post(reverse("draft-save", args=[draft.pk])).status_code == 404
    reply = browser("rival").post(reverse("draft-submit", args=[draft.pk]))
    assert reply.status_code == 404


def test_a_bad_file_is_refused_and_good_ones_stay(town, publish: Publish, browser) -> None:
    publish(PLAIN)
    client = browser("reporter")
    client.post(reverse("procedure-apply", args=["trial"]))
    draft = Draft.objects.get()
    wrong = SimpleUploadedFile("计划.exe", b"MZ", "application/pdf")
    fake = SimpleUploadedFile("计划.pdf", b"MZ\x90\x00", "application/pdf")
    address = reverse("draft-paper", args=[draft.pk, "plan"])
    reply = client.post(address, {"file": [a_paper(), wrong, fake]}, headers={"HX-Request": "true"})
    assert "计划.exe" in reply.content.decode()
    assert draft.papers.count() == 1


def test_the_ledger_finds_sorts_and_exports_what_one_may_see(
    town, publish: Publish, apply, browser
) -> None:
    version = publish(PLAIN)
    first = apply(version, FORM, PAPERS)
    second = apply(version, FORM, PAPERS, by="rival")
    page = browser("window").get(reverse("cases"), {"q": "海石"}).content.decode()
    assert second.number in page
    assert first.number not in page
    assert first.number in browser("window").get(
        reverse("cases"), {"q": first.number, "sort": "submitted"}
    ).content.decode()  # fmt: skip
    own = browser("reporter").get(reverse("cases")).content.decode()
    assert first.number in own
    assert second.number not in own
    reply = browser("window").get(reverse("cases-export"), {"phase": "submitted"})
    from io import BytesIO

    import python_calamine

    rows = python_calamine.CalamineWorkbook.from_filelike(BytesIO(reply.content))
    lines = rows.get_sheet_by_index(0).to_python()
    assert {line[0] for line in lines[1:]} == {first.number, second.number}
    assert browser("rival").get(reverse("cases"), {"phase": "closed"}).status_code == 200
