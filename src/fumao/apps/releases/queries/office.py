"""What the release team sees: every release of its areas, and one with all its vintages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from fumao.apps.audit.models import Event
from fumao.apps.audit.service import history, kind_words
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area
from fumao.apps.orgs.policy import Action, may, visible_to
from fumao.apps.orgs.policy.facts import Facts
from fumao.apps.orgs.policy.releases import team_of
from fumao.apps.releases.book import period_of, publication, written
from fumao.apps.releases.models import CompileJob, Release, Vintage
from fumao.apps.releases.queries.gate import team_vintages
from fumao.apps.releases.standing import Standing, stage_of, standing_of
from fumao.core.periods import Period
from fumao.statistics.publication import Publication


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """A release in the team's list."""

    release: Release
    publication: Publication | None
    standing: Standing


def office_list(actor: Actor, at: datetime) -> list[OfficeLine]:
    """Return the releases whose team the actor is in, those to come first."""
    rows = [one for one in _rows(actor) if may(actor, Action.READ_RELEASE, one)]
    return [OfficeLine(one, publication(one.publication), standing_of(one, at)) for one in rows]


def _rows(actor: Actor) -> Sequence[Release]:
    vintages = Vintage.objects.select_related("withdrawal").defer("content", "definition")
    return list(
        visible_to(actor, Release.objects.select_related("area")).prefetch_related(
            Prefetch("vintages", vintages.prefetch_related("approvals__by")), "jobs"
        )
    )


@dataclass(frozen=True, slots=True)
class VintageLine:
    """A vintage with how far it has come."""

    vintage: Vintage
    standing: Standing


@dataclass(frozen=True, slots=True)
class OfficePage:
    """A release for its team."""

    release: Release
    publication: Publication | None
    standing: Standing
    vintages: Sequence[VintageLine]
    job: CompileJob | None
    history: Sequence[tuple[str, Event]]  # what happened in words, the newest first


def office_page(actor: Actor, pk: int, at: datetime) -> OfficePage:
    """Return a release for its team; raises Release.DoesNotExist for anybody else."""
    release = next((one for one in _rows(actor) if one.pk == pk), None)
    if release is None or not may(actor, Action.READ_RELEASE, release):
        raise Release.DoesNotExist
    vintages = sorted(release.vintages.all(), key=lambda one: -one.number)
    for one in vintages:
        one.release = release
    return OfficePage(
        release,
        publication(release.publication),
        standing_of(release, at),
        [VintageLine(one, Standing(one, stage_of(one, at))) for one in vintages],
        release.jobs.order_by("-id").first(),
        [(kind_words(one.kind), one) for one in history(release.stream).reverse()],
    )


def team_vintage(actor: Actor, pk: int, number: int) -> Vintage:
    """Return a vintage for its team at any time; raises Vintage.DoesNotExist for anybody else."""
    return team_vintages(actor).get(release_id=pk, number=number)


def may_plan(actor: Actor) -> list[tuple[Publication, Area]]:
    """Return what the actor may plan releases of: publications and cities."""
    cities = list(visible_to(actor, Area.objects.filter(kind=Area.Kind.CITY)))
    return [
        (one.publication, area)
        for one in written().values()
        for area in cities
        if may(
            actor,
            Action.PREPARE_RELEASE,
            Facts(area.path, owner=team_of(area, list(one.publication.team))),
        )
    ]


def next_period(one: Publication, area: Area, actor: Actor) -> Period:
    """Return the period after the last planned one, else the one before today's."""
    last = Release.objects.filter(publication=one.key, area=area).order_by("-period").first()
    if last is None:
        return one.period_of(actor.today).previous()
    return period_of(last.period).next()
