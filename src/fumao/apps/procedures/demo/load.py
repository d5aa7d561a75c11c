"""Load synthetic cases of every procedure into the demo's cities; a second time changes nothing."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from random import Random
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fumao.apps.enterprises.models import Enterprise
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area, Department, LoadedPack, Post
from fumao.apps.orgs.offices import Level
from fumao.apps.orgs.service import offices, valid_on
from fumao.apps.procedures.actions.submit_case import digest
from fumao.apps.procedures.book import loaded
from fumao.apps.procedures.demo.forms import Own, own_form
from fumao.apps.procedures.demo.seats import fill_seats
from fumao.apps.procedures.demo.story import GRANTED, RETURNED, Fate, Hands, tell
from fumao.apps.procedures.demo.write import Numbers, Told, write
from fumao.apps.procedures.models import Case, ProcedureVersion
from fumao.apps.procedures.queries.catalogue import offered_in
from fumao.packs.codes import working_calendar
from fumao.packs.model import Pack
from fumao.packs.procedure_cases import load_cases
from fumao.procedures.events import Happened
from fumao.procedures.golden import GoldenCase
from fumao.procedures.intake import Filing, examine

PER_CITY = 150
PART = "procedures"
_PART_OF = 500  # cases written together
_LATELY = 540  # days before the demo's day in which the first cases of a city begin
_OWN = ((7, RETURNED), (3, GRANTED), (11, GRANTED), (18, GRANTED))  # days back, and the fate
_A_STEP = 6  # days a step takes about
_ENDS = 15  # days by which a paper's months of thirty days are shortened: some weeks are left
_YEARS = 1096  # and those beyond them: three years, for which the code lists hold


type Offices = Mapping[tuple[str, Level], Department]


@dataclass(frozen=True, slots=True)
class City:
    """A city with its synthetic enterprises and those who hold its seats."""

    area: Area
    firms: list[Enterprise]
    signed: list[Enterprise]  # those with people who can sign in
    hands: Hands


@dataclass(slots=True)
class Making:
    """What the cases of a city are made with: chance, the numbers given, offices by district."""

    rng: Random
    numbers: Numbers
    serial: int = 0  # of the last case in any city
    offices: dict[str, Offices] = field(default_factory=dict)

    def offices_of(self, firm: Enterprise, today: date) -> Offices:
        """Return the offices a firm's place has, looked up once."""
        if firm.area.code not in self.offices:
            self.offices[firm.area.code] = offices(firm.area, today)
        return self.offices[firm.area.code]


def load_demo_cases(actor: Actor, pack: Pack, per_city: int = PER_CITY) -> int:
    """Load cases; return how many were written. For the command line: no policy is asked."""
    if pack.demo is None:
        raise ValueError(f"pack {pack.head.key} holds no demo")
    if LoadedPack.objects.filter(key=pack.head.key, part=PART).exists():
        return 0
    granted = ((one.procedure, _granted(one.cases)) for one in load_cases())
    forms = {key: golden for key, golden in granted if golden is not None}
    done = 0
    with transaction.atomic():
        fill_seats(actor)
        making = Making(Random(), Numbers())  # noqa: S311 - invented data
        for city in _cities(actor.today):
            making.rng.seed(f"{pack.demo.seed}/{city.area.code}/cases")
            done += _load_city(actor, city, per_city, forms, making)
        making.numbers.keep()
        LoadedPack.objects.create(
            key=pack.head.key,
            part=PART,
            version=pack.head.version,
            digest=hashlib.sha256(f"{pack.demo.seed}/{per_city}".encode()).hexdigest(),
            loaded_at=timezone.now(),
        )
    return done


def _granted(cases: tuple[GoldenCase, ...]) -> GoldenCase | None:
    return next((one for one in cases if one.name.startswith("granted") and not one.variant), None)


def _cities(today: date) -> Iterator[City]:
    areas = Area.objects.filter(
        kind=Area.Kind.CITY, children__kind=Area.Kind.DISTRICT
    ).distinct()  # fmt: skip
    for area in areas:
        firms = list(
            Enterprise.objects.filter(area__path__startswith=area.path, synthetic=True)
            .filter(status=Enterprise.Status.ACTIVE)
            .select_related("area__parent")
            .order_by("code")
        )
        seats: dict[tuple[int | None, str], list[int]] = {}
        for person, department, role in (
            Post.objects.filter(valid_on(today), person__synthetic=True)
            .order_by("id")
            .values_list("person_id", "department_id", "role")
        ):
            seats.setdefault((department, role), []).append(person)
        if firms:
            signed = [firm for firm in firms if firm.unit_id is not None]
            yield City(area, firms, signed, Hands(seats))


