"""The walk over one case and the query over all give the same values, for whatever pack."""

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fumao.rules import Definitions, Library, RuleSet, batch_query
from fumao.rules.sql.piece import TooLongError, TooWideError
from tests.rules.parity import duck
from tests.rules.parity.packs import days, packs
from tests.rules.parity.rows import cases

MILLION = 1_000_000


@st.composite
def trials(draw: st.DrawFn) -> tuple[Definitions, object, int, bool, bool, bool, bool]:
    pack = draw(packs())
    return (
        pack,
        days(draw),
        draw(st.integers(0, 2**32)),
        draw(st.booleans()),
        draw(st.booleans()),
        draw(st.booleans()),
        draw(st.booleans()),
    )


def compare(trial, rows: int) -> tuple[int, int]:
    """Compare every value of a pack; return how many there were, and the rules too wide for it."""
    pack, day, seed, scaled, decimals, some_known, some_absent = trial
    rules = Library(pack).at(day)
    given = rules.library.inputs
    fields = pack.tables[0].fields
    names = sorted(given)
    known = frozenset(names[::3]) if some_known else frozenset()
    absent = frozenset(names[1::7]) if some_absent else frozenset()
    if some_absent and seed % 3 == 0:
        absent |= {"lines"} if seed % 2 else {"yuan_f"}
    source = duck.source(given, fields, scaled, known - absent, absent)
    fit, wide = fitting(rules, source, decimals)
    found_cases = cases(rules, given, known - absent, rows, seed)
    with duckdb.connect(config={"threads": 1}) as connection:
        duck.load(connection, given, fields, found_cases, scaled)
        batch = batch_query(rules, source, names=fit, decimals=decimals)
        found = connection.execute(batch.sql).fetchall()
    assert len(found) == len(found_cases)
    wrong = list(duck.differences(rules, batch, found, found_cases, absent, decimals))
    assert not wrong, f"{len(wrong)} values differ:\n" + "\n".join(wrong[:3])
    return len(found) * len(batch.types), wide


def fitting(rules: RuleSet, source, decimals: bool) -> tuple[list[str], int]:
    """Return the rules whose bounds prove that 38 digits hold them, and how many others."""
    fit = []
    in_force = [name for name, version in rules.versions.items() if version is not None]
    for name in in_force:
        try:
            batch_query(rules, source, names=[name], decimals=decimals)
        except (TooWideError, TooLongError):
            continue
        fit.append(name)
    return fit, len(in_force) - len(fit)


def run(examples: int, rows: int, **more) -> tuple[int, int]:
    counts = [0, 0]

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        **more,
    )
    @given(trials())
    def each(trial) -> None:
        compared, wide = compare(trial, rows)
        counts[0] += compared
        counts[1] += wide

    each()
    return counts[0], counts[1]


def test_short():
    compared, _ = run(25, 60, derandomize=True)
    assert compared > 5_000


@pytest.mark.long
def test_million():
    compared, wide = run(150, 900, print_blob=True)
    print(f"{compared:,} values compared, {wide} rules too wide")
    assert compared >= MILLION
