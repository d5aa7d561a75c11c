"""`fumao compile`: from accepted batches to the cells of the cube."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from fumao.core.errors import CoreError, Words
from fumao.packs.cubes import shapes
from fumao.packs.load import SHIPPED
from fumao.packs.rules_screen import Lang, Memory, Root, refusals
from fumao.reading.cli import user_language
from fumao.rules.batch.spark import is_spark
from fumao.statistics.batches import Batches
from fumao.statistics.compile import Done, DuckEngine, Engine, Job, Report, Wanted, compile_cube
from fumao.statistics.cube import Shape
from fumao.statistics.spark import SparkEngine

Folder = Annotated[Path, typer.Argument(help="批次文件夹 / folder of batches")]
Output = Annotated[Path, typer.Option("-o", "--output", help="写入的文件夹 / folder to write to")]
Forms = Annotated[
    list[str] | None, typer.Option("--form", help="只汇总这些表（key）/ only these forms")
]
Vintage = Annotated[
    int | None,
    typer.Option("--vintage", min=0, help="只用到这个批次号为止 / batches up to this number"),
]
EngineName = Annotated[str, typer.Option("--engine", help="duckdb / spark://HOST:PORT")]


def compile_command(
    folder: Folder,
    output: Output,
    form: Forms = None,
    vintage: Vintage = None,
    engine: EngineName = "duckdb",
    root: Root = SHIPPED,
    memory: Memory = "2GB",
    lang: Lang = None,
) -> None:
    """把已核定的批次汇总成立方体；只重算有变化的报告期。Compile accepted batches into the cube;
    only periods whose batches changed are made anew.

    结果是按报告期分开的 Parquet 和清单 cube.json；无论用哪个引擎，逐字节相同。
    """
    language = lang or user_language()
    begun = time.perf_counter()
    with refusals(language):
        wanted = Wanted(Batches(folder), chosen(shapes(root), folder, form or ()), vintage)
        with bar(language) as report:
            done = compile_cube(wanted, output, engine_of(engine), memory, report)
    _say(done, output, time.perf_counter() - begun, language)


def engine_of(name: str) -> Engine:
    """Return the engine of a name; raises CoreError for one that is none."""
    if name == "duckdb":
        return DuckEngine()
    if is_spark(name):
        return SparkEngine(name)
    raise CoreError(
        "engine",
        f"没有计算引擎“{name}”；写 duckdb 或 spark://主机:端口",
        f'there is no engine "{name}": write duckdb or spark://HOST:PORT',
    )


def chosen(
    known: dict[str, Shape], folder: Path, forms: tuple[str, ...] | list[str]
) -> tuple[Shape, ...]:
    """Return the shapes of the forms asked for, or of all that have batches.

    Raises CoreError for a form that is no survey with a cube, asked for or found in the folder.
    """
    held = [one.name for one in sorted(folder.glob("*")) if one.is_dir()]
    for form in forms or held:
        if form not in known:
            listed = "、".join(sorted(known))
            raise CoreError(
                "unknown_form",
                f"没有可汇总的表“{form}”；内容包中有 cube 一节的表：{listed}",
                f'there is no form "{form}" to compile; forms of the packs with a section '
                f"`cube`: {', '.join(sorted(known))}",
            )
    return tuple(known[form] for form in sorted(forms or held))


@contextmanager
def bar(language: str) -> Iterator[Report | None]:
    """Show which period has been made while a person is looking, nothing else."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as shown:
        task = shown.add_task(Words("汇总", "compiling").say(language), total=None)

        def report(job: Job, number: int, count: int) -> None:
            text = f"{job.shape.form} {job.period}"
            shown.update(task, description=text, completed=number, total=count)

        yield report


def _say(done: Done, output: Path, seconds: float, language: str) -> None:
    made = len(done.made)
    words = Words(
        f"重算 {made} 个报告期，沿用 {done.kept} 个，共 {done.cells:,} 格，用时 {seconds:.1f} 秒；"
        f"已写入 {output}",
        f"periods made anew: {made}, kept: {done.kept}, cells: {done.cells:,}; {seconds:.1f} s;"
        f" written to {output}",
    )
    Console(soft_wrap=True, highlight=False, markup=False).print(words.say(language))
