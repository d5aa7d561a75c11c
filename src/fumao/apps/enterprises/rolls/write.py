"""Writing the rows of a roll: a handful of statements for ten thousand enterprises."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from fumao.apps.enterprises.bulk import insert_rows, keys_of
from fumao.apps.enterprises.models import (
    Confidence,
    Contact,
    Enterprise,
    EnterpriseName,
    Fact,
    Purpose,
    Residence,
    Roll,
    RollRow,
)
from fumao.apps.enterprises.names import name_key
from fumao.apps.enterprises.project import project_facts
from fumao.apps.enterprises.vocabulary import inputs, unit_of
from fumao.apps.orgs.actor import Actor

_PART = 400  # rows of an UPDATE
Outcome, Decision = RollRow.Outcome, RollRow.Decision


@dataclass(slots=True)
class _Batch:
    """What is to be written, row by row, before any of it is."""

    actor: Actor
    roll: Roll
    at: datetime
    names: list[EnterpriseName] = field(default_factory=list)
    places: list[Residence] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    renamed: set[int] = field(default_factory=set)
    moved: set[int] = field(default_factory=set)

    def add_fact(self, key: int, name: str, value: str) -> None:
        """Add a fact as the roll tells it."""
        given = inputs()[name]
        self.facts.append(
            Fact(
                enterprise_id=key,
                name=name,
                value=value,
                unit=unit_of(given),
                source=self.roll.source,
                as_of=self.roll.as_of,
                holds_from=self.roll.as_of,
                purpose=Purpose(given.purpose),
                confidence=Confidence.DECLARED,
                by=self.actor.person,
                on=self.actor.today,
                at=self.at,
            )
        )

    def add_contact(self, key: int, data: dict[str, Any]) -> None:
        """Add a contact where the roll names one with a number or an address."""
        if data["contact"] and (data["phone"] or data["email"]):
            self.contacts.append(
                Contact(
                    enterprise_id=key,
                    name=data["contact"],
                    phone=data["phone"],
                    email=data["email"],
                    added_on=self.actor.today,
                )
            )


def write_rows(actor: Actor, roll: Roll, rows: list[RollRow]) -> dict[str, int]:
    """Write what the rows say inside the caller's transaction; return how many of what."""
    batch = _Batch(actor, roll, timezone.now())
    new = [row for row in rows if _is_new(row)]
    changed = [row for row in rows if _is_change(row)]
    insert_rows(_enterprise(row, roll) for row in new)
    keys = keys_of([row.code for row in new])
    for row in new:
        _begin(batch, keys[row.code], row)
    touched = Enterprise.objects.in_bulk([row.enterprise_id for row in changed])
    for row in changed:
        _change(batch, touched[row.enterprise_id], row)
    _close(batch)
    Enterprise.objects.bulk_update(
        touched.values(),
        ["name", "name_en", "area", "park", "industry", "industry_edition", "kind", "founded_on"],
        batch_size=_PART,
    )
    insert_rows(batch.names)
    insert_rows(batch.places)
    insert_rows(batch.contacts)
    insert_rows(batch.facts)
    told = {fact.enterprise_id for fact in batch.facts}
    project_facts(told | set(keys.values()))
    return {
        "registered": len(new),
        "changed": len(changed),
        "renamed": len(batch.renamed),
        "moved": len(batch.moved),
        "facts": len(batch.facts),
        "contacts": len(batch.contacts),
        "left_out": len(rows) - len(new) - len(changed),
    }


def _is_new(row: RollRow) -> bool:
    if row.outcome == Outcome.NEW:
        return row.decision != Decision.SKIP
    return row.outcome == Outcome.DOUBTFUL and row.decision == Decision.DIFFERENT


def _is_change(row: RollRow) -> bool:
    if row.outcome == Outcome.UPDATE:
        return row.decision != Decision.SKIP
    same = row.outcome == Outcome.DOUBTFUL and row.decision == Decision.SAME
    return same and row.enterprise_id is not None and bool(row.changes)


def _enterprise(row: RollRow, roll: Roll) -> Enterprise:
    data = row.data
    founded = data["founded_on"]
    return Enterprise(
        code=row.code,
        name=data["name"],
        name_en=data["name_en"],
        industry=data["industry"],
        industry_edition=data["edition"],
        kind=data["kind"],
        founded_on=date.fromisoformat(founded) if founded else None,
        area_id=data["area"] or roll.area_id,
        park_id=data["park"],
    )


def _begin(batch: _Batch, key: int, row: RollRow) -> None:
    """Add the first name, place, contact and facts of a new enterprise."""
    data = row.data
    since = date.fromisoformat(data["founded_on"]) if data["founded_on"] else None
    batch.names.append(_name(key, data["name"], since))
    batch.places.append(
        Residence(
            enterprise_id=key, area_id=data["area"] or batch.roll.area_id, park_id=data["park"],
            valid_from=since,
        )
    )  # fmt: skip
    batch.add_contact(key, data)
    for name, value in data["facts"].items():
        batch.add_fact(key, name, value)


def _name(key: int, name: str, since: date | None) -> EnterpriseName:
    return EnterpriseName(enterprise_id=key, name=name, match=name_key(name), valid_from=since)


def _change(batch: _Batch, one: Enterprise, row: RollRow) -> None:
    """Add what changes of an enterprise on record."""
    as_of = batch.roll.as_of
    for change in row.changes:
        what, new = change["field"], change["new"]
        if what == "name":
            one.name = new
            batch.renamed.add(one.pk)
            batch.names.append(_name(one.pk, new, as_of))
        elif what == "place":
            one.area_id, one.park_id = new
            batch.moved.add(one.pk)
            batch.places.append(
                Residence(enterprise=one, area_id=new[0], park_id=new[1], valid_from=as_of)
            )
        elif what == "contact":
            batch.add_contact(one.pk, row.data)
        elif what.startswith("fact:"):
            batch.add_fact(one.pk, what.removeprefix("fact:"), new)
        else:
            setattr(one, what, date.fromisoformat(new) if what == "founded_on" else new)
            if what == "industry":
                one.industry_edition = row.data["edition"]


def _close(batch: _Batch) -> None:
    """Give the names and places that end now their last day; before the new ones are written."""
    last = batch.roll.as_of - timedelta(days=1)
    for model, keys in ((EnterpriseName, batch.renamed), (Residence, batch.moved)):
        for part in _parts(keys):
            model._default_manager.filter(enterprise__in=part, valid_to=None).update(valid_to=last)


def _parts(keys: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(keys)
    for start in range(0, len(ordered), _PART):
        yield ordered[start : start + _PART]
