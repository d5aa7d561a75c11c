"""The columns of a target table: which year, which of them is the baseline, in what unit."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from fumao.reading.columns import column_role
from fumao.reading.document import Table
from fumao.reading.model import Comparator
from fumao.reading.numbers import figures
from fumao.reading.numerals import number
from fumao.reading.years import years

ColumnKind = Literal["baseline", "target", "growth"]

_GOAL = re.compile(r"目标|计划|预期|预估|规划|任务|预计|力争|拟|指标值")
_BASE = re.compile(r"基数|基期|现状|实绩|完成|实际|基准|基础|现有|已有|上年|目前|初值")
_GROWTH = re.compile(r"年均|增速|增长|增幅|累计")
_TITLE = re.compile(r"目标|指标|任务数|计划|分解|规模预测")
_UNIT_COLUMN = re.compile(r"(?:计量|数量)?单位$")
_SIDE_COLUMN = re.compile(r"属性|类型|性质|备注|说明|责任|牵头|部门|来源|依据|序号|编号")
_KIND_WORDS = re.compile(
    r"(?:预期|预估|规划|计划|发展|工作)?(?:目标|指标)(?:值|数)?|任务数|计划数|数值|预期值"
)
_BARE_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_TITLE_UNIT = re.compile(r"单位[:：]\s*([^\s;,()]{1,10})")
YEAR_CELL = re.compile(r"((?:19|20)\d\d)年?(?:底|末)?$")
PAREN_UNIT = re.compile(r"[（(](?:单位[:：])?([^()（）]{1,8})[）)](?:\[\d\])?$")

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SIGN = "≥|>=|≧|不低于|不少于|≤|<=|≦|不超过|不高于|>|超过|突破|<|低于|约|达到|达|力争"
_AFTER = "以上|及以上|左右|上下|以内|以下"
_CELL = re.compile(
    rf"[\[(]?(?P<sign>{_SIGN})?\s?(?P<low>{_NUMBER})\s?(?P<lowunit>%)?"
    rf"(?:\s?(?:[-—~～–]{{1,2}}|至)\s?(?P<high>{_NUMBER}))?\s?"
    rf"(?P<unit>%|‰|(?!{_AFTER})[\u4e00-\u9fff]{{1,6}}?)?[\])]?(?P<suffix>{_AFTER})?[\])]?"
    r"(?:\*|\[\d\])*$"
)
_SIGNS: dict[str, Comparator] = {
    "≥": ">=", ">=": ">=", "≧": ">=", "不低于": ">=", "不少于": ">=", "≤": "<=", "<=": "<=",
    "≦": "<=", "不超过": "<=", "不高于": "<=", ">": ">", "超过": ">", "突破": ">", "<": "<",
    "低于": "<", "约": "~",
}  # fmt: skip
_SUFFIXES: dict[str, Comparator] = {
    "以上": ">=", "及以上": ">=", "左右": "~", "上下": "~", "以内": "<=", "以下": "<=",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A column of values."""

    kind: ColumnKind
    year: int | None
    unit: str | None
    name: str = ""  # what the column measures where the header says it


@dataclass(frozen=True, slots=True)
class Plan:
    """How to read one table: its value columns, counted from the right edge."""

    columns: dict[int, Column]  # by -1, -2 …
    unit_column: int | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class CellValue:
    """What one cell says: ≥40, 50左右, 18—20, 1,200家."""

    value: Decimal
    comparator: Comparator
    value_max: Decimal | None = None
    unit: str | None = None


def read_value(text: str) -> CellValue | None:
    """Read one cell; None where it does not hold a single value."""
    match = _CELL.match(text)
    if match is None:
        return None
    comparator = _SIGNS.get(match["sign"] or "", "=")
    comparator = _SUFFIXES.get(match["suffix"] or "", comparator)
    high = number(match["high"]) if match["high"] else None
    return CellValue(
        number(match["low"]),
        comparator if high is None else "range",
        high,
        match["unit"] or match["lowunit"],
    )


