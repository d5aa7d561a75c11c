"""A year of bulletins of the demo city: compiled, approved by two, one of them corrected.

Nobody's figures: they come from the demo's invented reports, and every page and file says so.
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
from fumao.apps.releases.demo.late import late_filings
from fumao.apps.releases.models import CompileJob, Release
from fumao.apps.releases.queries.quality import quality_of
from fumao.core.periods import Month
from fumao.statistics.chains import Chains
from fumao.statistics.publication import Publication

CITY, PUBLICATION = "350200", "outsourcing-bulletin"
MONTHS = 13  # of published bulletins
COMPILES, FIRST, SECOND = "xm.office", "xm.checker", "xm.director"
LATE = "六家企业补报"


def load_demo_releases() -> int:
    """Publish the demo's bulletins and plan the next two; return how many are public.

    A second time, and where no reports are loaded, nothing is done.
    """
    one = publication(PUBLICATION)
    area = Area.objects.filter(code=CITY).first()
    if one is None or area is None or Release.objects.filter(area=area).exists():
        return 0
    last = Month.of(clock.today()).previous()
    if not batches_here().of(one.form, last.code):
        return 0
    return _published(one, area, last)


def _published(one: Publication, area: Area, last: Month) -> int:
    limit = last_number(batches_here(), one.form)
    held = freeze(one, area, last, limit, None)
    chains = Chains(one, batches_here(), held)  # no table is protected twice
    months = list(last.shift(1 - MONTHS).until(last))
    for month in months:
        day = one.calendar.day(month)
        release = plan_release(_who(COMPILES, month.start), one, area, month, synthetic=True)
        _out(release, day, "", chains)
    _corrected(one, Release.objects.get(area=area, period=last.previous().code), last, chains)
    for month in (last.next(), last.shift(2)):
        plan_release(_who(COMPILES, clock.today()), one, area, month, synthetic=True)
    return len(months)


def _corrected(one: Publication, release: Release, last: Month, chains: Chains) -> None:
    """Filings that came late change a published month: a second vintage says what and why."""
    districts = Area.objects.filter(parent=release.area, kind=Area.Kind.DISTRICT).order_by("code")
    with transaction.atomic():
        late_filings(one.form, last.previous(), tuple(area.code for area in districts))
    _out(release, one.calendar.day(last) + timedelta(days=3), LATE, chains)


def _out(release: Release, day: date, reason: str, chains: Chains) -> None:
    """Compile a vintage on a day before its hour and have two people approve it."""
    with transaction.atomic():
        before = day - timedelta(days=1)
        hour = datetime.combine(day, time(9), timezone.get_default_timezone()) if reason else None
        job = begun(_who(COMPILES, before), release, reason, hour, quality_of(release, before))
        job = CompileJob.objects.select_related("release__area").get(pk=job.pk)
        vintage = keep(_who(COMPILES, before), job, made_content(job, _nobody_looks, chains))
        for name in (FIRST, SECOND):
            approve_vintage(_who(name, before), vintage, vintage.digest)


def _nobody_looks(_percent: int) -> None:
    """The progress of a load is not shown."""


def _who(name: str, day: date) -> Actor:
    return actor_for(Person.objects.get(username=name), day)
