"""What each row of a roll would do to the register: the same answer before and after a look at it.

Nothing is written here. A row is new, a change, no change, doubtful, or wrong.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from fumao.apps.enterprises.checks import city_path
from fumao.apps.enterprises.models import (
    Contact,
    Enterprise,
    EnterpriseName,
    Fact,
    Residence,
    RollRow,
)
from fumao.apps.enterprises.names import NearNames, name_key
from fumao.apps.enterprises.rolls.lines import Line, Places
from fumao.apps.enterprises.vocabulary import inputs
from fumao.apps.orgs.models import Area
from fumao.core.errors import Words

_CODES = 2000  # a query
Outcome = RollRow.Outcome


@dataclass(slots=True)
class Known:
    """An enterprise on the register as a row is compared with it."""

    pk: int
    row: dict[str, Any]
    name_since: date | None = None
    place_since: date | None = None
    contacts: set[tuple[str, str, str]] = field(default_factory=set)
    facts: dict[str, tuple[date, str]] = field(default_factory=dict)  # by name: since, value


@dataclass(frozen=True, slots=True)
class Sorted:
    """What a row comes to."""

    line: Line
    outcome: RollRow.Outcome
    enterprise: int | None = None
    twin: int | None = None
    changes: tuple[dict[str, Any], ...] = ()


_FIELDS = (
    "code",
    "name",
    "name_en",
    "industry",
    "kind",
    "founded_on",
    "status",
    "area_id",
    "park_id",
)


class Register:
    """The part of the register a roll touches, read in a few queries."""

    def __init__(self, home: Area, lines: Sequence[Line], as_of: date) -> None:
        self.as_of = as_of
        codes = [str(line.data["code"]) for line in lines if line.data["code"]]
        self.by_code: dict[str, Known] = {}
        for start in range(0, len(codes), _CODES):
            self._add(Enterprise.objects.filter(code__in=codes[start : start + _CODES]))
        near = Area.objects.filter(path__startswith=city_path(home)).order_by().values("pk")
        names = EnterpriseName.objects.filter(enterprise__area__in=near).values_list(
            "enterprise_id", "match"
        )
        self.names = NearNames(names.iterator(chunk_size=5000))
        self._by_key = {known.pk: known for known in self.by_code.values()}

    def _add(self, rows: Any) -> None:
        found = {
            key: Known(key, dict(zip(_FIELDS, values, strict=True)))
            for key, *values in rows.values_list("pk", *_FIELDS)
        }
        keys = list(found)
        names = EnterpriseName.objects.filter(enterprise__in=keys, valid_to=None)
        for key, day in names.values_list("enterprise_id", "valid_from"):
            found[key].name_since = day
        places = Residence.objects.filter(enterprise__in=keys, valid_to=None)
        for key, day in places.values_list("enterprise_id", "valid_from"):
            found[key].place_since = day
        contacts = Contact.objects.filter(enterprise__in=keys, ended_on=None)
        for key, *person in contacts.values_list("enterprise_id", "name", "phone", "email"):
            found[key].contacts.add((person[0], person[1], person[2]))
        facts = Fact.objects.filter(
            enterprise__in=keys, correction=None, holds_from__lte=self.as_of
        ).order_by("enterprise_id", "name", "holds_from", "id")
        for key, name, since, value in facts.values_list(
            "enterprise_id", "name", "holds_from", "value"
        ):
            found[key].facts[name] = (since, value)
        self.by_code |= {known.row["code"]: known for known in found.values()}

    def known(self, key: int) -> Known:
        """Return an enterprise by its key, read where it was not."""
        if key not in self._by_key:
            self._add(Enterprise.objects.filter(pk=key))
            self._by_key |= {known.pk: known for known in self.by_code.values()}
        return self._by_key[key]


def sort_lines(
    lines: Iterable[Line],
    register: Register,
    places: Places,
    decided: dict[int, str],
) -> Iterable[Sorted]:
    """Yield what each row comes to; `decided` holds what a person said, by row number."""
    first_by_code: dict[str, int] = {}
    first_by_name: dict[str, int] = {}
    for line in lines:
        code, key = str(line.data["code"]), name_key(str(line.data["name"]))
        done = _sort(line, register, places, decided.get(line.number, ""), (
            first_by_code.get(code) if code else None, first_by_name.get(key)
        ))  # fmt: skip
        if done.outcome != Outcome.WRONG:
            if code:
                first_by_code.setdefault(code, line.number)
            first_by_name.setdefault(key, line.number)
        yield done


def _sort(
    line: Line,
    register: Register,
    places: Places,
    decision: str,
    before: tuple[int | None, int | None],
) -> Sorted:
    code, name = str(line.data["code"]), str(line.data["name"])
    same_code, same_name = before
    if same_code is not None:
        line.wrong(
            "统一社会信用代码", code,
            Words(f"与第{same_code}行重复", f"the same as in row {same_code}"),
            Words("只留一行", "keep one of them"),
        )  # fmt: skip
    if line.problems:
        return Sorted(line, Outcome.WRONG)
    if code in register.by_code:
        return _compared(line, register.by_code[code], places, register.as_of, Outcome.UPDATE)
    key = name_key(name)
    like = register.names.same(key)
    if like is None:
        like = register.names.nearest(key)
    if like is not None:
        return _doubtful(line, register.known(like), places, register.as_of, decision)
    if not code:
        line.wrong(
            "统一社会信用代码", "",
            Words("缺信用代码，登记册里也没有同名企业", "no code, and no such name on record"),
            Words("补上信用代码", "add the code"),
        )  # fmt: skip
        return Sorted(line, Outcome.WRONG)
    if same_name is not None:
        return Sorted(line, Outcome.DOUBTFUL, twin=same_name)
    return Sorted(line, Outcome.NEW)


def _doubtful(line: Line, known: Known, places: Places, as_of: date, decision: str) -> Sorted:
    """Return a row that may be an enterprise on record; with its changes once it is said to be."""
    if decision == RollRow.Decision.DIFFERENT and not line.data["code"]:
        line.wrong(
            "统一社会信用代码", "",
            Words("不同企业须有自己的信用代码", "another enterprise needs a code of its own"),
            Words("补上信用代码", "add the code"),
        )  # fmt: skip
        return Sorted(line, Outcome.WRONG, known.pk)
    compared = _compared(line, known, places, as_of, Outcome.DOUBTFUL)
    if compared.outcome == Outcome.WRONG and decision != RollRow.Decision.SAME:
        line.problems.clear()  # it is wrong only as a change of that enterprise
        return Sorted(line, Outcome.DOUBTFUL, known.pk)
    return compared


def _compared(
    line: Line, known: Known, places: Places, as_of: date, changed: RollRow.Outcome
) -> Sorted:
    """Return a row against the enterprise it is about: what would change."""
    row = known.row
    if row["area_id"] not in places.labels:
        line.wrong(
            "统一社会信用代码", row["code"],
            Words("已在其他地区登记", "on record in another area"),
            Words("与该地区或上级统筹办公室联系迁移", "ask that area or the office above"),
        )  # fmt: skip
    elif row["status"] != Enterprise.Status.ACTIVE:
        line.wrong(
            "统一社会信用代码", row["code"],
            Words("该企业已不存续", "this enterprise is no more"),
            Words("如系误登，先恢复存续", "reopen it first if that is an error"),
        )  # fmt: skip
    changes = list(_changes(line, known, places, as_of))
    if line.problems:
        return Sorted(line, Outcome.WRONG, known.pk)
    outcome = changed if changes or changed == Outcome.DOUBTFUL else Outcome.SAME
    return Sorted(line, outcome, known.pk, None, tuple(changes))


def _changes(line: Line, known: Known, places: Places, as_of: date) -> Iterable[dict[str, Any]]:
    row, data = known.row, line.data
    if data["name"] != row["name"]:
        _after(line, "企业名称", known.name_since, as_of)
        yield {"field": "name", "old": row["name"], "new": data["name"]}
    area = data["area"] or row["area_id"]
    moved = area != row["area_id"]
    park = data["park"] if data["park"] is not None or moved else row["park_id"]
    if (area, park) != (row["area_id"], row["park_id"]):
        _after(line, "地区", known.place_since, as_of)
        yield {
            "field": "place",
            "old": [row["area_id"], row["park_id"]],
            "new": [area, park],
        }
    for name in ("name_en", "industry", "kind"):
        if data[name] and data[name] != row[name]:
            yield {"field": name, "old": row[name], "new": data[name]}
    founded = row["founded_on"].isoformat() if row["founded_on"] else None
    if data["founded_on"] and data["founded_on"] != founded:
        yield {"field": "founded_on", "old": founded, "new": data["founded_on"]}
    person = (data["contact"], data["phone"], data["email"])
    if data["contact"] and (data["phone"] or data["email"]) and person not in known.contacts:
        yield {"field": "contact", "old": None, "new": None}
    yield from _fact_changes(line, known, as_of)


def _fact_changes(line: Line, known: Known, as_of: date) -> Iterable[dict[str, Any]]:
    facts: dict[str, str] = line.data["facts"]
    for name, value in facts.items():
        old = known.facts.get(name)
        if old == (as_of, value):
            continue
        # What was given for statistics is not shown to who manages the register (art. 28).
        shown = old is not None and inputs()[name].purpose != "statistics"
        yield {"field": f"fact:{name}", "old": old[1] if old and shown else None, "new": value}


def _after(line: Line, column: str, since: date | None, as_of: date) -> None:
    if since is not None and as_of <= since:
        line.wrong(
            column, as_of.isoformat(),
            Words(
                f"现登记内容自 {since.isoformat()} 起，名册日期不晚于这一天",
                f"what is on record holds from {since.isoformat()}, the roll's day is not later",
            ),
            Words("核对名册日期，或删去这一列的变化", "check the roll's day, or leave it out"),
        )  # fmt: skip
