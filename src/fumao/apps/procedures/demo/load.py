"""Load synthetic cases of every procedure into the demo's cities; a second time changes nothing."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fumao.apps.audit.service import Draft as EventDraft
from fumao.apps.audit.service import record_batch
from fumao.apps.enterprises.models import Enterprise
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area, Department, LoadedPack, Post
from fumao.apps.orgs.offices import Level
from fumao.apps.orgs.service import offices, valid_on
from fumao.apps.procedures.actions.submit_case import digest
from fumao.apps.procedures.book import Loaded, loaded
from fumao.apps.procedures.demo.papers import attach_papers
from fumao.apps.procedures.demo.seats import fill_seats
from fumao.apps.procedures.demo.story import Hands, Story, tell
from fumao.apps.procedures.issuing import after_close, issue
from fumao.apps.procedures.models import Case, CaseClock, ProcedureVersion, StepRun
from fumao.apps.procedures.queries.catalogue import offered_in
from fumao.apps.procedures.stored import clock_row, run_row, set_columns
from fumao.packs.codes import working_calendar
from fumao.packs.model import Pack
from fumao.packs.procedure_cases import load_cases
from fumao.procedures import fold
from fumao.procedures.events import Happened
from fumao.procedures.golden import GoldenCase
from fumao.procedures.intake import Filing, examine

PER_CITY = 150
PART = "procedures"
_PART_OF = 500  # cases written together
_BACK = 540  # days before the demo's day in which cases begin


type Offices = Mapping[tuple[str, Level], Department]


@dataclass(frozen=True, slots=True)
class City:
    """A city with its synthetic enterprises and those who hold its seats."""

    area: Area
    firms: list[Enterprise]
    signed: list[Enterprise]  # those with people who can sign in
    hands: Hands


def load_demo_cases(actor: Actor, pack: Pack, per_city: int = PER_CITY) -> int:
    """Load cases; return how many were written. For the command line: no policy is asked."""
    if pack.demo is None:
        raise ValueError(f"pack {pack.head.key} holds no demo")
    if LoadedPack.objects.filter(key=pack.head.key, part=PART).exists():
        return 0
    forms = {one.procedure: _granted(one.cases) for one in load_cases()}
    done = 0
    with transaction.atomic():
        fill_seats(actor)
        for city in _cities(actor.today):
            rng = Random(f"{pack.demo.seed}/{city.area.code}/cases")  # noqa: S311 - invented data
            done += _load_city(actor, city, per_city, rng, forms)
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
            .select_related("area")
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
    actor: Actor, city: City, count: int, rng: Random, forms: dict[str, GoldenCase | None]
) -> int:
    own = city.area.path.strip("/").split("/")
    versions = [
        one
        for one in ProcedureVersion.objects.filter(state=ProcedureVersion.State.PUBLISHED)
        if offered_in(one.areas, own) and forms.get(one.key) is not None
    ]
    held: dict[str, Offices] = {}
    made: list[tuple[Case, Loaded, Story]] = []
    done = 0
    for place in range(count if versions else 0):
        version = versions[place % len(versions)]
        golden = forms[version.key]
        # Those with people who can sign in come often, so that their pages are not empty.
        firm = rng.choice(city.signed if city.signed and rng.random() < 0.12 else city.firms)
        found = _one(actor, city, version, golden, firm, rng, held) if golden else None
        if found is not None:
            made.append(found)
        if len(made) == _PART_OF:
            done += _write(actor, made)
            made = []
    return done + _write(actor, made)


def _one(  # noqa: PLR0913, PLR0917
    actor: Actor,
    city: City,
    version: ProcedureVersion,
    golden: GoldenCase,
    firm: Enterprise,
    rng: Random,
    held: dict[str, Offices],
) -> tuple[Case, Loaded, Story] | None:
    found = loaded(version)
    day = (
        working_calendar()
        .next_working(actor.today - timedelta(days=int(_BACK * rng.random() ** 2)))
        .date
    )
    day = min(day, actor.today)
    offices_here = held.setdefault(firm.area.code, offices(firm.area, actor.today))
    owner = offices_here.get((found.procedure.owner, found.procedure.level))
    if owner is None:
        return None
    filing = Filing(
        golden.form, golden.on, frozenset(golden.papers), frozenset(golden.promised),
        {"applicant_active": True, "applicant_area": firm.area.code, "held": 0},
    )  # fmt: skip
    examined = examine(found.form, filing, golden.on)
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
    first = Happened("submitted", day, person, None, firm.unit_id, data)
    story = tell(found.procedure, first, city.hands, actor.today, rng)
    if story is None:
        return None
    case = Case(
        procedure=version, enterprise=firm, area=firm.area, owner=owner,
        submission_key=UUID(int=rng.getrandbits(128)), data=examined.reading.data,
        data_hash=digest(examined.reading.data), submitted_on=day, by_id=person, synthetic=True,
    )  # fmt: skip
    return case, found, story


def _write(actor: Actor, made: list[tuple[Case, Loaded, Story]]) -> int:
    """Write cases with their runs, clocks, events and outcomes."""
    for case, _held, story in made:
        set_columns(case, story.state)
        case.seq = len(story.events)
    Case.objects.bulk_create([case for case, _held, _story in made])
    for case, held, story in made:
        if story.state.issuing:
            _issue(actor, case, held, story)
        if not story.state.is_open:
            after_close(case, held, story.state, story.events[-1], actor)
    StepRun.objects.bulk_create(
        [run_row(case, run) for case, _held, story in made for run in story.state.runs],
        batch_size=500,
    )
    CaseClock.objects.bulk_create(
        [
            clock_row(case, place, one)
            for case, _held, story in made
            for place, one in enumerate(story.state.accounts)
        ],
        batch_size=500,
    )
    attach_papers(actor, [case for case, _held, _story in made])
    record_batch(
        (event for case, _held, story in made for event in _events(case, story)), new_streams=True
    )
    return len(made)


def _issue(actor: Actor, case: Case, held: Loaded, story: Story) -> None:
    """Give the outcome's number, as the transaction of the last act would."""
    day = story.events[-1].on
    number = issue(case, held, story.state, day, actor)
    event = Happened("issued", day, data={"number": number})
    story.events.append(event)
    story.state = fold.apply(held.procedure, working_calendar(), story.state, event)
    set_columns(case, story.state)
    case.seq += 1
    case.save(
        update_fields=["phase", "accepted_on", "decided_on", "closed_on", "course", "seq"]
    )  # fmt: skip


def _events(case: Case, story: Story) -> Iterator[EventDraft]:
    for event in story.events:
        yield EventDraft(
            stream=case.stream,
            kind=f"case_{event.kind}",
            at=datetime(event.on.year, event.on.month, event.on.day, 2, tzinfo=UTC),
            on=event.on,
            area=case.area_id,
            actor=event.person,
            department=event.office,
            data=event.data,
        )
