"""Rows of a child table in a spreadsheet: read, held against the register, written as statements.

A statement is of the whole table of an enterprise. So where one row of an enterprise is wrong all
its rows are set aside: the rest of them would be counted as everything there is.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from fumao.apps.enterprises.bulk import insert_rows
from fumao.apps.enterprises.child_rows import read_cell
from fumao.apps.enterprises.models import (
    Confidence,
    Enterprise,
    FactRows,
    Purpose,
    Roll,
    RollRow,
)
from fumao.apps.enterprises.rolls.columns import (
    KNOWN_UNUSED,
    LOOKED_AT,
    FactColumn,
    fact_column,
    heads_of,
    keys_of_heads,
)
from fumao.apps.enterprises.rolls.lines import BLANK, Line, Places, in_units, read_code
from fumao.apps.enterprises.rolls.sorting import Sorted
from fumao.apps.enterprises.vocabulary import purpose_of, tables
from fumao.apps.orgs.actor import Actor
from fumao.core.errors import CoreError, Words
from fumao.core.text import match_key
from fumao.rules.definitions import ChildTable

_KEYS = 2000  # a query
Outcome = RollRow.Outcome


@dataclass(frozen=True, slots=True)
class DetailColumns:
    """Where code, name and the fields stand, and which heads nobody understood."""

    head: int
    code: int
    title: str
    name: int | None
    fields: list[FactColumn] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def no_detail_head(table: ChildTable) -> CoreError:
    """Return the refusal of a file without a head: which columns are needed."""
    zh = "、".join(given.label.zh for given in table.fields)
    en = ", ".join(given.label.en for given in table.fields)
    return CoreError(
        "no_head",
        f"前10行里没有找到表头：要有“统一社会信用代码”，和“{table.label.zh}”的列：{zh}。",
        f"No head was found in the first 10 rows: 统一社会信用代码 and columns of"
        f' "{table.label.en}" are needed: {en}.',
    )


def find_detail_columns(rows: Sequence[Sequence[str]], table: ChildTable) -> DetailColumns | None:
    """Return the columns by the first row that names the code and a field; None where none does."""
    known = heads_of(table.fields)
    for number, row in enumerate(rows[:LOOKED_AT]):
        named = keys_of_heads(row)
        places = [n for n, title in enumerate(row) if fact_column(n, title, known)]
        if "code" in named and places:
            code = named.index("code")
            name = named.index("name") if "name" in named else None
            found = DetailColumns(number, code, row[code], name)
            for place, title in enumerate(row):
                column = fact_column(place, title, known)
                if column is not None:
                    found.fields.append(column)
                elif title and not named[place] and match_key(title) not in KNOWN_UNUSED:
                    found.unread.append(title)
            return found
    return None


def read_detail(number: int, row: Sequence[str], columns: DetailColumns, as_of: date) -> Line:
    """Return a row read into its fields."""

    def cell(place: int | None) -> str:
        return row[place].strip() if place is not None and place < len(row) else ""

    line = Line(number)
    read_code(line, cell(columns.code), columns.title)
    line.data |= {"name": " ".join(cell(columns.name).split())[:128]}
    told: dict[str, str] = {}
    for column in columns.fields:
        text = cell(column.place)
        try:
            blank = not text or text in BLANK  # unknown, not zero
            raw = None if blank else in_units(text, column.power)
            value = read_cell(column.given, raw, as_of)
        except CoreError as error:
            mend = Words("照要求的形式填写，或留空", "write it in the form asked for, or leave it")
            line.wrong(column.given.label.zh, text, error.words, mend)
        else:
            if value is not None:
                told[column.given.name] = value
    line.data["row"] = told
    if not told and not line.problems:
        line.wrong(
            columns.fields[0].given.label.zh, "",
            Words("这一行什么也没有填", "nothing is filled in in this row"),
            Words("填写，或删去这一行", "fill it in, or delete the row"),
        )  # fmt: skip
    return line


class _Held:
    """Enterprises of the file's codes, and their newest statement of the table until its day."""

    def __init__(self, roll: Roll, codes: Iterable[str]) -> None:
        self.by_code: dict[str, tuple[int, str, int]] = {}
        self.newest: dict[int, FactRows] = {}
        listed = sorted({code for code in codes if code})
        for start in range(0, len(listed), _KEYS):
            rows = Enterprise.objects.filter(code__in=listed[start : start + _KEYS])
            for code, key, name, area in rows.values_list("code", "pk", "name", "area_id"):
                self.by_code[code] = (key, name, area)
            told = FactRows.objects.filter(
                enterprise__in=[known[0] for known in self.by_code.values()],
                name=roll.table, correction=None, holds_from__lte=roll.as_of,
            )  # fmt: skip
            self.newest |= {
                one.enterprise_id: one for one in told.order_by("enterprise_id", "holds_from", "id")
            }


