"""What the commands of the rules share: library and day, messages, progress, tables."""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import duckdb
import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from fumao.core.errors import CoreError, Words
from fumao.packs.load import SHIPPED, load_packs
from fumao.packs.problem import PackError
from fumao.packs.rulebook import heads, rulebook
from fumao.reading.errors import ReadingError
from fumao.rules.batch.session import Progress as Report
from fumao.rules.definitions import Definitions
from fumao.rules.library import Library
from fumao.rules.problem import RuleError

Root = Annotated[Path, typer.Option("--root", help="内容包所在文件夹 / folder of packs")]
Lang = Annotated[str | None, typer.Option("--lang", help="zh / en")]
On = Annotated[
    str | None, typer.Option("--on", help="按哪一天的规定，如 2016-10-14；默认今天 / day")
]
PackKeys = Annotated[
    list[str] | None, typer.Option("--pack", help="只用这些包（连同其依赖）/ only these packs")
]
Memory = Annotated[str, typer.Option("--memory", help="内存上限 / memory limit")]
_STAGES = {
    "read": Words("读取并核对", "reading and checking"),
    "mend": Words("整理文件", "mending the file"),
    "check": Words("查重", "looking for doubles"),
    "compute": Words("计算", "computing"),
    "share": Words("分配预算", "sharing out the budget"),
    "compare": Words("比较", "comparing"),
    "write": Words("写出", "writing"),
}


def library_of(packs: Sequence[str] | None, root: Path = SHIPPED) -> tuple[Library, str]:
    """Return the rules of all packs, or of those named, and the packs with their versions."""
    if not packs:
        known = heads(root).values()
        return rulebook(root), _versions((h.key, h.version) for h in known if h.kind == "rules")
    loaded = load_packs(packs, root)
    found = Definitions()
    for pack in loaded:
        found += pack.rules
    return Library(found), _versions((p.head.key, p.head.version) for p in loaded)


def _versions(packs: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{key} {version}" for key, version in packs)


def day_of(text: str | None) -> date:
    """Return the day written, or today in China; raises CoreError."""
    if text is None:
        # a command line is asked by a person, now; pages have the business date
        return datetime.fromtimestamp(time.time(), ZoneInfo("Asia/Shanghai")).date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CoreError(
            "day", f"“{text}”不是 2016-10-14 样的日期", f"“{text}” is no day like 2016-10-14"
        ) from error


@contextmanager
def refusals(language: str) -> Iterator[None]:
    """Say what went wrong in one sentence and leave with 2; with 130 where the user stopped."""
    errors = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)
    try:
        yield
    except (CoreError, RuleError, PackError, ReadingError) as error:
        errors.print(error.message(language))
        raise typer.Exit(2) from error
    except duckdb.Error as error:
        first = str(error).split("\n", 1)[0]
        words = Words(f"计算中止：{first}", f"The computation stopped: {first}")
        errors.print(words.say(language))
        raise typer.Exit(2) from error
    except KeyboardInterrupt as error:
        words = Words("已停止，没有写出任何文件。", "Stopped; no file was written.")
        errors.print(words.say(language))
        raise typer.Exit(130) from error


@contextmanager
def progress_bar(language: str) -> Iterator[Report | None]:
    """Show a bar while a person is looking, nothing else."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("", total=None)

        def report(stage: str, done: float | None) -> None:
            words = _STAGES[stage].say(language)
            bar.update(task, description=words, completed=done or 0, total=done and 100)

        yield report


def print_table(
    console: Console, title: str, head: Iterable[str], rows: Iterable[Iterable[object]]
) -> None:
    """Print a table; numbers to the right, with their thousands apart."""
    lines = [[_shown(cell) for cell in row] for row in rows]
    table = Table(title=escape(title), title_justify="left")
    for place, name in enumerate(head):
        number = all(line[place][1] for line in lines) and bool(lines)
        table.add_column(
            escape(name),
            justify="right" if number else "left",
            overflow="fold",
            no_wrap=number or place == 0,
        )
    for line in lines:
        table.add_row(*(text for text, _ in line))
    console.print(table)


def _shown(cell: object) -> tuple[str, bool]:
    if cell is None:
        return "—", True
    if isinstance(cell, int | Decimal) and not isinstance(cell, bool):
        return f"{cell:,}", True
    return escape("".join(char for char in str(cell) if char.isprintable())), False
