"""The names a fact may have: the inputs of the rules, with their types and purposes."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fumao.apps.orgs.refusals import refused
from fumao.core.errors import CoreError
from fumao.core.periods import parse_period
from fumao.packs.load import load_rules
from fumao.rules.definitions import ChildTable, Input
from fumao.rules.facts import read_fact
from fumao.rules.types import Value


@cache
def inputs() -> dict[str, Input]:
    """Return every input of the shipped packs by name."""
    return {given.name: given for given in load_rules().inputs}


@cache
def tables() -> dict[str, ChildTable]:
    """Return every child table of the shipped packs by name."""
    return {table.name: table for table in load_rules().tables}


def offered_tables() -> dict[str, ChildTable]:
    """Return the child tables the administration enters; what is for statistics is not entered."""
    return {name: one for name, one in tables().items() if purpose_of(one) != "statistics"}


def table_of(name: str) -> ChildTable:
    """Return the child table of a name; raises ValidationError where the vocabulary has none."""
    found = tables().get(name)
    if found is None:
        raise ValidationError(_("词表里没有“%s”这张明细表。") % name, code="name")
    return found


def purpose_of(table: ChildTable) -> str:
    """Return what the rows of a table are given for: its strictest field decides."""
    purposes = {given.purpose for given in table.fields}
    return next(p for p in ("statistics", "administration", "public") if p in purposes)


def input_of(name: str) -> Input:
    """Return the input of a name; raises ValidationError where the vocabulary has none."""
    found = inputs().get(name)
    if found is None:
        raise ValidationError(_("词表里没有“%s”这一项。") % name, code="name")
    return found


def exact_text(value: Value) -> str:
    """Return a value as the text it is kept as."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def read_text(given: Input, raw: object) -> str:
    """Return the exact text of a value as people write it; raises ValidationError."""
    try:
        value = read_fact(raw, given)
    except CoreError as error:
        raise refused(error, "value") from error
    if value is None:
        raise ValidationError(_("请填写数值。"), code="value")
    return exact_text(value)


def unit_of(given: Input) -> str:
    """Return the unit a value stands in: 元, 人, or none."""
    if given.type.kind == "money":
        return {"CNY": "元", "USD": "美元"}.get(given.type.of or "", given.type.of or "")
    return given.type.unit or ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A fact's name and value as a page prints them."""

    label: str
    value: str
    unit: str


def shown(name: str, value: str, unit: str) -> Shown:
    """Return a fact in the page's language; an input that is no more keeps its bare name."""
    given = inputs().get(name)
    if given is None:
        return Shown(name, value, unit)
    label = given.label.say(get_language() or "zh")
    if given.type.kind == "bool":
        return Shown(label, _("是") if value == "true" else _("否"), "")
    if given.type.is_number:
        return Shown(label, f"{Decimal(value):,f}", unit)
    return Shown(label, value, unit)


def last_day(period: str) -> tuple[str, date]:
    """Return a period's code and its last day; raises ValidationError."""
    try:
        found = parse_period(period)
    except CoreError as error:
        raise refused(error, "period") from error
    return found.code, found.end
