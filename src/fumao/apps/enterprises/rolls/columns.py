"""The columns of a roll by the heads bureaus use; any input of the vocabulary may be a column."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from fumao.apps.enterprises.vocabulary import inputs
from fumao.core.text import match_key
from fumao.rules.definitions import Input

HEADS: dict[str, tuple[str, ...]] = {
    "code": (
        "统一社会信用代码",
        "信用代码",
        "社会信用代码",
        "credit code",
        "unified social credit code",
    ),
    "name": ("企业名称", "单位名称", "公司名称", "名称", "name", "enterprise"),
    "name_en": ("英文名称", "企业英文名称", "english name"),
    "area_code": ("地区代码", "行政区划代码", "area code"),
    "area": ("地区", "所属地区", "区县", "所在区", "所属区", "行政区划", "area", "district"),
    "park": ("园区", "所属园区", "所在园区", "park"),
    "industry": ("行业代码", "国民经济行业代码", "行业", "industry code", "industry"),
    "kind": ("企业类型", "企业性质", "登记注册类型", "class", "class of enterprise"),
    "founded_on": ("成立日期", "成立时间", "注册日期", "founded", "founded on"),
    "contact": ("联系人", "联系人姓名", "contact"),
    "phone": ("联系电话", "电话", "手机", "phone"),
    "email": ("邮箱", "电子邮箱", "联系邮箱", "e-mail", "email"),
}
KNOWN_UNUSED = frozenset({"序号", "状态", "终止日期", "备注", "no.", "status", "remark"})
_BRACKET = re.compile(r"(.+?)[（(]([^（()）]+)[)）]")
_POWERS = {"元": 0, "万元": 4, "亿元": 8, "美元": 0, "万美元": 4, "人": 0}
LOOKED_AT = 10  # rows in which the head is looked for: titles may stand above it


@dataclass(frozen=True, slots=True)
class FactColumn:
    """A column of facts; its numbers stand in units of 10 to the `power`."""

    place: int
    given: Input
    power: int = 0


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands, which columns hold facts, which heads nobody understood."""

    head: int
    places: dict[str, int]
    titles: dict[str, str]
    facts: list[FactColumn] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


@cache
def _fields() -> dict[str, str]:
    return {match_key(head): name for name, heads in HEADS.items() for head in heads}


@cache
def _facts() -> dict[str, Input]:
    return heads_of(inputs().values())


def find_columns(rows: Sequence[Sequence[str]]) -> Columns | None:
    """Return the columns by the first row that names a code or a name; None where none does."""
    for number, row in enumerate(rows[:LOOKED_AT]):
        keys = [match_key(cell.rstrip("*＊")) for cell in row]
        named = {_fields()[key] for key in keys if key in _fields()}
        if {"code", "name"} & named and len(named) > 1:
            return _columns(number, row, keys)
    return None


def _columns(head: int, row: Sequence[str], keys: list[str]) -> Columns:
    found = Columns(head, {}, {})
    for place, (title, key) in enumerate(zip(row, keys, strict=True)):
        name = _fields().get(key)
        if name is not None and name not in found.places:
            found.places[name], found.titles[name] = place, title
        elif fact := fact_column(place, title, _facts()):
            found.facts.append(fact)
        elif key and key not in KNOWN_UNUSED:
            found.unread.append(title)
    return found


def fact_column(place: int, title: str, known: Mapping[str, Input]) -> FactColumn | None:
    """Return the column of an input by its head, with or without a unit; None where it is none."""
    key = match_key(title.rstrip("*＊"))
    if key in known:
        return FactColumn(place, known[key])
    match = _BRACKET.fullmatch(title.strip())
    if match is None or match[2] not in _POWERS:
        return None
    given = known.get(match_key(match[1]))
    return FactColumn(place, given, _POWERS[match[2]]) if given else None


def heads_of(inputs_: Iterable[Input]) -> dict[str, Input]:
    """Return inputs by the heads a column of them may have, folded."""
    return {
        match_key(word): given
        for given in inputs_
        for word in (given.name, given.label.zh, given.label.en)
    }


def keys_of_heads(row: Sequence[str]) -> list[str]:
    """Return the field each head of a row names, empty where it is none of an enterprise."""
    return [_fields().get(match_key(cell.rstrip("*＊")), "") for cell in row]
