"""A year of bulletins of the demo city: compiled, approved by two, one of them corrected.

Nobody's figures: the batches come from one seed, and every page and file says so.
"""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from fumao.apps.orgs import clock
from fumao.apps.orgs.actor import Actor, actor_for
from fumao.apps.orgs.models import Area, Person
from fumao.apps.releases.actions.approve_vintage import approve_vintage
from fumao.apps.releases.actions.ask_compile import begun
from fumao.apps.releases.actions.plan_release import plan_release
from fumao.apps.releases.actions.work_compile import keep
from fumao.apps.releases.book import freeze, publication
from fumao.apps.releases.compiling import batches_here, last_number, made_content
from fumao.apps.releases.demo.batches import FORM, LAST, add_batches, late_filings
from fumao.apps.releases.models import CompileJob, Release
from fumao.core.periods import Month
from fumao.statistics.frozen import Quality
from fumao.statistics.publication import Publication
from fumao.statistics.shielding import Shields
from fumao.statistics.tabulation import Tabulation

CITY, PUBLICATION = "350200", "outsourcing-bulletin"
MONTHS = 13  # of published bulletins
COMPILES, FIRST, SECOND = "xm.office", "xm.checker", "xm.director"
LATE = "五家企业补报4月执行额"


def load_demo_releases() -> int:
    """Publish the demo's bulletins and plan the next two; return how many are public.

    A second time, and where other batches of the form are kept already, nothing is done.
    """
    one = publication(PUBLICATION)
    area = Area.objects.filter(code=CITY).first()
    if one is None or area is None or Release.objects.filter(area=area).exists():
        return 0
    batches = batches_here()
    if batches.periods(FORM):
        return 0
    add_batches(batches)
    return _published(one, area)


def _published(one: Publication, area: Area) -> int:
    batches = batches_here()
    limit = last_number(batches, FORM)
    shields = Shields(Tabulation(one, batches, freeze(one, area, LAST, limit, None).codes, limit))
    months = list(LAST.shift(1 - MONTHS).until(LAST))
    for month in months:
        day = one.calendar.day(month)
        release = plan_release(_who(COMPILES, day), one, area, month, synthetic=True)
        _out(release, day, "", shields)
    _corrected(Release.objects.get(area=area, period=LAST.previous().code))
    for month in (LAST.next(), LAST.shift(2)):
        plan_release(_who(COMPILES, clock.today()), one, area, month, synthetic=True)
    return len(months)


def _corrected(release: Release) -> None:
    """Filings that came late change a published month: a second vintage says what and why."""
    month = LAST.previous()
    late_filings(batches_here(), month, last_number(batches_here(), FORM) + 1)
    _out(release, date(LAST.year, LAST.number + 1, 17), LATE, None)


def _out(release: Release, day: date, reason: str, shields: Shields | None) -> None:
    """Compile a vintage on a day before its hour and have two people approve it."""
    with transaction.atomic():
        before = day - timedelta(days=1)
        hour = datetime.combine(day, time(9), timezone.get_default_timezone()) if reason else None
        job = begun(_who(COMPILES, before), release, reason, hour, _quality(release))
        job = CompileJob.objects.select_related("release__area").get(pk=job.pk)
        vintage = keep(_who(COMPILES, before), job, made_content(job, _nobody_looks, shields))
        for name in (FIRST, SECOND):
            approve_vintage(_who(name, before), vintage, vintage.digest)


def _nobody_looks(_percent: int) -> None:
    """The progress of a load is not shown."""


def _who(name: str, day: date) -> Actor:
    return actor_for(Person.objects.get(username=name), day)


def _quality(release: Release) -> list[Quality]:
    """Invented tallies; they vary with the month and add up."""
    month = Month.of(date.fromisoformat(f"{release.period}-01"))
    found = []
    for place, (code, due) in enumerate(
        (("350203", 44), ("350205", 14), ("350206", 40), ("350211", 20), ("350212", 3),
         ("350213", 9))
    ):  # fmt: skip
        late = (month.number + place * 3) % 4 if due > 5 else 0
        missing = 1 if (month.number + place) % 5 == 0 and due > 5 else 0
        refused = 1 if (month.number + place) % 11 == 0 and due > 12 else 0
        returned = (month.number * 2 + place) % 5 if due > 5 else 0
        on_time = due - late - missing - refused
        found.append(Quality(code, due, on_time, late, missing, refused, returned, returned + 1))
    return found
