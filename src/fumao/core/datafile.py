"""Read YAML 1.2 and CSV data files: plain values, dates as dates, faults as `CoreError`."""

import csv
import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from fumao.core.errors import CoreError, Words


def read_mapping(text: str, shown: str) -> dict[str, object]:
    """Parse one YAML mapping; `shown` is the file's name in messages. Raises CoreError."""
    try:
        data = YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        raise fault(shown, f"YAML 有误：{error}", f"broken YAML: {error}") from error
    if not isinstance(data, dict):
        raise fault(shown, "应为键值映射", "must be a mapping of keys to values")
    return {str(key): value for key, value in data.items()}


def read_text(path: Path) -> str:
    """Return a file's UTF-8 text; raises CoreError where it is no UTF-8."""
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise fault(path.name, "不是 UTF-8 编码", "is not UTF-8") from error


def text_of(data: dict[str, object], key: str, shown: str) -> str:
    """Return a value that must be a text."""
    value = data.get(key)
    if not isinstance(value, str) or not value:
        raise fault(shown, f"“{key}”应为文字", f'"{key}" must be a text')
    return value


def date_of(value: object, shown: str) -> date | None:
    """Return a date or None from a YAML date, an ISO text or an empty cell."""
    if value is None or value == "":
        return None
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise fault(
            shown, f"“{value}”不是 2016-07-05 样的日期", f'"{value}" is no date like 2016-07-05'
        ) from error


def fault(shown: str, zh: str, en: str) -> CoreError:
    """Make the error for a fault in the file `shown`."""
    return CoreError("data_file", f"数据文件 {shown}：{zh}", f"data file {shown}: {en}")


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file with a YAML header between two lines of ---; `shown` is its name in messages."""

    shown: str
    header: dict[str, object]
    rows: tuple[tuple[int, dict[str, str]], ...]  # with the line each begins in


def read_table(text: str, shown: str) -> Table:
    """Parse header and rows, cells stripped; raises CoreError with the line of a fault."""
    pieces = text.replace("\r\n", "\n").split("---\n", 2)
    if len(pieces) != 3 or pieces[0].strip():
        raise fault(
            shown, "应以 --- 之间的 YAML 说明开头", "must begin with a YAML header between ---"
        )
    first = pieces[1].count("\n") + 3
    lines = _csv_lines(pieces[2], first, shown)
    if not lines:
        raise fault(shown, "缺少列名行", "the line of column names is missing")
    names = lines[0][1]
    rows = []
    for line, cells in lines[1:]:
        if len(cells) != len(names):
            raise fault(
                f"{shown}:{line}",
                f"应有{len(names)}列，现为{len(cells)}列",
                f"must have {len(names)} columns, has {len(cells)}",
            )
        rows.append((line, {n: c.strip() for n, c in zip(names, cells, strict=True)}))
    return Table(shown, read_mapping(pieces[1], shown), tuple(rows))


def _csv_lines(text: str, first: int, shown: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines = []
    before = 0
    try:
        for cells in reader:
            line, before = first + before, reader.line_num
            if cells:
                lines.append((line, cells))
    except csv.Error as error:
        place = f"{shown}:{first + before}"
        raise fault(place, f"CSV 有误：{error}", f"broken CSV: {error}") from error
    return lines


def words_of(data: dict[str, object], key: str, shown: str) -> Words:
    """Return a value that must be {zh: …, en: …}."""
    value = data.get(key)
    if not isinstance(value, dict):
        raise fault(shown, f"“{key}”应有 zh 与 en", f'"{key}" must have zh and en')
    return Words(text_of(value, "zh", shown), text_of(value, "en", shown))
