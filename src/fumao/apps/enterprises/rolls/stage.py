"""Rows of a roll as they wait for a person: written while the file is read, and sorted anew."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import batched

from django.db import transaction

from fumao.apps.enterprises.bulk import insert_rows
from fumao.apps.enterprises.models import Roll, RollRow
from fumao.apps.enterprises.queries.places import managed_places
from fumao.apps.enterprises.rolls.details import sort_details
from fumao.apps.enterprises.rolls.lines import Line, Places
from fumao.apps.enterprises.rolls.sorting import Register, Sorted, sort_lines
from fumao.apps.orgs.actor import Actor

CHUNK = 500


def places_for(actor: Actor, roll: Roll) -> Places:
    """Return the places below the roll's area in which the actor manages enterprises."""
    areas, parks = managed_places(actor)
    below = [area for area in areas if area.path.startswith(roll.area.path)]
    return Places.of(roll.area, below, list(parks))


def staged(
    roll: Roll, done: Iterable[Sorted], earlier: dict[tuple[str, str], str]
) -> Iterator[RollRow]:
    """Yield the rows to be written; `earlier` holds what was decided of the same rows before."""
    for one in done:
        line = one.line
        code, name = str(line.data["code"]), str(line.data["name"])
        doubtful = one.outcome == RollRow.Outcome.DOUBTFUL
        yield RollRow(
            roll=roll,
            number=line.number,
            code=code,
            data=line.data,
            problems=line.problems,
            outcome=one.outcome,
            enterprise_id=one.enterprise,
            twin=one.twin,
            changes=list(one.changes),
            decision=earlier.get((code, name), "") if doubtful else "",
        )


def decided_before(roll: Roll) -> dict[tuple[str, str], str]:
    """Return what people decided of doubtful rows when earlier rolls of the area were applied."""
    rows = RollRow.objects.filter(
        roll__area=roll.area_id, roll__state=Roll.State.APPLIED, outcome=RollRow.Outcome.DOUBTFUL
    ).exclude(decision="")
    return {
        (code, data["name"]): decision
        for code, data, decision in rows.order_by("id").values_list("code", "data", "decision")
    }


def write_stage(roll: Roll, lines: Sequence[Line], places: Places) -> None:
    """Sort the lines and write the rows, telling how far it is; an earlier try is replaced."""
    RollRow.objects.filter(roll=roll).delete()
    Roll.objects.filter(pk=roll.pk).update(rows=len(lines), done=0)
    rows = staged(roll, _sorted(roll, lines, places, {}), decided_before(roll))
    written = 0
    for part in batched(rows, CHUNK):
        with transaction.atomic():
            written += insert_rows(part)
            Roll.objects.filter(pk=roll.pk).update(done=written)


def digest_of(rows: Iterable[RollRow]) -> str:
    """Return the SHA-256 of what rows say and would do, in the order of the file."""
    told = hashlib.sha256()
    for row in rows:
        body = [
            row.number,
            row.code,
            row.data,
            row.outcome,
            row.enterprise_id,
            row.twin,
            row.changes,
        ]
        told.update(json.dumps(body, ensure_ascii=False, sort_keys=True).encode())
    return told.hexdigest()


def sorted_anew(roll: Roll, places: Places) -> list[Sorted]:
    """Return what the rows come to on the register as it stands now."""
    rows = list(roll.lines.order_by("number"))
    lines = [Line(row.number, row.data, []) for row in rows if row.outcome != RollRow.Outcome.WRONG]
    decided = {row.number: row.decision for row in rows if row.decision}
    return list(_sorted(roll, lines, places, decided))


def _sorted(
    roll: Roll, lines: Sequence[Line], places: Places, decided: dict[int, str]
) -> Iterable[Sorted]:
    if roll.table:
        return sort_details(lines, roll, places)
    return sort_lines(lines, Register(roll.area, lines, roll.as_of), places, decided)
