"""`fumao compile`: only what changed is made anew, equal to the whole, and faults are told."""

import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from fumao.cli import app
from fumao.core.errors import CoreError
from fumao.statistics.batches import Batches, Columns
from fumao.statistics.compile import Done, DuckEngine, Wanted, compile_cube
from fumao.statistics.compiled import LIST, Compiled, open_cube
from fumao.statistics.cube import Cube, Shape

COLUMNS = Columns({"area": "TEXT", "usd": "DECIMAL(18,2)", "staff": "BIGINT"})
SHAPE = Shape("work-done", ("area",), ("usd", "staff"))
D = Decimal
type Rows = Sequence[tuple[str, str | None, str | None]]


def add(root: Path, period: str, number: int, rows: Rows) -> None:
    filled = [
        {"respondent": who, "area": area, "usd": None if usd is None else D(usd), "staff": 2}
        if area is not None else {"respondent": who}
        for who, area, usd in rows
    ]  # fmt: skip
    Batches(root).add("work-done", period, number, COLUMNS, filled)


def made(root: Path, output: Path, vintage: int | None = None) -> Done:
    return compile_cube(Wanted(Batches(root), (SHAPE,), vintage), output, DuckEngine())


def contents(folder: Path) -> dict[str, bytes]:
    """Every file the list shows, and the list."""
    files = [folder / LIST, *Compiled(folder).files("work-done")]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_only_periods_whose_batches_changed_are_made_anew(tmp_path: Path) -> None:
    root, output = tmp_path / "batches", tmp_path / "cube"
    add(root, "2022-04", 1, [("a", "E", "1.10"), ("a", "E", "2"), ("b", "W", None)])
    add(root, "2022-05", 2, [("a", "E", "3")])
    assert made(root, output) == Done((("work-done", "2022-04"), ("work-done", "2022-05")), 0, 3)
    assert open_cube(output, SHAPE).cells("work-done") == [
        ("2022-04", "a", "E", D("3.10"), D("4.00"), 2),
        ("2022-04", "b", "W", None, D("2.00"), 1),  # unknown is not zero
        ("2022-05", "a", "E", D("3.00"), D("2.00"), 1),
    ]
    before = contents(output)
    assert made(root, output) == Done((), 2, 3)
    assert contents(output) == before
    add(root, "2022-05", 3, [("a", "E", "4")])
    assert made(root, output).made == (("work-done", "2022-05"),)
    whole = tmp_path / "whole"
    made(root, whole)
    assert contents(output) == contents(whole)
    assert made(root, output, vintage=2).made == (("work-done", "2022-05"),)
    assert contents(output) == before
    # Before the second batch there was no second period.
    assert made(root, output, vintage=1) == Done((), 1, 2)


def test_files_of_the_cube_before_are_kept_and_older_ones_are_not(tmp_path: Path) -> None:
    root, output = tmp_path / "batches", tmp_path / "cube"
    seen: list[str] = []
    for number in (1, 2, 3):
        add(root, "2022-04", number, [("a", "E", str(number))])
        made(root, output)
        seen += [path.name for path in Compiled(output).files("work-done")]
    left = sorted(path.name for path in (output / "work-done").iterdir())
    assert left == sorted(seen[1:])


FILINGS = st.lists(
    st.tuples(
        st.sampled_from(["2022-04", "2022-05"]),
        st.lists(
            st.tuples(
                st.sampled_from("abcd"),
                st.sampled_from(["E", "W", None]),
                st.integers(-500, 500).map(str),
            ),
            min_size=1, max_size=6,
        ),
        st.booleans(),
    ),
    min_size=1, max_size=6,
)  # fmt: skip


@settings(max_examples=20, deadline=None)
@given(FILINGS)
def test_compiled_step_by_step_is_the_cube(filings: Sequence[tuple[str, Rows, bool]]) -> None:
    """Whatever was compiled in between, and whoever was replaced in whichever batch."""
    with TemporaryDirectory() as name:
        root, output = Path(name) / "batches", Path(name) / "cube"
        for number, (period, rows, compiled) in enumerate(filings, 1):
            add(root, period, number, rows)
            if compiled:
                made(root, output)
        made(root, output)
        cube = Cube(duckdb.connect(), [SHAPE])
        cube.rebuild(Batches(root))
        last: dict[tuple[str, str], int] = {}
        for number, (period, rows, _) in enumerate(filings, 1):
            last |= {(period, who): number for who, _, _ in rows}
        assert open_cube(output, SHAPE).cells("work-done") == cube.cells("work-done")
        assert cube.cells("work-done") == by_hand(filings, last)


