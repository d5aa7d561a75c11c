"""办理情况 and 意见模板: figures of what one sees, counted by hand; words of one's own office."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from fumao.apps.audit.models import Event
from fumao.apps.orgs.models import Role
from fumao.apps.procedures.actions.keep_opinion import keep_opinion, remove_opinion
from fumao.apps.procedures.actions.take_step import claim_step
from fumao.apps.procedures.models import OpinionTemplate
from fumao.apps.procedures.queries.workload import Asked, workload
from fumao.procedures.state import RunKey
from tests.cases.conftest import Publish
from tests.cases.test_course import FORM, PAPERS, finish_step, granted, word
from tests.cases.texts import PLAIN
from tests.factories import actor_as, make_city, make_department


def test_figures_by_hand(town: SimpleNamespace, publish: Publish, apply) -> None:
    version = publish(PLAIN)
    granted(town, apply(version, FORM, PAPERS))  # accepted, reviewed and decided on 13 June
    slow = apply(version, FORM, PAPERS)
    finish_step(town.as_("window"), slow.pk, RunKey("accept", 0, 1), word())
    # Reviewed on Monday 20 June: five working days after the 13th.
    finish_step(town.as_("checker", date(2022, 6, 20)), slow.pk, RunKey("review", 0, 1), word())
    waiting = apply(version, FORM, PAPERS)
    claim_step(town.as_("handler"), waiting.pk, RunKey("accept", 0, 1))
    # On 21 June: the acceptance of the 13th, due on the 14th, is late; the decision is not.
    found = workload(town.as_("leader", date(2022, 6, 21)), Asked())
    assert (found.open, found.late) == (2, 1)
    steps = {row.step.en: (row.open, row.late) for row in found.steps}
    assert steps == {"Acceptance": (1, 1), "Decision": (1, 0)}
    people = {row.person.username if row.person else "": row for row in found.people}
    assert (people["handler"].open, people["handler"].late) == (1, 1)
    assert people[""].open == 1  # the decision that nobody has taken on
    # Two reviews: none and five working days.
    assert (people["checker"].closed, people["checker"].average) == (2, Decimal("2.5"))
    assert people["window"].average == 0
    month = found.months[-1]
    assert (month.month, month.closed, month.on_time) == (date(2022, 6, 1), 1, 1)
    assert (month.share, month.average) == (100, 0)
    assert len(found.months) == 12
    assert found.whole.closed == 1


def test_a_late_case_is_not_on_time(town, publish: Publish, apply) -> None:
    # The term of this one is three working days; decided on the 20th it took five.
    version = publish(PLAIN.replace("statutory: 20wd, service: 10wd", "statutory: 3wd"))
    case = apply(version, FORM, PAPERS)
    finish_step(town.as_("window"), case.pk, RunKey("accept", 0, 1), word())
    late = date(2022, 6, 20)
    finish_step(town.as_("checker", late), case.pk, RunKey("review", 0, 1), word())
    finish_step(town.as_("leader", late), case.pk, RunKey("decide", 0, 1), word())
    month = workload(town.as_("leader", late), Asked("trial", 3)).months[-1]
    assert (month.closed, month.on_time, month.share, month.average) == (1, 0, 0, 5)
    assert workload(town.as_("leader", late), Asked("another", 3)).whole.closed == 0


def test_each_sees_the_work_of_the_own_office(town, publish: Publish, apply) -> None:
    apply(publish(PLAIN), FORM, PAPERS)
    assert workload(town.as_("window"), Asked()).open == 1
    assert workload(town.as_("tax"), Asked()).open == 0  # no part in it
    elsewhere = make_department("乙市服贸办", make_city("乙市"), "office")
    assert workload(actor_as(Role.OFFICE, elsewhere, town.day), Asked()).open == 0
    for name in ("reporter", "verifier", "expert1"):
        with pytest.raises(PermissionDenied):
            workload(town.as_(name), Asked())


def test_the_page_has_tables_beside_its_charts(town, publish, apply, browser) -> None:
    granted(town, apply(publish(PLAIN), FORM, PAPERS))
    page = browser("leader").get(reverse("workload"), {"procedure": "trial", "months": "3"})
    text = page.content.decode()
    assert 'data-chart="combo"' in text
    assert "2022-06" in text
    assert "近 3 个月" in text
    assert browser("reporter").get(reverse("workload")).status_code == 403


def test_templates_are_of_the_office(town, publish: Publish, apply, browser) -> None:
    case = apply(publish(PLAIN), FORM, PAPERS)
    window: Client = browser("window")
    address = reverse("opinion-templates")
    sent = {"office": town.commerce.pk, "verdict": "passed", "text": "材料齐全，符合法定形式"}
    assert window.post(address, sent).status_code == 303
    assert window.post(address, sent).status_code == 422  # twice the same
    kept = OpinionTemplate.objects.get()
    assert "材料齐全，符合法定形式" in window.get(address).content.decode()
    assert "材料齐全，符合法定形式" in window.get(reverse("case", args=[case.pk])).content.decode()
    for name in ("science", "reporter", "verifier"):
        with pytest.raises(PermissionDenied):
            keep_opinion(town.as_(name), town.commerce.pk, "passed", "同意")
        with pytest.raises(PermissionDenied):
            remove_opinion(town.as_(name), kept.pk)
        gone = browser(name).post(reverse("opinion-remove", args=[kept.pk]))
        assert gone.status_code in {403, 404}
    for verdict, text in (("maybe", "同意"), ("passed", " "), ("passed", "长" * 501)):
        with pytest.raises(ValidationError):
            keep_opinion(town.as_("window"), town.commerce.pk, verdict, text)
    assert window.post(reverse("opinion-remove", args=[kept.pk])).status_code == 303
    assert not OpinionTemplate.objects.exists()
    kinds = Event.objects.filter(stream=f"opinions:{town.commerce.pk}").order_by("seq")
    assert list(kinds.values_list("kind", flat=True)) == [
        "opinion_template_kept", "opinion_template_removed",
    ]  # fmt: skip
