"""Random procedures under random acts: what must hold of every case holds, and every due day is the
one counted by hand over the calendar.
"""

import random

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from fumao.procedures.definitions import Procedure
from fumao.procedures.lint_clocks import check_clocks
from fumao.procedures.lint_fees import check_fees
from fumao.procedures.lint_notes import Known, Notes
from fumao.procedures.lint_route import check_route
from fumao.procedures.lint_seats import check_seats
from tests.procedures.made import made
from tests.procedures.world import World

_STEPS = 40


class Case(RuleBasedStateMachine):
    """A case whose history Hypothesis draws, and shrinks where something does not hold."""

    def __init__(self) -> None:
        super().__init__()
        self.world: World | None = None

    @initialize(data=st.data())
    def submitted(self, data: st.DataObject) -> None:
        def choose(among):  # type: ignore[no-untyped-def]
            return data.draw(st.sampled_from(list(among)))

        self.world = World(made(choose), choose)

    @rule(data=st.data())
    def something_happens(self, data: st.DataObject) -> None:
        assert self.world is not None
        self.world.choose = lambda among: data.draw(st.sampled_from(list(among)))
        self.world.step()

    @invariant()
    def everything_holds(self) -> None:
        if self.world is not None:
            self.world.check()
            self.world.check_folded()


Case.TestCase.settings = settings(max_examples=30, stateful_step_count=25)
TestCase = Case.TestCase


def history(seed: int) -> World:
    """Play one history to its end and check it all the way."""
    generator = random.Random(seed)
    procedure = made(generator.choice)
    world = World(procedure, generator.choice)
    for _ in range(_STEPS):
        world.step()
        world.check()
    world.check_folded()
    assert world.procedure == made(random.Random(seed).choice)  # 1: nothing changes a definition
    return world


def test_histories() -> None:
    worlds = [history(seed) for seed in range(300)]
    ends = {world.state.phase for world in worlds}
    assert {"granted", "refused", "withdrawn", "lapsed", "terminated"} <= ends
    kinds = {event.kind for world in worlds for event in world.events}
    assert {"fee_received", "fee_waived", "fee_refunded"} <= kinds


@pytest.mark.long
def test_ten_thousand_histories() -> None:
    for seed in range(10_000):
        history(seed)


def test_made_procedures_lint_clean() -> None:
    for seed in range(300):
        assert noted(made(random.Random(seed).choice)) == []


def noted(procedure: Procedure) -> list[str]:
    notes = Notes()
    check_route(procedure, notes)
    check_seats(procedure, Known(), notes)
    check_clocks(procedure, notes)
    check_fees(procedure, notes)
    return [
        note.problem.sentence("en") for note in notes.found
        # Random limits may overrun a random term: that changes nothing of how clocks count.
        if note.problem.code not in ("overrun", "terms")
    ]  # fmt: skip
