"""Read the YAML 1.2 of a data file: plain values, dates as dates, faults as `CoreError`."""

from datetime import date
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from fumao.core.errors import CoreError


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