def sort_details(lines: Sequence[Line], roll: Roll, places: Places) -> Iterable[Sorted]:
    """Yield what each row comes to: enterprises are taken in whole or not at all."""
    held = _Held(roll, (str(line.data["code"]) for line in lines))
    groups: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        _known(line, held, places)
        if line.data["code"]:
            groups[str(line.data["code"])].append(line)
    for group in groups.values():
        faulty = next((line.number for line in group if line.problems), None)
        for line in group:
            if faulty is not None and not line.problems:
                line.wrong(
                    "统一社会信用代码", line.data["code"],
                    Words(
                        f"同一企业第{faulty}行有错，整户不入库，少算会出错",
                        f"row {faulty} of the same enterprise is wrong: none is taken, or too few"
                        " would be counted",
                    ),
                    Words(f"改好第{faulty}行再导入", f"mend row {faulty} and import again"),
                )  # fmt: skip
    for line in lines:
        yield _sorted(line, held, roll, groups[str(line.data["code"])])


def _known(line: Line, held: _Held, places: Places) -> None:
    """Note the enterprise of a row, or why it cannot be taken."""
    code = str(line.data["code"])
    known = held.by_code.get(code)
    if known is not None:
        line.data["name"] = known[1]
    if not code and not line.problems:
        line.wrong(
            "统一社会信用代码", "",
            Words("缺信用代码", "the code is missing"),
            Words("填写企业的信用代码", "write the enterprise's code"),
        )  # fmt: skip
    elif code and known is None:
        line.wrong(
            "统一社会信用代码", code,
            Words("登记册里没有这个信用代码", "no enterprise of this code is on record"),
            Words("先登记这家企业", "register the enterprise first"),
        )  # fmt: skip
    elif known is not None and known[2] not in places.labels:
        line.wrong(
            "统一社会信用代码", code,
            Words("已在其他地区登记", "on record in another area"),
            Words("由该地区导入", "to be imported by that area"),
        )  # fmt: skip


def _sorted(line: Line, held: _Held, roll: Roll, group: Sequence[Line]) -> Sorted:
    known = held.by_code.get(str(line.data["code"]))
    key = known[0] if known is not None else None
    if line.problems or key is None:
        return Sorted(line, Outcome.WRONG, key)
    before = held.newest.get(key)
    rows = [one.data["row"] for one in group]
    if before is None:
        return Sorted(line, Outcome.NEW, key)
    if before.holds_from == roll.as_of and before.rows == rows:
        return Sorted(line, Outcome.SAME, key)
    change = {"field": "rows", "old": before.count, "new": len(rows)}
    return Sorted(line, Outcome.UPDATE, key, None, (change,))


def write_details(actor: Actor, roll: Roll, rows: Sequence[RollRow]) -> dict[str, int]:
    """Write one statement an enterprise inside the caller's transaction; return how many."""
    told: dict[int, list[Mapping[str, str]]] = defaultdict(list)
    for row in rows:
        if row.outcome in (Outcome.NEW, Outcome.UPDATE) and row.enterprise_id is not None:
            told[row.enterprise_id].append(row.data["row"])
    purpose = Purpose(purpose_of(tables()[roll.table]))
    now = timezone.now()
    insert_rows(
        FactRows(
            enterprise_id=key,
            name=roll.table,
            rows=held,
            count=len(held),
            source=roll.source,
            as_of=roll.as_of,
            holds_from=roll.as_of,
            purpose=purpose,
            confidence=Confidence.DECLARED,
            by=actor.person,
            on=actor.today,
            at=now,
        )
        for key, held in told.items()
    )
    written = sum(len(held) for held in told.values())
    return {"enterprises": len(told), "rows": written, "left_out": len(rows) - written}
