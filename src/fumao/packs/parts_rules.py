"""Rows of the rule files (laws, inputs, tables, parameters, rules, exclusions, budgets, cases)
made into records.
"""

from decimal import Decimal
from typing import Literal

from fumao.packs.model import Law
from fumao.packs.row import Row
from fumao.rules.definitions import (
    Budget,
    ChildTable,
    Citation,
    Confidence,
    Dated,
    Exclusion,
    Input,
    Keep,
    Parameter,
    Purpose,
    Remainder,
    Rule,
    RuleKind,
    Tier,
    Tiers,
)
from fumao.rules.facts import read_value
from fumao.rules.golden import GoldenCase
from fumao.rules.problem import Spot
from fumao.rules.types import TEXT, Type, Value, read_type

type Shape = Literal["value", "list", "tiers"]
_TYPES = (
    "写 bool、int、dec(2)、money(CNY)、text、date、month 或 code(代码表)",
    "write bool, int, dec(2), money(CNY), text, date, month or code(scheme)",
)


def law(row: Row) -> Law:
    """Make a law or policy that rules cite."""
    return Law(
        key=row.text("key"),
        title=row.words("title"),
        number=row.text_or_none("number"),
        issuer=row.text_or_none("issuer"),
        dated=row.day_or_none("date"),
        note=row.words_or_none("note"),
        place=row.place,
    )


def given(row: Row) -> Input:
    """Make an input."""
    return Input(
        name=row.text("name"),
        label=row.words("label"),
        type=_type(row, "type", row.text_or_none("unit")),
        purpose=row.choice("purpose", Purpose),
        source=row.words("source"),
        least=row.number_or_none("least"),
        most=row.number_or_none("most"),
        question=row.words_or_none("question"),
        spot=_spot(row),
    )


def child_table(row: Row) -> ChildTable:
    """Make a child table with its fields."""
    fields = []
    for line in row.rows("fields"):
        fields.append(given(line))
        line.finish()
    return ChildTable(row.text("name"), row.words("label"), tuple(fields), _spot(row))


def parameter(row: Row) -> Parameter:
    """Make a parameter with its values by date."""
    type_ = _type(row, "type", row.text_or_none("unit"))
    shape: Shape = row.choice("shape", Literal["value", "list", "tiers"], "value")
    bound = _type(row, "bound_type", row.text_or_none("bound_unit")) if shape == "tiers" else None
    values = []
    for line in row.rows("values"):
        values.append(dated(line, type_, shape, bound))
        line.finish()
    return Parameter(
        row.text("name"), row.words("label"), type_, tuple(values), shape, bound, _spot(row)
    )


def rule(row: Row) -> Rule:
    """Make one version of a rule."""
    line, column = row.start("text")
    evidence = []
    for item in row.rows("evidence"):
        evidence.append(item.words("name"))
        item.finish()
    return Rule(
        name=row.text("name"),
        label=row.words("label"),
        kind=row.choice("kind", RuleKind),
        type=_type(row, "type", row.text_or_none("unit")),
        text=row.text("text"),
        cite=citation(row),
        valid_from=row.day_or_none("from"),
        valid_to=row.day_or_none("to"),
        ended=row.words_or_none("ended"),
        note=row.words_or_none("note"),
        once=row.flag("once"),
        evidence=tuple(evidence),
        apply=row.words_or_none("apply"),
        confidence=row.choice("confidence", Confidence, "seen"),
        spot=_spot(row),
        text_spot=Spot(row.place.file, line, column),
    )


def exclusion(row: Row) -> Exclusion:
    """Make a mutual exclusion."""
    keep: Keep = row.choice("keep", Keep, "greatest")
    return Exclusion(row.text("name"), row.texts("rules"), keep, citation(row), _spot(row))


def budget(row: Row) -> Budget:
    """Make a budget that is shared among the claims under a rule."""
    return Budget(
        name=row.text("name"),
        label=row.words("label"),
        rule=row.text("rule"),
        parameter=row.text("parameter"),
        cite=citation(row),
        remainder=row.choice("remainder", Remainder, "largest_remainder"),
        spot=_spot(row),
    )


def golden_case(row: Row) -> GoldenCase:
    """Make a golden case; facts and answers are read when it is checked."""
    rows = {name: lines for name, lines in row.plain("rows").items() if isinstance(lines, list)}
    missing = {
        name: tuple(str(item) for item in names)
        for name, names in row.plain("missing").items()
        if isinstance(names, list)
    }
    return GoldenCase(
        name=row.text("name"),
        label=row.words("label"),
        on=row.day("on"),
        facts=row.plain("facts"),
        expect=row.plain("expect"),
        working=row.text("working"),
        rows=rows,
        missing=missing,
        spot=_spot(row),
    )


def _spot(row: Row) -> Spot:
    return Spot(row.place.file, row.place.line, 1)


def citation(row: Row) -> Citation:
    """Make the clause a row rests on."""
    return Citation(row.text("document"), row.text("clause"))


def cited(row: Row, main: Citation) -> Citation:
    """Make the row's own clause; the main one of the whole where it names none."""
    return citation(row) if row.has("document") else main


def _type(row: Row, name: str, unit: str | None) -> Type:
    text = row.text(name)
    found = read_type(text, unit)
    if found is None:
        row.fault(name, f"没有类型“{text}”", f'there is no type "{text}"', _TYPES)
    return found or TEXT


def dated(row: Row, type_: Type, shape: Shape, bound: Type | None) -> Dated:
    """Make a value of a parameter with its time."""
    value: Value | tuple[str, ...] | Tiers
    if shape == "list":
        value = row.texts("value")
    elif shape == "tiers":
        value = _tiers(row, type_, bound or TEXT)
    else:
        value = _value(row, "value", type_)
    return Dated(
        value=value,
        valid_from=row.day_or_none("from"),
        valid_to=row.day_or_none("to"),
        cite=citation(row),
        confidence=row.choice("confidence", Confidence, "seen"),
        spot=_spot(row),
    )


def _tiers(row: Row, type_: Type, bound: Type) -> Tiers:
    tiers = []
    for line in row.rows("tiers"):
        tiers.append(Tier(_number(line, "bound", bound), _number(line, "value", type_)))
        line.finish()
    return Tiers(tuple(tiers), _number(row, "below", type_))


def _number(row: Row, name: str, type_: Type) -> Decimal:
    value = _value(row, name, type_)
    return Decimal(value) if isinstance(value, int | Decimal) else Decimal(0)


def _value(row: Row, name: str, type_: Type) -> Value:
    text = row.text(name)
    value = read_value(text, type_)
    if value is None:
        row.fault(
            name,
            f"“{text}”不是 {type_.shown()}",
            f'"{text}" is no {type_.shown()}',
            ("改正该值", "correct the value"),
        )
    return value
