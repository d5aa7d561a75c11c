"""Compile: the cells of every period whose batches changed, made anew; all others kept.

An engine works the cells out; one writer sorts them and writes them by one thread, so that every
engine gives the same bytes.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import duckdb

from fumao.core.errors import CoreError
from fumao.statistics.batches import Batch, Batches, quoted
from fumao.statistics.compiled import MAKING, Compiled, Part, Parts
from fumao.statistics.cube import Shape, cells_query
from fumao.statistics.standing import standing

CELLS = "cells"  # the view an engine leaves the cells of a job in
type Report = Callable[["Job", int, int], None]


@dataclass(frozen=True, slots=True)
class Job:
    """One form and period to be made, with its batches in their order."""

    shape: Shape
    period: str
    batches: tuple[Batch, ...]


def by_form(jobs: Iterable[Job]) -> Iterator[tuple[Job, ...]]:
    """Yield the jobs of each form together."""
    for _, some in groupby(jobs, key=lambda job: job.shape.form):
        yield tuple(some)


class Engine(Protocol):
    """Works out cells; after each job that it yields, they lie in the view CELLS."""

    def cells(
        self, jobs: tuple[Job, ...], connection: duckdb.DuckDBPyConnection, work: Path
    ) -> Iterator[Job]:
        """Make the cells of jobs; `work` is a folder beside the output that all can see."""
        ...


class DuckEngine:
    """Works cells out in this process."""

    def cells(
        self, jobs: tuple[Job, ...], connection: duckdb.DuckDBPyConnection, work: Path
    ) -> Iterator[Job]:
        """Make the cells of a form at a time."""
        for some in by_form(jobs):
            counting = [(job.period, standing(connection, job.batches)) for job in some]
            query, given = cells_query(some[0].shape, counting)
            connection.execute(f"CREATE OR REPLACE TABLE all_{CELLS} AS {query}", given)
            for job in some:
                connection.execute(
                    f"CREATE OR REPLACE TEMP VIEW {CELLS} AS "
                    f"FROM all_{CELLS} WHERE period = '{job.period}'"
                )
                yield job


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be compiled: batches of some forms, up to a number where one is given."""

    batches: Batches
    shapes: tuple[Shape, ...]
    vintage: int | None = None

    def jobs(self) -> dict[str, tuple[Job, ...]]:
        """Return the jobs of every form; raises CoreError for a folder that is not there."""
        if not self.batches.root.is_dir():
            raise CoreError(
                "no_batches",
                f"没有批次文件夹“{self.batches.root}”；请检查路径",
                f'there is no folder of batches "{self.batches.root}": check the path',
            )
        return {shape.form: tuple(self._of(shape)) for shape in self.shapes}

    def _of(self, shape: Shape) -> Iterator[Job]:
        for period in self.batches.periods(shape.form):
            found = self.batches.of(shape.form, period, self.vintage)
            if found:
                yield Job(shape, period, found)


@dataclass(frozen=True, slots=True)
class Done:
    """What compiling did: the periods made anew, how many stayed as they were, cells in all."""

    made: tuple[tuple[str, str], ...]
    kept: int
    cells: int


def compile_cube(
    wanted: Wanted,
    output: Path,
    engine: Engine,
    memory: str = "2GB",
    report: Report | None = None,
) -> Done:
    """Bring a compiled cube up to date with its batches, whole or not at all.

    Forms that are not asked for stay as they are. Raises CoreError for a folder that is not there
    or cannot be written, and for a batch that is not what was written.
    """
    jobs = wanted.jobs()
    compiled = Compiled(output)
    with compiled.alone():
        held = compiled.forms()
        parts = {form: _kept(held.get(form), some) for form, some in jobs.items()}
        every = tuple(job for some in jobs.values() for job in some)
        new = tuple(job for job in every if job.period not in parts[job.shape.form])
        _must_be_sound(new)
        for job, part in _made(new, compiled, engine, memory, report):
            parts[job.shape.form][job.period] = part
        made = {job.shape.form: Parts(job.shape.columns, parts[job.shape.form]) for job in every}
        compiled.show({key: one for key, one in held.items() if key not in jobs} | made)
    return Done(
        tuple((job.shape.form, job.period) for job in new),
        len(every) - len(new),
        sum(parts[job.shape.form][job.period].cells for job in every),
    )


def _kept(held: Parts | None, jobs: tuple[Job, ...]) -> dict[str, Part]:
    """Return the parts whose batches are those they were made of, in the same columns."""
    if held is None:
        return {}
    return {
        job.period: part
        for job in jobs
        if held.columns == job.shape.columns
        and (part := held.periods.get(job.period)) is not None
        and part.digest == _digest(job.batches)
    }


def _digest(batches: Iterable[Batch]) -> str:
    """Return the SHA-256 over numbers and digests: what cells are made of."""
    text = "".join(f"{one.number} {one.digest}\n" for one in batches)
    return hashlib.sha256(text.encode()).hexdigest()


def _must_be_sound(jobs: Iterable[Job]) -> None:
    """Raise CoreError for the first batch whose bytes are not those its name was given for."""
    batches = [one for job in jobs for one in job.batches]
    with ThreadPoolExecutor() as pool:
        for one, sound in zip(batches, pool.map(Batch.sound, batches), strict=True):
            if not sound:
                raise CoreError(
                    "batch_damaged",
                    f"批次文件已损坏：“{one.path}”的内容与文件名中的 SHA-256 不符；"
                    "请从备份恢复该文件",
                    f'a batch is damaged: the content of "{one.path}" is not that of the SHA-256 '
                    "in its name; restore the file from a backup",
                )


def _made(
    jobs: tuple[Job, ...], compiled: Compiled, engine: Engine, memory: str, report: Report | None
) -> Iterator[tuple[Job, Part]]:
    if not jobs:
        return
    with (
        TemporaryDirectory(prefix=MAKING, dir=compiled.folder) as name,
        duckdb.connect(
            config={"memory_limit": memory, "temp_directory": f"{name}/spill"}
        ) as connection,
    ):
        work = Path(name)
        for number, job in enumerate(engine.cells(jobs, connection, work), 1):
            draft = work / "cells.parquet"
            count = write_sorted(connection, job.shape, draft)
            file = compiled.take(job.shape.form, job.period, draft)
            last = job.batches[-1].number
            yield job, Part(file, count, len(job.batches), last, _digest(job.batches))
            if report is not None:
                report(job, number, len(jobs))


def write_sorted(connection: duckdb.DuckDBPyConnection, shape: Shape, target: Path) -> int:
    """Write the view CELLS in its order by one thread; return how many cells there are.

    Through a table of their own: the bytes follow from the cells alone, not from where they lay.
    """
    columns = ", ".join(f"{name}::{type_} AS {name}" for name, type_ in shape.columns.items())
    before = connection.execute("SELECT current_setting('threads')").fetchall()
    connection.execute("SET threads = 1")
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE sorted_{CELLS} AS SELECT {columns} FROM {CELLS} ORDER BY ALL"
    )
    written = connection.execute(
        f"COPY sorted_{CELLS} TO '{quoted(target)}' (FORMAT parquet, COMPRESSION zstd)"
    ).fetchall()
    connection.execute(f"SET threads = {before[0][0]}")
    return int(written[0][0])
