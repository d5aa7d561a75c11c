"""The row of a filing made into its state, and a state's changes written back to the row."""

from dataclasses import asdict
from datetime import date
from typing import Any

from fumao.apps.surveys.models import Filing
from fumao.surveys.review import FilingState, Grounds, Reviewed

COLUMNS = (
    "phase", "level", "round", "seq", "filed_on", "first_filed_on", "accepted_on", "again_by",
    "returns", "returned", "people", "version", "accepted",
)  # fmt: skip


def state_of(row: Filing) -> FilingState:
    """Return where a filing is, from its row."""
    people = tuple(sorted((int(pk), level) for pk, level in row.people.items()))
    return FilingState(
        phase=row.phase,  # type: ignore[arg-type]
        level=row.level,
        round=row.round,
        filed_on=row.filed_on,
        first_filed_on=row.first_filed_on,
        accepted_on=row.accepted_on,
        returned=returned_of(row.returned),
        returns=row.returns,
        people=people,
    )


def set_columns(row: Filing, state: FilingState) -> None:
    """Give a filing the columns of a state, unsaved."""
    row.phase, row.level, row.round = state.phase, state.level, state.round
    row.filed_on, row.first_filed_on = state.filed_on, state.first_filed_on
    row.accepted_on, row.returns = state.accepted_on, state.returns
    row.people = {str(pk): level for pk, level in state.people}
    row.returned = told_return(state.returned) if state.returned else None
    grounds = state.returned.grounds if state.returned else None
    row.again_by = grounds.due if grounds else None


def told_return(event: Reviewed) -> dict[str, Any]:
    """Return a return as JSON: who sent it back when and at which level, and its grounds."""
    told: dict[str, Any] = {
        "kind": event.kind, "on": event.on.isoformat(), "person": event.person,
        "level": event.level,
    }  # fmt: skip
    if event.grounds is not None:
        grounds = asdict(event.grounds)
        told |= grounds | {"due": event.grounds.due.isoformat(), "cells": list(event.grounds.cells)}
    return told


def returned_of(told: dict[str, Any] | None) -> Reviewed | None:
    """Return a return read from JSON."""
    if told is None:
        return None
    grounds = Grounds(
        told["reason"], told["words"], date.fromisoformat(told["due"]), tuple(told["cells"]),
        told["rule"],
    )  # fmt: skip
    day = date.fromisoformat(told["on"])
    return Reviewed(told["kind"], day, told["person"], told["level"], grounds)
