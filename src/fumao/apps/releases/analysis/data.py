"""What can be analysed: published vintages for everybody, the accepted filings for their office.

Figures are kept by what is in them (digests), never by the moment or the person: the gate and the
policy are asked on every request, before anything kept is looked at.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area
from fumao.apps.orgs.policy import Action, may, visible_to
from fumao.apps.orgs.policy.facts import Facts
from fumao.apps.orgs.policy.releases import runs_survey, team_of
from fumao.apps.releases.book import definition, freeze, period_of, publication, written
from fumao.apps.releases.compiling import batches_here
from fumao.apps.releases.models import Vintage
from fumao.apps.releases.queries.frozen import content_of
from fumao.apps.releases.queries.gate import current_vintages
from fumao.apps.releases.standing import hour_of
from fumao.apps.surveys.models import ReportingPeriod
from fumao.core.errors import Words
from fumao.core.periods import Period
from fumao.statistics.accepted import Accepted, accepted
from fumao.statistics.pivot import Axis, Shows, Source, Terms
from fumao.statistics.publication import Publication
from fumao.statistics.published import Parsed, Published, parsed
from fumao.statistics.tabulation import TOTAL, CodeList

type GroupsOf = Mapping[str, Mapping[str, tuple[str, ...]]]  # period, group, members
INSIDE: tuple[Shows, ...] = ("value", "growth", "share", "so_far", "respondents")


@dataclass(frozen=True, slots=True)
class Origin:
    """What figures come from: a vintage that is public, or the batches of a period."""

    period: str
    words: str  # v2, or how many batches
    digest: str
    hour: datetime | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that may be analysed by who asks."""

    publication: Publication
    area: Area
    vintages: tuple[Vintage, ...] = field(default=(), repr=False)

    @property
    def key(self) -> str:
        """Return how it is named in an address."""
        return f"{self.publication.key}.{self.area.code}"

    @property
    def label(self) -> Words:
        """Return what it is called."""
        title = self.publication.title
        return Words(f"{self.area.name}{title.zh}", f"{self.area.name_en} {title.en}")


@dataclass(frozen=True, slots=True)
class Data:
    """The figures of an offer; `inside` ones are not published and not protected."""

    offer: Offer
    figures: Published | Accepted = field(repr=False)
    origins: tuple[Origin, ...]
    inside: bool
    synthetic: bool

    @property
    def axes(self) -> Mapping[str, Axis]:
        """Return the dimensions by name."""
        return self.figures.axes

    @property
    def periods(self) -> tuple[Period, ...]:
        """Return the periods that there are figures of, in order."""
        return self.figures.periods

    @property
    def groups(self) -> GroupsOf:
        """Return the members of groups by period."""
        return self.figures.groups

    def measures(self) -> list[tuple[str, Shows]]:
        """Return what can be shown of which measure."""
        if isinstance(self.figures, Published):
            return self.figures.told()
        return [(one.key, shows) for one in self.offer.publication.measures for shows in INSIDE]

    def source(self, terms: Terms) -> Source:
        """Return where the figures asked for are read."""
        if isinstance(self.figures, Published):
            return self.figures
        across = tuple(name for name in (terms.rows, terms.columns) if name in self.axes)
        fixed = tuple(sorted((name, code) for name, code in terms.at.items() if name not in across))
        return _asked(self.figures, terms.measure, across, fixed)

    def fixed(self, measure: str, across: Sequence[str]) -> dict[str, str]:
        """Return what other dimensions are fixed to where nothing is said: a table told for one
        code of the split alone is shown for that code."""
        if not isinstance(self.figures, Published):
            return {}
        split = self.offer.publication.split
        crossed = self.figures.crossed(measure)
        for name in across:
            codes = {code for other, code in crossed if other == name}
            if split not in across and codes and TOTAL not in codes:
                return {split: min(codes)}
        return {}

    def crossed(self, measure: str) -> list[str] | None:
        """Return the dimensions whose figures were published; None where all cross with all."""
        if not isinstance(self.figures, Published):
            return None
        names = {name for name, _code in self.figures.crossed(measure)}
        return [name for name in self.axes if name in names]


@lru_cache(maxsize=64)
def _asked(
    figures: Accepted, measure: str, across: tuple[str, ...], fixed: tuple[tuple[str, str], ...]
) -> Source:
    return figures.asked(measure, across, dict(fixed))


