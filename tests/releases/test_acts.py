"""Acts on releases: planned in advance, compiled, approved by two, corrected, withdrawn."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from fumao.apps.audit.service import broken_links
from fumao.apps.orgs.actor import actor_for
from fumao.apps.orgs.clock import moment
from fumao.apps.releases.actions.approve_vintage import approve_vintage
from fumao.apps.releases.actions.ask_compile import ask_compile, begun
from fumao.apps.releases.actions.move_release import move_release
from fumao.apps.releases.actions.plan_release import plan_release
from fumao.apps.releases.actions.withdraw_vintage import withdraw_vintage
from fumao.apps.releases.actions.work_compile import work_compile
from fumao.apps.releases.book import publication
from fumao.apps.releases.compiling import rebuilt
from fumao.apps.releases.models import CompileJob, Release, Vintage
from fumao.apps.releases.queries.frozen import content_of
from fumao.apps.releases.queries.gate import open_vintage, open_vintages
from fumao.apps.releases.standing import Stage, stage_of, standing_of
from tests.releases.conftest import (
    DAY,
    HOUR,
    MARK,
    MAY,
    SIZE,
    approved,
    compiled,
    file_month,
    planned,
)

pytestmark = pytest.mark.django_db


def test_the_rule_of_the_calendar_gives_the_hour(town: SimpleNamespace) -> None:
    one = publication("outsourcing-bulletin")
    assert one is not None
    made = plan_release(town.statistician, one, town.city, MAY)
    assert made.embargo.isoformat() == "2022-06-14T09:00:00+08:00"
    with pytest.raises(ValidationError):
        plan_release(town.office, one, town.city, MAY)  # it is in the calendar already


def test_the_way_to_publication(town: SimpleNamespace, clock: Callable[[str], None]) -> None:
    clock("08:59:59")
    release = planned(town)
    assert standing_of(release, moment()).stage is Stage.PLANNED
    vintage = compiled(town, release)
    assert content_of(vintage)["headlines"][0]["cell"] == {"value": MARK}
    assert stage_of(vintage, moment()) is Stage.COMPILED
    approve_vintage(town.checker, vintage, vintage.digest)
    assert stage_of(vintage, moment()) is Stage.APPROVED_ONCE
    approve_vintage(town.leader, vintage, vintage.digest)
    assert stage_of(vintage, moment()) is Stage.APPROVED
    assert open_vintage(release, moment()) is None
    clock("09:00:00")
    assert stage_of(vintage, moment()) is Stage.PUBLISHED
    assert open_vintage(release, moment()) == vintage
    assert broken_links(release.stream) == []


def test_two_different_people_who_did_not_compile(town: SimpleNamespace) -> None:
    vintage = compiled(town, planned(town))
    assert town.office.person is not None
    # Whoever compiled may not approve, even with a post that could.
    town.office.person.posts.create(
        department=town.leader.person.posts.get().department, role="leader"
    )
    with pytest.raises(PermissionDenied):
        approve_vintage(actor_for(town.office.person, DAY), vintage, vintage.digest)
    approve_vintage(town.statistician, vintage, vintage.digest)
    with pytest.raises(ValidationError):
        approve_vintage(town.statistician, vintage, vintage.digest)
    assert not open_vintages(HOUR + timedelta(days=9)).exists()
    approve_vintage(town.leader, vintage, vintage.digest)
    assert open_vintages(HOUR).count() == 1


def test_only_what_was_looked_at_is_approved(town: SimpleNamespace) -> None:
    release = planned(town)
    first = compiled(town, release)
    with pytest.raises(ValidationError):
        approve_vintage(town.checker, first, "0" * 64)
    file_month(town, MAY, 2, SIZE * 2)
    second = compiled(town, release)
    with pytest.raises(ValidationError):  # a newer one is there
        approve_vintage(town.checker, first, first.digest)
    approve_vintage(town.checker, second, second.digest)


@pytest.mark.parametrize("name", ["finance", "reader", "admin", "expert", "district", "far"])
def test_who_is_not_in_the_team_may_nothing(town: SimpleNamespace, name: str) -> None:
    release = planned(town)
    vintage = compiled(town, release)
    outsider = town.outsiders[name]
    for act in (
        lambda: begun(outsider, release, "", None, None),
        lambda: approve_vintage(outsider, vintage, vintage.digest),
        lambda: withdraw_vintage(outsider, vintage, "误发"),
        lambda: move_release(outsider, release, HOUR + timedelta(days=1), "数据未齐"),
    ):
        with pytest.raises(PermissionDenied), transaction.atomic():
            act()


def test_a_frozen_vintage_is_never_changed(town: SimpleNamespace) -> None:
    vintage = approved(town, compiled(town, planned(town)))
    for change in (
        lambda: Vintage.objects.filter(pk=vintage.pk).update(content="{}"),
        lambda: Vintage.objects.filter(pk=vintage.pk)._raw_delete("default"),
        lambda: vintage.approvals.all().update(place=1),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_vintage_is_rebuilt_byte_for_byte(town: SimpleNamespace) -> None:
    release = planned(town)
    first = approved(town, compiled(town, release))
    file_month(town, MAY, 2, SIZE * 2)
    second = compiled(town, release, "四家企业更正")
    assert rebuilt(first) == first.content.encode()
    assert rebuilt(second) == second.content.encode()
    out = StringIO()
    call_command("rebuild_release", "outsourcing-bulletin", town.city.code, stdout=out)
    assert "2 vintages are the same" in out.getvalue()
    town.batches.of("outsourcing-execution", MAY.code)[0].path.write_bytes(b"x")
    with pytest.raises(CommandError):
        call_command("rebuild_release", stdout=StringIO())


def test_a_correction_takes_the_place_and_keeps_what_was(
    town: SimpleNamespace, clock: Callable[[str], None]
) -> None:
    clock("10:00:00")
    release = planned(town, HOUR + timedelta(hours=1))
    first = approved(town, compiled(town, release))
    file_month(town, MAY, 2, SIZE * 2)
    with pytest.raises(ValidationError):  # a correction says why
        begun(town.office, release, " ", None, None)
    second = compiled(town, release, "四家企业更正")
    assert open_vintage(release, moment()) == first  # until two have approved it
    approved(town, second)
    assert open_vintage(release, moment()) == second
    assert open_vintage(release, moment(), 1) == first
    revision = content_of(second)["revision"]
    assert revision["of"] == first.digest
    assert revision["why"] == "四家企业更正"
    head = next(one for one in revision["changes"] if one["place"][1] == "executed")
    assert (head["old"], head["new"]) == ({"value": MARK}, {"value": "6421824"})


def test_withdrawn_is_gone_with_its_reason_and_brings_nothing_back(
    town: SimpleNamespace, clock: Callable[[str], None]
) -> None:
    clock("10:00:00")
    release = planned(town)
    first = approved(town, compiled(town, release))
    file_month(town, MAY, 2, SIZE * 2)
    second = approved(town, compiled(town, release, "四家企业更正"))
    with pytest.raises(ValidationError):
        withdraw_vintage(town.leader, second, " ")
    withdraw_vintage(town.leader, second, "更正有误")
    assert open_vintage(release, moment()) is None
    assert open_vintage(release, moment(), 2) is None
    assert open_vintage(release, moment(), 1) == first
    assert broken_links(release.stream) == []


def test_a_correction_withdrawn_before_its_hour_leaves_what_is_public(
    town: SimpleNamespace, clock: Callable[[str], None]
) -> None:
    clock("10:00:00")
    release = planned(town)
    first = approved(town, compiled(town, release))
    file_month(town, MAY, 2, SIZE * 2)
    second = compiled(town, release, "四家企业更正")
    withdraw_vintage(town.leader, second, "先不更正")
    assert open_vintage(release, moment()) == first


def test_an_hour_is_moved_only_before_it_has_come(
    town: SimpleNamespace, clock: Callable[[str], None]
) -> None:
    clock("08:59:59")
    release = planned(town)
    with pytest.raises(ValidationError):
        move_release(town.office, release, HOUR + timedelta(days=1), "")
    with pytest.raises(ValidationError):
        move_release(town.office, release, HOUR - timedelta(minutes=1), "提前")
    moved = move_release(town.office, release, HOUR + timedelta(hours=1), "两区数据未齐")
    clock("10:00:00")
    with pytest.raises(ValidationError):
        move_release(town.office, moved, HOUR + timedelta(days=1), "再延")


def test_a_compilation_without_filings_says_so(town: SimpleNamespace) -> None:
    one = publication("outsourcing-bulletin")
    assert one is not None
    release = plan_release(town.office, one, town.city, MAY.next())
    job = begun(town.office, release, "", None, None)
    work_compile.func(job.pk)
    job.refresh_from_db()
    assert (job.state, job.vintage) == ("failed", None)
    assert "2022年6月" in job.error_zh
    assert not release.vintages.exists()


def test_who_lost_the_post_before_the_work_began_compiles_nothing(town: SimpleNamespace) -> None:
    release = planned(town)
    job = begun(town.office, release, "", None, None)
    town.office.person.posts.all().delete()
    work_compile.func(job.pk)
    assert CompileJob.objects.get(pk=job.pk).state == "failed"
    assert not Release.objects.get(pk=release.pk).vintages.exists()


def test_one_compilation_at_a_time(town: SimpleNamespace) -> None:
    release = planned(town)
    ask_compile(town.office, release)
    with pytest.raises(ValidationError):
        ask_compile(town.second_office, release)


def test_a_token_that_only_reads_changes_nothing(town: SimpleNamespace) -> None:
    reading = replace(town.office, scopes=frozenset({"read"}))
    with pytest.raises(PermissionDenied):
        plan_release(
            reading,
            publication("outsourcing-bulletin"),
            town.city,
            MAY,  # type: ignore[arg-type]
        )
    assert Decimal(MARK) == SIZE * 24 / 10**4
