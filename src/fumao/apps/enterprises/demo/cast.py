"""The enterprises of a synthetic city before they are written: names, places, beginnings, ends."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from fumao.apps.enterprises.demo import words
from fumao.apps.orgs.models import Area, Park
from fumao.apps.orgs.service import valid_on
from fumao.core.credit_code import synthetic_codes

type Name = tuple[str, str, date]  # Chinese, English, since
type Place = tuple[int, int | None, date]  # area, park, since


@dataclass(frozen=True, slots=True)
class Firm:
    """A made-up enterprise; `end` is empty, closed or merge, `into` the code it went over to."""

    code: str
    names: list[Name]
    places: list[Place]
    industry: str
    kind: str
    founded_on: date
    end: str = ""
    ended_on: date | None = None
    into: str = ""


def firms_of(city: Area, count: int, seed: int, today: date) -> list[Firm]:
    """Return `count` enterprises of a city, the same for a seed."""
    rng = Random(f"{seed}/{city.code}/firms")  # noqa: S311 - invented data
    districts = list(city.children.filter(kind=Area.Kind.DISTRICT, valid_to=None).order_by("code"))
    parks = list(Park.objects.filter(area__path__startswith=city.path).order_by("key"))
    weights = [rng.randint(2, 12) for _district in districts]
    dealt = rng.choices(range(len(districts)), weights=weights, k=count)
    codes = {
        place: iter(synthetic_codes(_six(districts[place].code), firms, seed))
        for place, firms in Counter(dealt).items()
    }
    brands = _brands(rng, count * 2)
    short = city.name.removesuffix("市")
    firms = []
    for number, place in enumerate(dealt):
        field = rng.choices(words.FIELDS, weights=[f[3] for f in words.FIELDS])[0]
        founded = today - timedelta(days=rng.randint(700, 9000))
        firms.append(
            Firm(
                next(codes[place]).text,
                _names(rng, short, city.name_en, (brands[number], brands[-1 - number]), field,
                       founded, today),
                _places(rng, districts, parks, place, founded, today),
                field[2],
                rng.choices([k for k, _w in words.KINDS], weights=[w for _k, w in words.KINDS])[0],
                founded,
            )
        )  # fmt: skip
    return _ended(rng, firms, today)


def in_zones(firms: list[Firm], city: Area, today: date) -> list[Firm]:
    """Put into each functional zone of the city the first firm, by code, of a district it lies in.

    A zone has no code of GB/T 2260: the firm keeps the credit code of its district.
    """
    zones = city.children.filter(valid_on(today), kind=Area.Kind.ZONE).prefetch_related("within")
    by_code = sorted(firms, key=lambda firm: firm.code)
    moved: dict[str, Firm] = {}
    for zone in zones.order_by("code"):
        lies_in = {district.pk for district in zone.within.all()}
        for firm in by_code:
            *earlier, (area, _park, since) = firm.places
            if not firm.end and area in lies_in and firm.code not in moved:
                moved[firm.code] = replace(firm, places=[*earlier, (zone.pk, None, since)])
                break
    return [moved.get(firm.code, firm) for firm in firms]


def _six(code: str) -> str:
    return code if len(code) == 6 and code.isdecimal() else "999999"


def _brands(rng: Random, count: int) -> list[tuple[str, str]]:
    """Return different brands of two syllables, of four where those do not suffice."""
    pairs = [
        (a + b, f"{x}{y.lower()}")
        for a, x in words.SYLLABLES for b, y in words.SYLLABLES if a != b
    ]  # fmt: skip
    rng.shuffle(pairs)
    taken = {brand for brand, _english in pairs}
    while len(pairs) < count:  # four syllables: enough for hundreds of thousands
        drawn = [rng.choice(words.SYLLABLES) for _n in range(4)]
        brand = "".join(zh for zh, _en in drawn)
        if brand not in taken:
            taken.add(brand)
            pairs.append((brand, "".join(en for _zh, en in drawn).capitalize()))
    return pairs[:count]


def _names(  # noqa: PLR0913, PLR0917 - the parts of a name
    rng: Random,
    city: str,
    city_en: str,
    brands: tuple[tuple[str, str], tuple[str, str]],
    field: tuple[str, str, str, int],
    founded: date,
    today: date,
) -> list[Name]:
    def called(brand: tuple[str, str], since: date) -> Name:
        return (
            f"{city}{brand[0]}{field[0]}（演示）有限公司",
            f"{city_en} {brand[1]} {field[1]} (Demo) Co., Ltd.",
            since,
        )

    names = [called(brands[0], founded)]
    if rng.random() < 0.1:
        names.append(called(brands[1], _between(rng, founded, today)))
    return names


def _places(
    rng: Random,
    districts: list[Area],
    parks: list[Park],
    place: int,
    founded: date,
    today: date,
) -> list[Place]:
    def there(district: Area, since: date) -> Place:
        park = rng.choice(parks).pk if parks and rng.random() < 0.4 else None
        return (district.pk, park, since)

    found = [there(districts[place], founded)]
    if rng.random() < 0.12:
        moved = _between(rng, founded, today)
        found.insert(0, there(rng.choice(districts), founded))
        found[1] = (*found[1][:2], moved)
        if found[0][:2] == found[1][:2]:
            del found[0]
            found[0] = (*found[0][:2], founded)
    return found


def _between(rng: Random, first: date, last: date) -> date:
    return first + timedelta(days=rng.randint(200, max(201, (last - first).days - 60)))


def _ended(rng: Random, firms: list[Firm], today: date) -> list[Firm]:
    """End a few: some closed, some merged into others that live on."""
    alive = len(firms) - len(firms) // 25
    done = firms[:alive]
    for number, firm in enumerate(firms[alive:]):
        last = max([s for *_n, s in firm.names] + [s for *_p, s in firm.places])
        on = min(today, last + timedelta(days=rng.randint(30, 400)))
        if number % 3 == 0:
            done.append(
                replace(firm, end="merge", ended_on=on, into=rng.choice(firms[:alive]).code)
            )
        else:
            done.append(replace(firm, end="closed", ended_on=on))
    return done
