"""Targets in tables: columns of years with baseline and goal, group rows, units, totals."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from fumao.reading.columns import column_role
from fumao.reading.document import Cell, Document, Table
from fumao.reading.model import Comparator, Target
from fumao.reading.numbers import figures, number, years

ColumnKind = Literal["baseline", "target", "growth"]

_GOAL = re.compile(r"目标|计划|预期|预估|规划|任务|预计|力争|拟|指标值")
_BASE = re.compile(r"基数|基期|现状|实绩|完成|实际|基准|基础|现有|已有|上年|目前|初值")
_GROWTH = re.compile(r"年均|增速|增长|增幅|累计")
_TITLE = re.compile(r"目标|指标|任务数|计划|分解|规模预测")
_UNIT_COLUMN = re.compile(r"(?:计量|数量)?单位$")
_SIDE_COLUMN = re.compile(r"属性|类型|性质|备注|说明|责任|牵头|部门|来源|依据|序号|编号")
_PAREN_UNIT = re.compile(r"\((?:单位:)?([^()]{1,8})\)(?:\[\d\])?$")
_TOTAL = re.compile(r"(?:全[市省区县国])?(?:合\s*计|总\s*计|总\s*额|总\s*量|总\s*数|小\s*计|汇总)$")
_YEAR_CELL = re.compile(r"((?:19|20)\d\d)年?(?:底|末)?$")
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_CELL = re.compile(
    rf"[\[(]?(?P<sign>≥|>=|≧|不低于|不少于|≤|<=|≦|不超过|不高于|>|超过|突破|<|低于|约|达到|达|力争)?\s?"
    rf"(?P<low>{_NUMBER})\s?(?P<lowunit>%)?(?:\s?(?:[-—~～–]{{1,2}}|至)\s?(?P<high>{_NUMBER}))?\s?"
    rf"(?P<unit>%|‰|(?!以上|以下|以内|及以上|左右|上下)[\u4e00-\u9fff]{{1,6}}?)?[\])]?(?P<suffix>以上|及以上|左右|上下|以内|以下)?[\])]?(?:\*|\[\d\])*$"
)
_SIGNS: dict[str, Comparator] = {
    "≥": ">=", ">=": ">=", "≧": ">=", "不低于": ">=", "不少于": ">=", "≤": "<=", "<=": "<=",
    "≦": "<=", "不超过": "<=", "不高于": "<=", ">": ">", "超过": ">", "突破": ">", "<": "<",
    "低于": "<", "约": "~",
}  # fmt: skip
_DITTO = ("〃", "同上", "″", '"')


@dataclass(frozen=True, slots=True)
class _Column:
    kind: ColumnKind
    year: int | None
    unit: str | None
    name: str = ""  # what the column measures where the header says it


@dataclass(frozen=True, slots=True)
class _Plan:
    """How to read one table: its value columns, counted from the right edge."""

    columns: dict[int, _Column]  # by -1, -2 …
    unit_column: int | None
    unit: str | None


def table_targets(document: Document, issued: int | None) -> tuple[list[Target], frozenset[int]]:
    """Return the targets of all target tables and the indexes of those tables."""
    out: list[Target] = []
    used = set()
    for index, table in enumerate(document.tables):
        found = _by_year_rows(document, table)
        if found is None:
            plan = _plan(table, issued)
            found = None if plan is None else _rows(document, table, plan)
        if found is not None:
            used.add(index)
            out.extend(found)
    return out, frozenset(used)


# --- the header ---------------------------------------------------------------------------------


def _plan(table: Table, issued: int | None) -> _Plan | None:
    width = len(table.header)
    if not width or not table.rows:
        return None
    roles = [column_role(h) for h in table.header]
    if "task" in roles and ("lead" in roles or "schedule" in roles):
        return None
    title = table.title or ""
    numeric = [i for i in range(width) if _is_numeric(table, i - width)]
    dated = {i: _header_year(table.header[i]) for i in numeric}
    if not any(dated.values()) and not _TITLE.search(title + "".join(table.header)):
        return None
    columns = {}
    for i in numeric:
        column = _column(table, i, dated, issued)
        if column is not None:
            columns[i - width] = column
    if not any(c.kind == "target" for c in columns.values()):
        return None
    unit_at = next((i - width for i, h in enumerate(table.header) if _UNIT_COLUMN.search(h)), None)
    return _Plan(columns, unit_at, table.unit or _title_unit(title))


def _title_unit(title: str) -> str | None:
    match = re.search(r"单位:\s*([^\s;,()]{1,10})", title)
    return match[1] if match else None


def _header_year(header: str) -> int | None:
    named = years(header)
    if named:
        return named[-1].year
    bare = re.search(r"(?<!\d)(20\d\d)(?!\d)", header)
    return int(bare[1]) if bare else None


def _is_numeric(table: Table, column: int) -> bool:
    """Tell whether most filled cells of a column are values; a running number is none."""
    header = table.header[column]
    if column_role(header) in ("number", "lead", "cooperating", "remark") and header:
        return False
    if _UNIT_COLUMN.search(header):
        return False
    texts = [row[column].text for row in table.rows if len(row) >= -column]
    filled = [t for t in texts if t and t not in ("-", "—", "/")]
    values = [t for t in filled if _CELL.match(t) or (figures(t) and len(t) <= 16)]
    return len(values) * 2 >= len(filled) > 0 and not all(_YEAR_CELL.match(t) for t in filled)


def _column(
    table: Table, at: int, dated: dict[int, int | None], issued: int | None
) -> _Column | None:
    header, year = table.header[at], dated[at]
    if _SIDE_COLUMN.search(header):
        return None
    paren = _PAREN_UNIT.search(header)
    unit = paren[1] if paren and not years(paren[1]) and not _GROWTH.search(paren[1]) else None
    goals = [y for i, y in dated.items() if y and _GOAL.search(table.header[i])]
    last = max([y for y in dated.values() if y], default=None)
    if _GROWTH.search(header) and not _GOAL.search(header.replace("增长目标", "")):
        return _Column("growth", last, "%")
    if _BASE.search(header):
        return _Column("baseline", year, unit)
    name = _measured(header)
    if year is None:
        if not (_GOAL.search(header) or unit or table.unit):
            return None
        return _Column("target", _title_year(table), unit, name)
    if not _GOAL.search(header) and _is_base_year(year, goals, dated, issued):
        return _Column("baseline", year, unit, name)
    return _Column("target", year, unit, name)


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
    rest = re.sub(r"(?:19|20)\d\d年?(?:度|底|末)?", "", _PAREN_UNIT.sub("", header))
    rest = re.sub(
        r"(?:预期|预估|规划|计划|发展|工作)?(?:目标|指标)(?:值|数)?|任务数|计划数|数值|预期值",
        "",
        rest,
    )
    return rest.strip("()、/ ")


def _title_year(table: Table) -> int | None:
    named = years(table.title or "")
    return named[-1].year if named else None


# --- the body -----------------------------------------------------------------------------------


def _rows(document: Document, table: Table, plan: _Plan) -> list[Target]:
    out: list[Target] = []
    group: str | None = None
    unit_above: str | None = None
    for row in table.rows:
        label, found_group = _label(row, plan, document)
        group = found_group or group
        values = {c: row[c] for c in plan.columns if len(row) >= -c and row[c].text}
        if not values:
            if label is not None:
                group = label[1]
            continue
        if label is None:
            continue
        printed = _unit_cell(row, plan)
        if printed in _DITTO:
            printed = unit_above
        unit_above = printed or unit_above
        out.extend(
            _row_targets(document, table, plan, (label[0], label[1], group, printed), values)
        )
    return out


def _unit_cell(row: tuple[Cell, ...], plan: _Plan) -> str | None:
    if plan.unit_column is None or len(row) < -plan.unit_column:
        return None
    return row[plan.unit_column].text or None


def _label(
    row: tuple[Cell, ...], plan: _Plan, document: Document
) -> tuple[tuple[Cell, str], str | None] | tuple[None, None]:
    """Return (cell that names the row, its words) and the group printed left of it."""
    first_value = len(row) + min(plan.columns)
    names = [
        (i, cell)
        for i, cell in enumerate(row[: max(first_value, 1)])
        if cell.text
        and not re.fullmatch(r"[\d.()一二三四五六七八九十、]{1,4}", cell.text)
        and i - len(row) != plan.unit_column
        and cell.text not in ("预期性", "约束性", "预期", "约束", "指导性")
    ]
    if not names:
        return None, None
    cell = names[-1][1]
    printed = cell.printed(document.text).strip()
    group = names[-2][1].printed(document.text).strip() if len(names) > 1 else None
    return (cell, printed), group


def _row_targets(
    document: Document,
    table: Table,
    plan: _Plan,
    label: tuple[Cell, str, str | None, str | None],
    values: dict[int, Cell],
) -> list[Target]:
    name, printed, group, unit_printed = label
    total = _TOTAL.match(name.text) is not None
    paren = _PAREN_UNIT.search(name.text)
    own = paren[1] if paren and _is_unit(paren[1]) and not total else None
    base_cell = next(
        (
            (plan.columns[c], values[c])
            for c in sorted(values)
            if plan.columns[c].kind == "baseline"
        ),
        None,
    )
    base = _value(base_cell[1].text) if base_cell else None
    out = []
    for place in sorted(values):
        column = plan.columns[place]
        read = _value(values[place].text)
        if column.kind == "baseline" or read is None:
            continue
        unit = _tidy_unit(read[3] or unit_printed or own or column.unit or plan.unit)
        if column.kind == "growth":
            unit, indicator = "%", f"{printed}{table.header[place]}"
        else:
            indicator = f"{printed}{column.name}" if column.name else printed
        cell = values[place]
        target = Target(
            indicator,
            read[2],
            read[0],
            unit,
            cell.start,
            cell.end,
            value_max=read[1],
            year=column.year,
            section=table.title,
            group=None if total else group,
            is_total=total,
            clause=document.clause_at(name.start),
        )
        if base is not None and base_cell is not None and column.kind == "target":
            target = replace(target, baseline=base[0], baseline_year=base_cell[0].year)
        out.append(target)
    return out


def _is_unit(words: str) -> bool:
    """Tell whether words in a parenthesis are a unit (亿美元), not a remark (县级)."""
    read = figures(f"1{words}")
    return len(read) == 1 and read[0].kind != "other" and read[0].end == len(words) + 1


def _tidy_unit(unit: str | None) -> str | None:
    return re.sub(r"\s", "", unit) if unit else None


def _value(text: str) -> tuple[Decimal, Decimal | None, Comparator, str | None] | None:
    """Read one cell: ≥40, 50左右, 18—20, 1,200家; None where it holds no single value."""
    match = _CELL.match(text)
    if match:
        comparator = _SIGNS.get(match["sign"] or "", "=")
        suffix = match["suffix"]
        if suffix:
            comparator = (
                ">=" if suffix.endswith("以上") else "~" if suffix in ("左右", "上下") else "<="
            )
        high = number(match["high"]) if match["high"] else None
        unit = match["unit"] or match["lowunit"]
        return number(match["low"]), high, "range" if high is not None else comparator, unit
    return None


def _by_year_rows(document: Document, table: Table) -> list[Target] | None:
    """Read a table whose rows are years and whose columns are indicators."""
    if len(table.header) < 2 or len(table.rows) < 2:
        return None
    firsts = [row[0].text for row in table.rows if row]
    if not all(_YEAR_CELL.match(t) for t in firsts):
        return None
    out = []
    for row in table.rows:
        match = _YEAR_CELL.match(row[0].text)
        assert match is not None
        for header, cell in zip(table.header[1:], row[1:], strict=False):
            read = _value(cell.text)
            if read is None:
                continue
            paren = _PAREN_UNIT.search(header)
            unit = _tidy_unit(read[3] or (paren[1] if paren else None) or table.unit)
            out.append(
                Target(
                    _PAREN_UNIT.sub("", header),
                    read[2],
                    read[0],
                    unit,
                    cell.start,
                    cell.end,
                    value_max=read[1],
                    year=int(match[1]),
                    section=table.title,
                    clause=document.clause_at(cell.start),
                )
            )
    return out