def is_unit(words: str) -> bool:
    """Tell whether words in a parenthesis are a unit (亿美元), not a remark (县级)."""
    read = figures(f"1{words}")
    return len(read) == 1 and read[0].kind != "other" and read[0].end == len(words) + 1


def plan_columns(table: Table, issued: int | None) -> Plan | None:
    """Say how to read a table of targets; None where it is no such table."""
    header, width = table.header, len(table.header)
    roles = {column_role(h) for h in header}
    if not table.rows or ("task" in roles and roles & {"lead", "schedule"}):
        return None
    title = table.title or ""
    dated = {
        i: _header_year(header[i])
        for i in range(width)
        if _is_numeric(table, i - width) and not _SIDE_COLUMN.search(header[i])
    }
    if not any(dated.values()) and not _TITLE.search(title + "".join(header)):
        return None
    read = {i - width: _column(table, i, dated, issued) for i in dated}
    columns = {i: column for i, column in read.items() if column is not None}
    if not any(c.kind == "target" for c in columns.values()):
        return None
    unit_at = next((i - width for i, h in enumerate(header) if _UNIT_COLUMN.search(h)), None)
    named = _TITLE_UNIT.search(title)
    return Plan(columns, unit_at, table.unit or (named[1] if named else None))


def _header_year(header: str) -> int | None:
    named = years(header)
    if named:
        return named[-1].year
    bare = _BARE_YEAR.search(header)
    return int(bare[1]) if bare else None


def _is_numeric(table: Table, column: int) -> bool:
    """Tell whether most filled cells of a column are values; a running number is none."""
    header = table.header[column]
    role = column_role(header) if header else "other"
    if role in ("number", "lead", "cooperating", "remark") or _UNIT_COLUMN.search(header):
        return False
    texts = [row[column].text for row in table.rows if len(row) >= -column]
    filled = [t for t in texts if t and t not in ("-", "—", "/")]
    values = [t for t in filled if _CELL.match(t) or (figures(t) and len(t) <= 16)]
    return len(values) * 2 >= len(filled) > 0 and not all(YEAR_CELL.match(t) for t in filled)


def _column(
    table: Table, at: int, dated: dict[int, int | None], issued: int | None
) -> Column | None:
    header, year = table.header[at], dated[at]
    unit = _header_unit(header)
    if _GROWTH.search(header) and not _GOAL.search(header.replace("增长目标", "")):
        return Column("growth", max([y for y in dated.values() if y], default=None), "%")
    if _BASE.search(header):
        return Column("baseline", year, unit)
    name, goal = _measured(header), _GOAL.search(header) is not None
    if year is None:
        if not (goal or unit or table.unit):
            return None
        named = years(table.title or "")
        return Column("target", named[-1].year if named else None, unit, name)
    goals = [y for i, y in dated.items() if y and _GOAL.search(table.header[i])]
    if not goal and _is_base_year(year, goals, dated, issued):
        return Column("baseline", year, unit, name)
    return Column("target", year, unit, name)


def _header_unit(header: str) -> str | None:
    paren = PAREN_UNIT.search(header)
    if paren is None or years(paren[1]) or _GROWTH.search(paren[1]):
        return None
    return paren[1] if is_unit(paren[1]) else None


def _is_base_year(
    year: int, goals: list[int], dated: dict[int, int | None], issued: int | None
) -> bool:
    if goals and year < min(goals):
        return True
    if issued is not None:
        return year < issued
    known = sorted({y for y in dated.values() if y})
    return len(known) == 2 and year == known[0] and not goals


def _measured(header: str) -> str:
    """Return what the header names besides year and kind: 离境退税商店2026年目标."""
    rest = re.sub(r"(?:19|20)\d\d年?(?:度|底|末)?", "", PAREN_UNIT.sub("", header))
    return _KIND_WORDS.sub("", rest).strip("()（）、/ ")