def _load_city(
    actor: Actor, city: City, count: int, forms: dict[str, GoldenCase], making: Making
) -> int:
    own = city.area.path.strip("/").split("/")
    versions = [
        one
        for one in ProcedureVersion.objects.filter(state=ProcedureVersion.State.PUBLISHED)
        if offered_in(one.areas, own) and one.key in forms
    ]
    made: list[Told] = []
    done = 0
    for place in range(count if versions else 0):
        version = versions[place % len(versions)]
        # Those with people who can sign in come often, so that their pages are not empty.
        often = city.signed and making.rng.random() < 0.12
        firm = making.rng.choice(city.signed if often else city.firms)
        day = _day(actor.today, place, making.rng)
        found = _one(actor, city, version, forms[version.key], firm, day, making)
        if found is not None:
            made.append(found)
        if len(made) == _PART_OF:
            done += write(made, actor)
            made = []
    if count:
        made += _of_accounts(actor, city, versions, forms, making)
        made += _on_every_desk(actor, city, versions, forms, making)
    return done + write(made, actor)


def _of_accounts(
    actor: Actor,
    city: City,
    versions: Sequence[ProcedureVersion],
    forms: dict[str, GoldenCase],
    making: Making,
) -> Iterator[Told]:
    """Yield a few cases more of the firms that can sign in: one returned, some on their way, and
    an outcome that ends soon.
    """
    lasting = [one for one in versions if _months(one)]
    for place, firm in enumerate(city.signed):
        for number, (days, fate) in enumerate(_OWN):
            version = versions[(place + number) % len(versions)]
            day = working_calendar().next_working(actor.today - timedelta(days=days)).date
            found = _one(actor, city, version, forms[version.key], firm, day, making, fate)
            if found is not None:
                yield found
        for version in lasting:
            day = actor.today - timedelta(days=_months(version) * 30 - _ENDS)
            found = _one(actor, city, version, forms[version.key], firm, day, making, GRANTED)
            if found is not None:
                yield found
                break


def _on_every_desk(
    actor: Actor,
    city: City,
    versions: Sequence[ProcedureVersion],
    forms: dict[str, GoldenCase],
    making: Making,
) -> Iterator[Told]:
    """Yield two cases that wait at each kind of seat, so that nobody's queue is empty."""
    seats: dict[tuple[str, str, str], list[tuple[ProcedureVersion, int, str]]] = {}
    for version in versions:
        steps = (step for step in loaded(version).procedure.route if not step.is_system)
        for place, step in enumerate(steps):
            for seat in step.by:
                held = seats.setdefault((seat.function, seat.level, seat.role), [])
                held.append((version, place, step.key))
    for _seat, held in sorted(seats.items()):
        for _n in range(2):
            version, place, step_key = making.rng.choice(held)
            day = actor.today - timedelta(days=_A_STEP * (place + 1))
            day = working_calendar().next_working(day).date
            firm = making.rng.choice(city.firms)
            fate = Fate(GRANTED.place, step_key)
            found = _one(actor, city, version, forms[version.key], firm, day, making, fate)
            if found is not None:
                yield found


def _months(version: ProcedureVersion) -> int:
    terms = loaded(version).procedure.outcome
    return terms.months or 0 if terms is not None else 0


def _day(today: date, place: int, rng: Random) -> date:
    """Return a working day of submission: the first cases of a city mostly lately, more of them
    evenly over the years before.
    """
    back = _LATELY * rng.random() ** 3 if place < PER_CITY else _YEARS * rng.random()
    day = working_calendar().next_working(today - timedelta(days=int(back))).date
    return min(day, today)


def _one(  # noqa: PLR0913, PLR0917
    actor: Actor,
    city: City,
    version: ProcedureVersion,
    golden: GoldenCase,
    firm: Enterprise,
    day: date,
    making: Making,
    fate: Fate | None = None,
) -> Told | None:
    found = loaded(version)
    terms = found.procedure.outcome
    offices_here = making.offices_of(firm, actor.today)
    owner = offices_here.get((found.procedure.owner, found.procedure.level))
    if owner is None or terms is None:
        return None
    making.serial += 1
    filing = Filing(
        own_form(found.procedure, golden, Own(firm, day, making.serial, making.rng.randint(1, 3))),
        day, frozenset(golden.papers), frozenset(golden.promised),
        {"applicant_active": True, "applicant_area": firm.area.code, "held": 0},
    )  # fmt: skip
    examined = examine(found.form, filing, day)
    if examined.faults:
        return None
    data = {
        **examined.event_data(frozenset(golden.promised)),
        "offices": {
            step.key: [
                unit.pk if (unit := offices_here.get((seat.function, seat.level))) else None
                for seat in step.by
            ]
            for step in found.procedure.route
            if not step.is_system
        },
    }
    data.setdefault("promised", [])
    person = city.hands.seats.get((firm.unit_id, "handler"), [None])[0]
    case = Case(
        procedure=version, enterprise=firm, area=firm.area, owner=owner,
        submission_key=UUID(int=making.rng.getrandbits(128)), data=examined.reading.data,
        data_hash=digest(examined.reading.data), submitted_on=day, by_id=person, synthetic=True,
    )  # fmt: skip
    first = Happened("submitted", day, person, None, firm.unit_id, data)
    number = partial(making.numbers.next, case, terms.number)
    story = tell(found.procedure, first, city.hands, actor.today, making.rng, number, fate)
    return Told(case, found, story)
