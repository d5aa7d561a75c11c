"""The command `fumao read`: a policy document on the screen or in a file."""

import io
import locale
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from fumao.reading.errors import ReadingError
from fumao.reading.files import read
from fumao.reading.model import Reading
from fumao.reading.output import to_csv, to_json, to_xlsx, to_yaml
from fumao.reading.screen import show

_LARGE = 2_000_000  # bytes; below this a reading takes no noticeable time


class Form(StrEnum):
    """The forms a reading is printed in."""

    TABLE = "table"
    JSON = "json"
    YAML = "yaml"
    CSV = "csv"
    XLSX = "xlsx"


def read_command(
    file: Annotated[Path, typer.Argument(help="政策文件 / policy document", show_default=False)],
    form: Annotated[
        Form, typer.Option("--format", help="输出格式 / form of the output")
    ] = Form.TABLE,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="写入文件 / write to a file")
    ] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="zh / en")] = None,
) -> None:
    """读取政策文件：条款、任务、目标、激励和提示。Read a policy document."""
    language = lang or user_language()
    errors = Console(stderr=True)
    try:
        with _progress(file, errors) as progress:
            reading = read(file, progress=progress)
        _put(reading, form, output, language)
    except ReadingError as error:
        errors.print(error.message(language), markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(2) from error


def user_language() -> str:
    """Return "zh" or "en" by the environment of the terminal."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "zh" if (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"


@contextmanager
def _progress(file: Path, errors: Console) -> Iterator[Callable[[int, int], None] | None]:
    large = file.is_file() and file.stat().st_size > _LARGE
    if not large or not errors.is_terminal:
        yield None
        return
    with Progress(console=errors, transient=True) as bar:
        task = bar.add_task(file.name, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _put(reading: Reading, form: Form, output: Path | None, language: str) -> None:
    if form is Form.TABLE:
        _table(reading, output, language)
        return
    if form is Form.XLSX:
        if output is None and sys.stdout.isatty():
            raise ReadingError(
                "no_output",
                "工作簿不能显示在屏幕上，请用 -o 文件.xlsx 指定输出文件。",
                "A workbook cannot be shown on a screen; name a file with -o FILE.xlsx.",
            )
        _write(to_xlsx(reading), output)
        return
    writers = {Form.JSON: to_json, Form.YAML: to_yaml, Form.CSV: to_csv}
    _write(writers[form](reading).encode("utf-8", errors="replace"), output)


def _table(reading: Reading, output: Path | None, language: str) -> None:
    if output is None:
        show(reading, Console(), language)
        return
    console = Console(width=160, record=True, file=io.StringIO())
    show(reading, console, language)
    _write(console.export_text().encode(), output)


def _write(data: bytes, output: Path | None) -> None:
    """Write to standard output, or to a file that appears whole or not at all."""
    if output is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        handle, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
        draft = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            draft.replace(output)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise ReadingError(
            "cannot_write",
            f"无法写入“{output}”：{error.strerror}。请检查目录是否存在、是否有写权限。",
            f"Cannot write “{output}”: {error.strerror}. Check the folder and your permission.",
        ) from error