def public_offers(at: datetime) -> list[Offer]:
    """Return what everybody may analyse at a moment: publications of which a vintage is public."""
    found: dict[tuple[str, str], list[Vintage]] = {}
    for one in current_vintages(at, figures=False).values():
        found.setdefault((one.release.publication, one.release.area.code), []).append(one)
    offers = []
    for (key, _area), vintages in found.items():
        vintages.sort(key=lambda one: (hour_of(one), one.release.period))
        last = vintages[-1]
        known = publication(key) or definition(last.definition)
        offers.append(Offer(known, last.release.area, tuple(vintages)))
    return sorted(offers, key=lambda one: one.key)


def public_data(offer: Offer) -> Data:
    """Return the published figures of an offer that the gate has just let through."""
    vintages = offer.vintages
    figures = _published(_Vintages(vintages))
    origins = tuple(
        Origin(one.release.period, f"v{one.number}", one.digest, hour_of(one))
        for one in sorted(vintages, key=lambda one: one.release.period)
    )
    synthetic = any(one.release.synthetic for one in vintages)
    return Data(offer, figures, origins, inside=False, synthetic=synthetic)


class _Vintages:
    """Vintages in the order they came out; the same digests in the same order are the same."""

    def __init__(self, vintages: Sequence[Vintage]) -> None:
        self.vintages: Sequence[Vintage] = vintages
        self._key = tuple(one.digest for one in vintages)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Vintages) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


@lru_cache(maxsize=16)
def _published(read: _Vintages) -> Published:
    found = Published(
        definition(read.vintages[-1].definition), [_parsed(_One(one)) for one in read.vintages]
    )
    read.vintages = ()  # the key is enough from here on
    return found


class _One:
    """One vintage, the same where its digest is."""

    def __init__(self, vintage: Vintage) -> None:
        self.digest = vintage.digest
        self.vintage: Vintage | None = vintage

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _One) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)


@lru_cache(maxsize=256)
def _parsed(one: _One) -> Parsed:
    vintage, one.vintage = one.vintage, None  # what is kept holds no text of the content
    if vintage is None:
        raise ValueError("a vintage is read once")
    return parsed(definition(vintage.definition), content_of(vintage))


def inside_offers(actor: Actor) -> list[Offer]:
    """Return what the actor may analyse before it is published: of areas in whose release team it
    is, forms whose survey its own office runs there."""
    cities = list(visible_to(actor, Area.objects.filter(kind=Area.Kind.CITY)))
    offers = []
    for one in written().values():
        terms = one.publication
        for area in cities:
            facts = Facts(area.path, owner=team_of(area, list(terms.team)))
            if may(actor, Action.READ_RELEASE, facts) and runs_survey(actor, area, terms.form):
                offers.append(Offer(terms, area))
    return offers


def inside_data(offer: Offer) -> Data:
    """Return the accepted filings of an offer that policy has just let through; raises CoreError
    where a code of them is in no list."""
    batches, form = batches_here(), offer.publication.form
    held = {code: batches.of(form, code) for code in batches.periods(form)}
    digests = tuple(one.digest for some in held.values() for one in some)
    origins = tuple(
        Origin(code, str(len(some)), some[-1].digest) for code, some in held.items() if some
    )
    figures = _accepted(offer.publication.key, offer.area.code, digests)
    periods = ReportingPeriod.objects.filter(key=form, area=offer.area, synthetic=True)
    return Data(offer, figures, origins, inside=True, synthetic=periods.exists())


@lru_cache(maxsize=8)
def _accepted(key: str, area: str, _digests: tuple[str, ...]) -> Accepted:
    one, batches = written()[key].publication, batches_here()
    place = Area.objects.get(code=area)
    codes: dict[str, dict[str, tuple[str, str, Words]]] = {}
    groups, groups_of = {}, next((t.rows for t in one.tables if t.groups), "")
    for period in batches.periods(one.form):
        frozen = freeze(one, place, period_of(period), 0, None)
        groups[period] = frozen.groups
        for name, listed in frozen.codes.items():
            codes.setdefault(name, {}).update({row[0]: row for row in listed.rows})
    lists = {name: CodeList(tuple(rows.values())) for name, rows in codes.items()}
    return accepted(one, batches, lists, groups, groups_of)
