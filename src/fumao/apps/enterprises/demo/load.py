"""Load some hundreds of synthetic enterprises a city; a second time changes nothing."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from fumao.apps.audit.service import record
from fumao.apps.enterprises.bulk import insert_rows, keys_of
from fumao.apps.enterprises.checks import industries
from fumao.apps.enterprises.demo import figures, words
from fumao.apps.enterprises.demo.accounts import open_accounts
from fumao.apps.enterprises.demo.cast import Firm, firms_of, in_zones
from fumao.apps.enterprises.models import (
    Contact,
    Enterprise,
    EnterpriseName,
    Fact,
    Purpose,
    Residence,
    Succession,
)
from fumao.apps.enterprises.names import name_key
from fumao.apps.enterprises.project import project_facts
from fumao.apps.enterprises.vocabulary import inputs, last_day, unit_of
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area, LoadedPack
from fumao.packs.model import Pack
from fumao.rules.definitions import Input

PER_CITY = 300
PART = "enterprises"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was written; all zero where it had been loaded before."""

    enterprises: int = 0
    facts: int = 0


def load_demo(actor: Actor, pack: Pack, per_city: int = PER_CITY) -> Loaded:
    """Load enterprises into every city of the demo's plans; the same seed gives the same ones.

    For the command line: no policy is asked. The areas and parks must have been loaded. Where the
    demo's people are there, the first enterprises of a city get accounts.
    """
    if pack.demo is None:
        raise ValueError(f"pack {pack.head.key} holds no demo")
    with transaction.atomic():
        done = _load_cities(actor, pack, pack.demo.seed, per_city)
        for city in cities():
            open_accounts(actor, city)
    return done


def _load_cities(actor: Actor, pack: Pack, seed: int, per_city: int) -> Loaded:
    done = Loaded()
    if not LoadedPack.objects.filter(key=pack.head.key, part=PART).exists():
        for city in cities():
            made = load_city(actor, city, per_city, seed)
            done = Loaded(done.enterprises + made.enterprises, done.facts + made.facts)
        LoadedPack.objects.create(
            key=pack.head.key,
            part=PART,
            version=pack.head.version,
            digest=hashlib.sha256(f"{seed}/{per_city}".encode()).hexdigest(),
            loaded_at=timezone.now(),
        )
    return done


def cities() -> list[Area]:
    """Return the cities that have districts: those whose packs are loaded."""
    return list(
        Area.objects.filter(kind=Area.Kind.CITY, children__kind=Area.Kind.DISTRICT).distinct()
    )


def load_city(actor: Actor, city: Area, count: int, seed: int) -> Loaded:
    """Write `count` enterprises of a city with their past, facts and contacts, and one event."""
    scheme = industries(actor.today)
    edition = scheme.version if scheme else ""
    firms = in_zones(firms_of(city, count, seed, actor.today), city, actor.today)
    insert_rows(_row(firm, edition) for firm in firms)
    keys = keys_of([firm.code for firm in firms])
    insert_rows(row for firm in firms for row in _names(firm, keys[firm.code]))
    insert_rows(row for firm in firms for row in _places(firm, keys[firm.code]))
    insert_rows(row for firm in firms for row in _contacts(firm, keys[firm.code], actor.today))
    insert_rows(
        Succession(
            predecessor_id=keys[firm.code], successor_id=keys[firm.into], kind=firm.end,
            on=firm.ended_on,
        )
        for firm in firms if firm.into and firm.ended_on
    )  # fmt: skip
    asked = figures.of_city(inputs(), city.code)
    facts = insert_rows(
        fact for firm in firms for fact in _facts(firm, keys[firm.code], actor.today, asked)
    )
    project_facts(keys.values())
    codes = hashlib.sha256("".join(sorted(keys)).encode()).hexdigest()
    record(
        f"enterprises:{city.code}",
        "enterprises_demo_loaded",
        actor=actor,
        area=city,
        data={"enterprises": len(firms), "facts": facts, "codes": codes},
    )
    return Loaded(len(firms), facts)


def _row(firm: Firm, edition: str) -> Enterprise:
    name, name_en, _since = firm.names[-1]
    area, park, _since = firm.places[-1]
    return Enterprise(
        code=firm.code,
        name=name,
        name_en=name_en,
        status={"merge": "merged", "closed": "closed"}.get(firm.end, "active"),
        industry=firm.industry,
        industry_edition=edition,
        kind=firm.kind,
        founded_on=firm.founded_on,
        ended_on=firm.ended_on,
        area_id=area,
        park_id=park,
        synthetic=True,
    )


def _until(starts: list[date], place: int) -> date | None:
    later = starts[place + 1 : place + 2]
    return later[0] - timedelta(days=1) if later else None


def _names(firm: Firm, key: int) -> list[EnterpriseName]:
    starts = [since for _name, _en, since in firm.names]
    return [
        EnterpriseName(
            enterprise_id=key, name=name, match=name_key(name), valid_from=since,
            valid_to=_until(starts, place),
        )
        for place, (name, _en, since) in enumerate(firm.names)
    ]  # fmt: skip


def _places(firm: Firm, key: int) -> list[Residence]:
    starts = [since for _area, _park, since in firm.places]
    return [
        Residence(
            enterprise_id=key, area_id=area, park_id=park, valid_from=since,
            valid_to=_until(starts, place),
        )
        for place, (area, park, since) in enumerate(firm.places)
    ]  # fmt: skip


def _contacts(firm: Firm, key: int, today: date) -> list[Contact]:
    rng = Random(f"{firm.code}/contacts")  # noqa: S311 - invented data
    return [
        Contact(
            enterprise_id=key,
            name=f"联系人{rng.choice(words.PEOPLE)}（演示）",
            duty=duty,
            phone=f"1000{rng.randint(0, 9_999_999):07d}",  # no network begins with 100
            email=f"contact{rng.randint(100, 999)}@example.com",
            purpose=Purpose.STATISTICS if duty == "统计联络员" else Purpose.ADMINISTRATION,
            added_on=min(today, firm.founded_on + timedelta(days=400)),
        )
        for duty in rng.sample(words.DUTIES, k=rng.choice((1, 1, 2)))
    ]


def _facts(firm: Firm, key: int, today: date, vocabulary: dict[str, Input]) -> list[Fact]:
    rng = Random(f"{firm.code}/facts")  # noqa: S311 - invented data
    last = today.year - 1
    own: dict[str, object] = {
        "xm_set_up_on": firm.founded_on,
        "industry_division": firm.industry[:2],
    }
    told = figures.facts(rng, vocabulary, own, last, words.SOURCES)
    made = []
    for one in told:
        holds_from = one.as_of or last_day(one.period)[1]
        on = min(today, holds_from + timedelta(days=rng.randint(30, 100)))
        made.append(
            Fact(
                enterprise_id=key,
                name=one.name,
                value=one.value,
                unit=unit_of(vocabulary[one.name]),
                source=one.source,
                as_of=one.as_of,
                period=one.period,
                holds_from=holds_from,
                purpose=vocabulary[one.name].purpose,
                confidence=one.confidence,
                on=on,
                at=datetime(on.year, on.month, on.day, 2, tzinfo=timezone.get_fixed_timezone(0)),
            )
        )
    return made
