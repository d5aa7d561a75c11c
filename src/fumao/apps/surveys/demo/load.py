"""Load synthetic reports of the execution register into the demo's cities, with their reviews; a
second time changes nothing.
"""

import hashlib
from datetime import date
from random import Random

from django.db import transaction
from django.utils import timezone

from fumao.apps.orgs.actor import Actor, actor_for
from fumao.apps.orgs.models import Area, Department, LoadedPack, Post, Role
from fumao.apps.orgs.service import office_of, offices, valid_on
from fumao.apps.procedures.demo.seats import fill_posts
from fumao.apps.surveys.actions.open_period import open_period
from fumao.apps.surveys.actions.write_batches import write_batches
from fumao.apps.surveys.book import loaded, review_of
from fumao.apps.surveys.demo.contacts import load_key_enterprises
from fumao.apps.surveys.demo.contracts import load_contracts
from fumao.apps.surveys.demo.hands import checkers, reporters
from fumao.apps.surveys.demo.history import draw_firms, months_before, write_history
from fumao.apps.surveys.demo.story import Firm, Hands, report_of, story_of
from fumao.apps.surveys.demo.writing import Written, write
from fumao.apps.surveys.models import Filing, ReportingPeriod, SurveyVersion
from fumao.core.periods import Month
from fumao.packs.model import Pack

PART = "surveys"
KEY = "outsourcing-execution"
MONTHS = 14  # so that every figure of the last year has one of the year before


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
    load_key_enterprises(actor.today)
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
    write_history(version, firms, months_before(last.shift(1 - months)))
    for back in range(months - 1, -1, -1):
        month = last.shift(-back)
        period = open_period(office, version, city, month, synthetic=True)
        done += _fill(actor.today, period, month, firms, rng)
    return done + load_contracts(office, city, last, months)


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
    acting, filers = checkers(period, today), reporters(today)
    rows = Filing.objects.filter(period=period).select_related("enterprise").order_by("pk")
    told: list[Written] = []
    for row in rows:
        firm = row.enterprise
        if firm is None:
            continue
        drawn = firms[firm.code]
        hands = Hands(filers.get(firm.unit_id or 0), acting[row.area_id])
        events, state = story_of(review, hands, period.opens_on, period.due_on, today, rng)
        data = report_of(drawn, month, rng, min(period.ends, today))
        if events:
            told.append(Written(row, events, state, data))
    write(told, period)
    return len(told)
