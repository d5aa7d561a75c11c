"""Load synthetic reports of the execution register into the demo's cities, with their reviews; a
second time changes nothing.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from random import Random

from django.db import transaction
from django.utils import timezone

from fumao.apps.audit.service import Draft, record_batch
from fumao.apps.enterprises.models import Enterprise
from fumao.apps.orgs.actor import Actor, actor_for
from fumao.apps.orgs.models import Area, Department, LoadedPack, Post, Role
from fumao.apps.orgs.service import office_of, offices, valid_on
from fumao.apps.procedures.demo.seats import fill_posts
from fumao.apps.surveys.actions.file_report import digest
from fumao.apps.surveys.actions.open_period import open_period
from fumao.apps.surveys.actions.write_batches import write_batches
from fumao.apps.surveys.book import loaded, review_of
from fumao.apps.surveys.demo.history import draw_firms, write_history
from fumao.apps.surveys.demo.story import Firm, Hands, report_of, story_of, without_nobody
from fumao.apps.surveys.models import (
    Filing,
    FilingVersion,
    ReportingPeriod,
    ReviewOffice,
    SurveyVersion,
    UsedOnce,
)
from fumao.apps.surveys.stored import COLUMNS, set_columns, told_return
from fumao.core.periods import Month
from fumao.packs.model import Pack
from fumao.surveys.review import FilingState, Reviewed

PART = "surveys"
BEFORE = 12  # months before the first that was reported here, taken over as batches alone
KEY = "outsourcing-execution"
MONTHS = 14  # so that every figure of the last year has one of the year before
_ROWS = 500


@dataclass(slots=True)
class Written:
    """One filing with what happened to it and what it said."""

    filing: Filing
    events: list[Reviewed]
    state: FilingState
    data: dict[str, object]


def load_demo(actor: Actor, pack: Pack, months: int = MONTHS) -> int:
    """Load reports; return how many were filed. For the command line: no policy is asked."""
    if pack.demo is None:
        raise ValueError(f"pack {pack.head.key} holds no demo")
    if LoadedPack.objects.filter(key=pack.head.key, part=PART).exists():
        return 0
    version = SurveyVersion.objects.get(key=KEY, retired_on=None)
    done = 0
    with transaction.atomic():
        for city in _cities():
            if (office := _office(city, actor.today)) is not None:
                done += _load_city(actor, office, version, city, pack.demo.seed, months)
        LoadedPack.objects.create(
            key=pack.head.key,
            part=PART,
            version=pack.head.version,
            digest=hashlib.sha256(f"{pack.demo.seed}/{months}".encode()).hexdigest(),
            loaded_at=timezone.now(),
        )
    write_batches()
    return done


def _cities() -> list[Area]:
    return list(
        Area.objects.filter(kind=Area.Kind.CITY, children__kind=Area.Kind.DISTRICT).distinct()
    )


def _office(city: Area, day: date) -> Actor | None:
    """Return the coordination officer of a city's commerce bureau."""
    unit = office_of("commerce", city, "city", day)
    post = (
        Post.objects.filter(valid_on(day), department=unit, role=Role.OFFICE)
        .select_related("person")
        .first()
    )
    return actor_for(post.person, day) if post is not None else None


def _load_city(
    actor: Actor, office: Actor, version: SurveyVersion, city: Area, seed: int, months: int
) -> int:
    _seat_reviewers(actor, city)
    last = Month.of(actor.today)
    done = 0
    rng = Random(f"{seed}/{city.code}")  # noqa: S311 - invented figures
    firms = draw_firms(version, city, last.end, rng)
    write_history(
        version, firms, [last.shift(-back) for back in range(months + BEFORE, months, -1)]
    )
    for back in range(months - 1, -1, -1):
        month = last.shift(-back)
        period = open_period(office, version, city, month, synthetic=True)
        done += _fill(actor.today, period, month, firms, rng)
    return done


def _seat_reviewers(actor: Actor, city: Area) -> None:
    """Bring a checker to every office on the way of the city's reports."""
    wanted: dict[tuple[int, str], int] = {}
    for area in Area.objects.filter(path__startswith=city.path):
        found = offices(area, actor.today)
        for level in ("district", "city", "nation"):
            unit: Department | None = found.get(("commerce", level))
            if unit is not None:
                wanted[unit.pk, Role.CHECKER.value] = 1
    fill_posts(actor, wanted)


