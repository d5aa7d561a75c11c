"""A screening left to the worker: its progress, the same figures, taken up again after kills."""

import re
from datetime import date

import duckdb
import pytest
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from fumao.apps.audit.models import Event
from fumao.apps.grants.actions import work_screening as work
from fumao.apps.grants.actions.ask_screening import ask_screening
from fumao.apps.grants.actions.resume_screenings import resume_screenings
from fumao.apps.grants.actions.run_screening import run_screening
from fumao.apps.grants.actions.work_screening import work_screening
from fumao.apps.grants.models import Screening, ScreeningJob
from tests.grants.wenzhou import DAY, Wenzhou, wenzhou
from tests.plans.signed_in import client_of

pytestmark = pytest.mark.django_db
TODAY = date(2016, 10, 14)


@pytest.fixture
def town(settings: Settings) -> Wenzhou:
    settings.TODAY = DAY
    return wenzhou()


def test_the_worker_finds_what_is_found_at_once(town: Wenzhou) -> None:
    at_once = run_screening(town.office, town.area, TODAY)
    job = ask_screening(town.office, town.area, TODAY)
    work_screening.call(job.pk)
    later = Screening.objects.get(pk=job.pk)
    for field in ("enterprises", "digest", "rules_digest", "cells", "needs", "versions", "on"):
        assert getattr(later, field) == getattr(at_once, field), field
    assert bytes(later.firms) == bytes(at_once.firms)
    told = [
        [(r.rule, r.granted, r.zero, r.unknown, r.total, bytes(r.values)) for r in run.rules.all()]
        for run in (at_once, later)
    ]
    assert told[0] == told[1]
    assert later.by == town.office.person
    assert later.department_id == at_once.department_id


def test_progress_rises_to_its_end(town: Wenzhou, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    whole = work.work_out

    def watched(actor: object, job: ScreeningJob, report: object) -> object:
        def told(percent: int) -> None:
            report(percent)  # type: ignore[operator]
            seen.append(ScreeningJob.objects.get(pk=job.pk).percent)

        assert ScreeningJob.objects.get(pk=job.pk).state == "running"
        return whole(actor, job, told)  # type: ignore[arg-type]

    monkeypatch.setattr(work, "work_out", watched)
    job = ask_screening(town.office, town.area, TODAY)
    work_screening.call(job.pk)
    assert seen == sorted(seen)
    assert (seen[0], seen[-1] >= 80) == (10, True)
    job.refresh_from_db()
    assert (job.state, job.percent, job.enterprises) == ("done", 100, 3)


def test_a_screening_cut_off_is_taken_up_again(town: Wenzhou) -> None:
    job = ask_screening(town.office, town.area, TODAY)
    assert resume_screenings() == 0  # its task is still waiting
    ScreeningJob.objects.update(state="running", percent=60)
    DBTaskResult.objects.update(status="RUNNING", started_at="2016-01-01T00:00:00Z")
    assert resume_screenings() == 1
    work_screening.call(job.pk)
    work_screening.call(job.pk)  # the one that was given up ends after all: nothing is kept twice
    assert Screening.objects.count() == 1
    assert Event.objects.filter(kind="screening_run").count() == 1
    DBTaskResult.objects.update(status="RUNNING", started_at="2099-01-01T00:00:00Z")
    assert resume_screenings(at_start=True) == 0  # done


def test_what_breaks_off_is_said_and_kept_nowhere(
    town: Wenzhou, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object) -> None:
        raise duckdb.OutOfMemoryException("out of memory")

    monkeypatch.setattr(work, "work_out", broken)
    job = ask_screening(town.office, town.area, TODAY)
    work_screening.call(job.pk)
    page = client_of(town.office).get(f"/grants/screening/{job.pk}/")
    assert "这次筛查没能完成" in page.content.decode()
    assert "计算中断" in page.content.decode()
    assert not Screening.objects.exists()
    assert resume_screenings(at_start=True) == 0


def test_what_nobody_foresaw_is_not_tried_for_ever(
    town: Wenzhou, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(work, "work_out", broken)
    job = ask_screening(town.office, town.area, TODAY)
    with pytest.raises(ZeroDivisionError):
        work_screening.call(job.pk)
    job.refresh_from_db()
    assert job.state == "failed"


def test_a_large_area_is_left_to_the_worker(town: Wenzhou, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fumao.apps.grants.views.screening.AT_ONCE", 2)
    client = client_of(town.office)
    answer = client.post("/grants/screening/run", {"on": "2016-10-14"}, follow=True)
    page, job = answer.content.decode(), ScreeningJob.objects.get()
    assert answer.redirect_chain[-1][0] == f"/grants/screening/{job.pk}/"
    assert "等待筛查" in page
    assert re.search(r'<progress max="100" value="0"', page)
    assert f'hx-get="/grants/screening/{job.pk}/?poll=1" hx-trigger="every 1s"' in page
    ScreeningJob.objects.update(state="running", percent=45)
    htmx = {"HX-Request": "true"}
    part = client.get(f"/grants/screening/{job.pk}/?poll=1", headers=htmx).content.decode()
    assert 'value="45"' in part
    assert "<html" not in part
    assert "已完成 45%" in client.get("/grants/screening/").content.decode()
    work_screening.call(job.pk)
    reply = client.get(f"/grants/screening/{job.pk}/?poll=1", headers=htmx)
    assert reply.headers["HX-Refresh"] == "true"
    assert "每条规定的结果" in client.get(f"/grants/screening/{job.pk}/").content.decode()


def test_others_see_neither_job_nor_progress(town: Wenzhou) -> None:
    job = ask_screening(town.office, town.area, TODAY)
    address = f"/grants/screening/{job.pk}/"
    assert client_of(town.leader).get(address).status_code == 200
    assert client_of(town.stranger).get(address).status_code == 404
    assert client_of(town.checker).get(address).status_code == 403