def by_hand(
    filings: Sequence[tuple[str, Rows, bool]], last: dict[tuple[str, str], int]
) -> list[tuple[object, ...]]:
    sums: dict[tuple[str, str, str], tuple[Decimal, int]] = {}
    for number, (period, rows, _) in enumerate(filings, 1):
        for who, area, usd in rows:
            if last[period, who] == number and area is not None and usd is not None:
                held, count = sums.get((period, who, area), (D(0), 0))
                sums[period, who, area] = held + D(usd), count + 1
    return [(*key, usd, D(2 * n), n) for key, (usd, n) in sorted(sums.items())]


def test_a_batch_that_does_not_say_who_is_in_it_counts_the_same(tmp_path: Path) -> None:
    root = tmp_path / "batches"
    add(root, "2022-04", 1, [("a", "E", "1"), ("b", "E", "2")])
    (one,) = Batches(root).of("work-done", "2022-04")
    bare = tmp_path / "bare.parquet"
    duckdb.sql(f"COPY (FROM '{one.path}') TO '{bare}' (FORMAT parquet)")
    bare.replace(one.path)
    add(root, "2022-04", 2, [("a", "W", "4")])
    cube = Cube(duckdb.connect(), [SHAPE])
    cube.rebuild(Batches(root))
    assert [row[1:4] for row in cube.cells("work-done")] == [
        ("a", "W", D("4.00")),
        ("b", "E", D("2.00")),
    ]


def test_a_damaged_batch_is_told_and_the_cube_stays_as_it_was(tmp_path: Path) -> None:
    root, output = tmp_path / "batches", tmp_path / "cube"
    add(root, "2022-04", 1, [("a", "E", "1")])
    made(root, output)
    before = contents(output)
    add(root, "2022-04", 2, [("a", "E", "2")])
    damaged = Batches(root).of("work-done", "2022-04")[0].path
    damaged.write_bytes(damaged.read_bytes() + b"x")
    with pytest.raises(CoreError) as told:
        made(root, output)
    assert told.value.code == "batch_damaged"
    assert str(damaged) in told.value.words.zh and str(damaged) in told.value.words.en
    assert contents(output) == before


def test_two_do_not_write_at_once(tmp_path: Path) -> None:
    add(tmp_path / "batches", "2022-04", 1, [("a", "E", "1")])
    with Compiled(tmp_path / "cube").alone(), pytest.raises(CoreError) as told:
        made(tmp_path / "batches", tmp_path / "cube")
    assert told.value.code == "compile_busy"


def test_a_list_that_is_none_is_told(tmp_path: Path) -> None:
    add(tmp_path / "batches", "2022-04", 1, [("a", "E", "1")])
    (tmp_path / "cube").mkdir()
    (tmp_path / "cube" / LIST).write_text("{")
    with pytest.raises(CoreError) as told:
        made(tmp_path / "batches", tmp_path / "cube")
    assert told.value.code == "compiled_list"
    (tmp_path / "cube" / LIST).write_text(json.dumps({"format": 0}))  # of an older Fumao
    assert made(tmp_path / "batches", tmp_path / "cube").cells == 1


def run(*arguments: str) -> tuple[int, str]:
    found = CliRunner().invoke(app, ["compile", *arguments])
    return found.exit_code, found.output


def test_the_command(tmp_path: Path) -> None:
    root, output = tmp_path / "batches", tmp_path / "cube"
    columns = Columns(
        dict.fromkeys(("area", "park", "service_class", "country", "shore"), "TEXT")
        | {"amount_usd": "DECIMAL(18,2)", "amount_cny": "DECIMAL(18,2)"}
    )
    row = {"respondent": "a", "area": "E", "amount_usd": D("5.25")}
    Batches(root).add("outsourcing-execution", "2022-05", 1, columns, [row])
    code, said = run(str(root), "-o", str(output), "--lang", "en")
    assert (code, "periods made anew: 1, kept: 0, cells: 1" in said) == (0, True)
    (file,) = Compiled(output).files("outsourcing-execution")
    (cell,) = duckdb.read_parquet(str(file)).project("respondent, area, amount_usd, n").fetchall()
    assert cell == ("a", "E", D("5.25"), 1)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere", "-o", "cube"], "nowhere"),
        (["batches", "-o", "cube", "--form", "no-such"], "no-such"),
        (["batches", "-o", "cube", "--engine", "oracle"], "oracle"),
        (["batches", "-o", "batches/x.txt"], "x.txt"),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_faults_are_told_in_one_sentence(
    tmp_path: Path, arguments: list[str], words: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("batches").mkdir()
    Path("batches/x.txt").write_text("")
    code, said = run(*arguments, "--lang", language)
    assert (code, words in said, "Traceback" in said) == (2, True, False)
    assert any("一" <= sign <= "鿿" for sign in said) == (language == "zh")