def _fill(
    today: date, period: ReportingPeriod, month: Month, firms: dict[str, Firm], rng: Random
) -> int:
    review = review_of(loaded(period.survey))
    checkers = _checkers(period, today)
    reporters = _reporters(today)
    rows = Filing.objects.filter(period=period).select_related("enterprise").order_by("pk")
    told: list[Written] = []
    for row in rows:
        firm = row.enterprise
        if firm is None:
            continue
        drawn = firms[firm.code]
        hands = Hands(reporters.get(firm.unit_id or 0), checkers[row.area_id])
        events, state = story_of(review, hands, period.opens_on, period.due_on, today, rng)
        data = report_of(drawn, month, rng, min(period.ends, today))
        if events:
            told.append(Written(row, events, state, data))
    _write(told, period)
    return len(told)


def _checkers(period: ReportingPeriod, day: date) -> dict[int, dict[str, int]]:
    """Return a checker (pk) by area and level of a period's route."""
    holders = {
        post.department_id: post.person_id
        for post in Post.objects.filter(valid_on(day), role=Role.CHECKER).order_by("-pk")
    }
    found: dict[int, dict[str, int]] = {}
    for stop in ReviewOffice.objects.filter(period=period):
        found.setdefault(stop.area_id, {})[stop.level] = holders[stop.office_id]
    return found


def _reporters(day: date) -> dict[int, int]:
    units = Enterprise.objects.exclude(unit=None).values("unit_id")
    posts = Post.objects.filter(valid_on(day), role=Role.HANDLER, department__in=units)
    return dict(posts.values_list("department_id", "person_id"))


def _write(told: list[Written], period: ReportingPeriod) -> None:
    versions = [version for one in told for version in _versions(one)]
    FilingVersion.objects.bulk_create(versions, batch_size=_ROWS)
    latest = {version.filing_id: version for version in versions}
    for one in told:
        row = one.filing
        set_columns(row, without_nobody(one.state))
        row.seq, row.version = len(one.events), latest[row.pk]
        row.accepted = row.version if row.phase == Filing.Phase.ACCEPTED else None
    # An insert that meets the rows themselves: many times quicker than bulk_update.
    Filing.objects.bulk_create(
        [one.filing for one in told], batch_size=_ROWS, update_conflicts=True,
        unique_fields=["id"], update_fields=COLUMNS,
    )  # fmt: skip
    UsedOnce.objects.bulk_create(
        (
            UsedOnce(survey=period.key, once="receipt", value=value, filing=one.filing)
            for one in told
            for value in _receipts(one.data)
        ),
        batch_size=_ROWS,
    )
    record_batch((draft for one in told for draft in _events(one)), new_streams=True)


def _versions(one: Written) -> Iterator[FilingVersion]:
    """Yield what was filed in each round: the same figures, sent again."""
    number = 0
    for event in one.events:
        if event.kind == "filed":
            number += 1
            yield FilingVersion(
                filing=one.filing, round=number, data=one.data, digest=digest(one.data),
                channel=FilingVersion.Channel.FORM, filed_on=event.on, at=_at(event.on),
                by_id=event.person or None,
            )  # fmt: skip


def _receipts(data: dict[str, object]) -> Iterator[str]:
    rows = data["executions"]
    for row in rows if isinstance(rows, list) else ():
        if row["receipt_no"]:
            yield row["receipt_no"]


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC)


def _events(one: Written) -> Iterator[Draft]:
    number = 0
    for event in one.events:
        number += event.kind == "filed"
        data: dict[str, object] = {"round": number}
        if event.kind == "filed":
            data |= {"digest": digest(one.data), "channel": "form"}
        else:
            data["level"] = event.level
        if event.grounds is not None:
            grounds = told_return(event)
            data |= {name: grounds[name] for name in ("reason", "words", "due", "cells", "rule")}
        yield Draft(
            stream=one.filing.stream, kind=f"report_{event.kind}", at=_at(event.on), on=event.on,
            area=one.filing.area_id, actor=event.person or None, data=data,
        )  # fmt: skip
