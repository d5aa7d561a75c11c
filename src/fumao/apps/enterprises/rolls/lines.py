"""A row of a roll read into fields; what is wrong with it is noted with column, value and mend."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import translation

from fumao.apps.enterprises.actions.add_contact import clean_email, clean_phone
from fumao.apps.enterprises.checks import NAME, clean_industry
from fumao.apps.enterprises.models import Enterprise
from fumao.apps.enterprises.rolls.columns import Columns, FactColumn
from fumao.apps.enterprises.vocabulary import exact_text
from fumao.apps.orgs.models import Area, Park
from fumao.core.credit_code import CreditCode, CreditCodeError
from fumao.core.errors import CoreError, Words
from fumao.core.text import match_key
from fumao.rules.facts import read_fact

# In three wordings each: as stored, as bureaus write, in English.
_KINDS = {
    match_key(word): kind
    for kind, words in {
        Enterprise.Kind.STATE: ("state", "国有", "国有企业", "国有控股", "state-owned"),
        Enterprise.Kind.PRIVATE: ("private", "民营", "私营", "内资", "民营企业", "私营企业"),
        Enterprise.Kind.OVERSEAS_CHINESE: (
            "hmt", "港澳台", "港澳台商投资", "港澳台商投资企业", "hong kong, macao and taiwan",
        ),
        Enterprise.Kind.FOREIGN: ("foreign", "外资", "外商投资", "外商投资企业", "foreign"),
        Enterprise.Kind.OTHER: ("other", "其他", "其它"),
    }.items()
    for word in words
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Places:
    """The areas and parks a roll may name, by folded name and by code."""

    areas: dict[str, int]
    parks: dict[str, int]
    labels: dict[int, str]
    park_labels: dict[int, str]
    home: int

    @classmethod
    def of(cls, home: Area, areas: Sequence[Area], parks: Sequence[Park]) -> "Places":
        """Return the places as a roll looks them up."""
        names = {match_key(word): a.pk for a in areas for word in (a.name, a.name_en, a.code)}
        short = {
            match_key(a.name.removesuffix("区").removesuffix("县")): a.pk
            for a in areas if len(a.name) > 2
        }  # fmt: skip
        keys = {match_key(word): p.pk for p in parks for word in (p.name, p.name_en, p.key)}
        return cls(
            short | names, keys, {a.pk: a.name for a in areas}, {p.pk: p.name for p in parks},
            home.pk,
        )  # fmt: skip


@dataclass(slots=True)
class Line:
    """A row: its number as the spreadsheet counts, its fields, its problems."""

    number: int
    data: dict[str, Any] = field(default_factory=dict)
    problems: list[dict[str, str]] = field(default_factory=list)

    def wrong(self, column: str, value: object, why: Words, mend: Words) -> None:
        """Note what is wrong with a cell and how it is mended."""
        self.problems.append(
            {
                "column": column, "value": str(value)[:80], "zh": why.zh, "en": why.en,
                "mend_zh": mend.zh, "mend_en": mend.en,
            }
        )  # fmt: skip


BLANK = frozenset({"-", "—", "/", "…"})
type Cell = Callable[[str], str]

_AS_LICENCE = Words("照营业执照填写", "write it as on the licence")


def read_line(
    number: int, row: Sequence[str], columns: Columns, places: Places, as_of: date
) -> Line:
    """Return a row read into fields."""
    line = Line(number)

    def cell(name: str) -> str:
        place = columns.places.get(name)
        return row[place].strip() if place is not None and place < len(row) else ""

    def title(name: str) -> str:
        return columns.titles.get(name, name)

    read_code(line, cell("code"), title("code"))
    _read_name(line, cell("name"), title("name"))
    line.data["name_en"] = " ".join(cell("name_en").split())[:160]
    _read_place(line, cell, title, places)
    _read_industry(line, cell("industry"), title("industry"), as_of)
    _read_kind(line, cell("kind"), title("kind"))
    _read_day(line, cell("founded_on"), title("founded_on"), as_of)
    _read_contact(line, cell, title)
    facts = {}
    for column in columns.facts:
        value = _read_fact(line, row, column)
        if value is not None:
            facts[column.given.name] = value
    line.data["facts"] = facts
    return line


def read_code(line: Line, text: str, title: str) -> None:
    """Note the credit code of a row, or what is wrong with it."""
    line.data["code"] = ""
    if not text:
        return
    try:
        line.data["code"] = CreditCode.parse(text).text
    except CreditCodeError as error:
        line.wrong(title, text, error.words, _AS_LICENCE)


def _read_name(line: Line, text: str, title: str) -> None:
    name = " ".join(text.split())
    line.data["name"] = name
    if not name:
        line.wrong(title, "", Words("缺企业名称", "the name is missing"), _AS_LICENCE)
    elif len(name) > NAME or not name.isprintable():
        why = Words(f"超过{NAME}个字或含不可见字符", f"over {NAME} characters, or unprintable ones")
        line.wrong(title, name, why, _AS_LICENCE)


def _read_place(line: Line, cell: Cell, title: Cell, places: Places) -> None:
    line.data["area"], line.data["park"] = None, None
    for name in ("area_code", "area"):
        text = cell(name)
        if not text:
            continue
        found = places.areas.get(match_key(text))
        if found is None:
            line.wrong(
                title(name), text,
                Words("不是您可办理的地区", "this is no area you manage"),
                Words("填区县名称或六位代码", "give a district's name or its six digits"),
            )  # fmt: skip
        else:
            line.data["area"] = found
        break
    if text := cell("park"):
        line.data["park"] = places.parks.get(match_key(text))
        if line.data["park"] is None:
            line.wrong(
                title("park"), text,
                Words("园区登记册里没有这个园区", "no park of this name is on record"),
                Words("照“园区”页的名称填写，或留空", "write it as on the page Parks, or leave it"),
            )  # fmt: skip


def _read_industry(line: Line, text: str, title: str, as_of: date) -> None:
    code = text.split(maxsplit=1)[0] if text else ""
    line.data["industry"] = line.data["edition"] = ""
    try:
        line.data["industry"], line.data["edition"] = clean_industry(code, as_of)
    except ValidationError:
        line.wrong(
            title, text,
            Words("不是行业代码", "this is no code of an industry"),
            Words("填 GB/T 4754 的代码，如 6513，或留空", "a GB/T 4754 code, or nothing"),
        )  # fmt: skip


def _read_kind(line: Line, text: str, title: str) -> None:
    line.data["kind"] = _KINDS.get(match_key(text), "")
    if text and not line.data["kind"]:
        line.wrong(
            title, text,
            Words("认不出的企业类型", "unknown class of enterprise"),
            Words(
                "填国有、民营、港澳台商投资、外商投资或其他",
                "state, private, hmt, foreign or other",
            ),
        )  # fmt: skip


def read_day(text: str) -> date | None:
    """Return a day written 2016-7-5, 2016/07/05, 20160705 or 2016年7月5日; None for none."""
    plain = text.split(maxsplit=1)[0] if text else ""
    for sign in "年月/.":
        plain = plain.replace(sign, "-")
    plain = plain.replace("日", "")
    if plain.isdecimal() and len(plain) == 8:
        plain = f"{plain[:4]}-{plain[4:6]}-{plain[6:]}"
    try:
        year, month, day = (int(part) for part in plain.split("-"))
        return date(year, month, day)
    except ValueError:
        return None


def _read_day(line: Line, text: str, title: str, as_of: date) -> None:
    line.data["founded_on"] = None
    if not text:
        return
    day = read_day(text)
    mend = Words("写成 2016-07-05 的样子", "write it like 2016-07-05")
    if day is None:
        line.wrong(title, text, Words("不是日期", "this is no day"), mend)
    elif day > as_of or day.year < 1900:
        line.wrong(
            title, text, Words("晚于名册日期或过早", "after the roll's day, or too early"), mend
        )
    else:
        line.data["founded_on"] = day.isoformat()


def _read_contact(line: Line, cell: Cell, title: Cell) -> None:
    name = " ".join(cell("contact").split())[:64]
    found = {"contact": name, "phone": "", "email": ""}
    for part, clean in (("phone", clean_phone), ("email", clean_email)):
        text = cell(part)
        try:
            found[part] = clean(text)
        except ValidationError:
            line.wrong(
                title(part), text,
                Words("格式不对", "not of this form"), Words("核对后填写，或留空", "check it"),
            )  # fmt: skip
    line.data |= found


def _read_fact(line: Line, row: Sequence[str], column: FactColumn) -> str | None:
    text = row[column.place].strip() if column.place < len(row) else ""
    if not text or text in BLANK:
        return None  # blank is unknown, not zero
    try:
        value = read_fact(in_units(text, column.power), column.given)
    except CoreError as error:
        mend = Words(
            "照要求的形式填写，或留空", "write it in the form asked for, or leave it empty"
        )
        line.wrong(column.given.label.zh, text, error.words, mend)
        return None
    return None if value is None else exact_text(value)


def in_units(text: str, power: int) -> object:
    """Return a cell in its input's own unit (1.5 under 万元 is 15000); as it is if no number."""
    if not power:
        return text
    try:
        return Decimal(text.replace(",", "").replace("，", "")).scaleb(power)
    except InvalidOperation:
        return text


def in_words(problem: dict[str, str]) -> tuple[str, str]:
    """Return why a cell is wrong and how to mend it, in the page's language."""
    tail = "en" if (translation.get_language() or "").startswith("en") else "zh"
    return problem[tail], problem[f"mend_{tail}"]
