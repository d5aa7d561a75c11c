"""The functions of the language as SQL: see functions.py for their meaning."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from fumao.rules.definitions import Tiers
from fumao.rules.sql.piece import (
    NEVER,
    Piece,
    both,
    constant,
    cut,
    half_up,
    is_known,
    is_unknown,
    reduced,
    to_scale,
    widened,
)
from fumao.rules.tree import Call, Name, Node
from fumao.rules.types import BOOL, DATE, MONTH, Type

if TYPE_CHECKING:
    from fumao.rules.sql.lower import Lowering

_EARLIEST, _LATEST = 1, 9999  # years that both engines and Python hold


def lower_call(lowering: "Lowering", node: Call) -> Piece:
    """Return the SQL of a call."""
    return _BY_NAME[node.function](lowering, node)


def _args(lowering: "Lowering", node: Call) -> list[Piece]:
    return [lowering.piece(arg) for arg in node.args]


def _extreme(lowering: "Lowering", node: Call) -> Piece:
    least = node.function == "min_of"
    pieces = lowering.aligned(*_args(lowering, node))
    # Spark computes a part of a CASE again wherever it stands, DuckDB does not.
    if len(pieces) == 2 and lowering.dialect.name == "duckdb":
        return _of_two(lowering, pieces[0], pieces[1], least)
    return _of_many(lowering, pieces, least)


def _of_many(lowering: "Lowering", pieces: list[Piece], least: bool) -> Piece:
    """Return the least or greatest of several, NULL where any is: LEAST alone skips NULL."""
    choose = min if least else max
    low, high = choose(p.low for p in pieces), choose(p.high for p in pieces)
    ends = min(p.low for p in pieces), max(p.high for p in pieces)
    wide = [widened(lowering.dialect, p, *ends) if p.type.is_number else p.sql for p in pieces]
    sql = f"{'LEAST' if least else 'GREATEST'}({', '.join(wide)})"
    if doubts := is_known(lowering.dialect, *pieces):
        sql = f"(CASE WHEN {' AND '.join(doubts)} THEN {sql} END)"
    return Piece(sql, pieces[0].type, low, high, both(*pieces))


def _of_two(lowering: "Lowering", left: Piece, right: Piece, least: bool) -> Piece:
    """Return the lesser or greater of two, NULL where either is."""
    choose = min if least else max
    low, high = choose(left.low, right.low), choose(left.high, right.high)
    if not left.nullable:
        left, right = right, left
    over, under = ("<=", ">") if least else (">=", "<")
    first, second = (
        widened(lowering.dialect, piece, low, high) if piece.type.is_number else piece.sql
        for piece in (left, right)
    )
    if not right.nullable:
        sql = f"(CASE WHEN {left.sql} {under} {right.sql} THEN {second} ELSE {first} END)"
    else:
        sql = (
            f"(CASE WHEN {left.sql} {over} {right.sql} THEN {first}"
            f" WHEN {left.sql} {under} {right.sql} THEN {second} END)"
        )
    return Piece(sql, left.type, low, high, both(left, right))


def _round(lowering: "Lowering", node: Call) -> Piece:
    return half_up(lowering.dialect, lowering.piece(node.args[0]), lowering.typed.of(node))


def _per_cent(lowering: "Lowering", node: Call) -> Piece:
    value, rate = _args(lowering, node)
    product = lowering.product(value, rate)
    type_ = Type("dec", product.type.scale + 2)
    return half_up(lowering.dialect, replace(product, type=type_), lowering.typed.of(node))


def _quotient(lowering: "Lowering", node: Call) -> Piece:
    """Whole arithmetic: sign x ((2|a| + |b|) cut by 2|b|), NULL where b is 0."""
    over, under = (lowering.piece(arg) for arg in node.args[:2])
    type_ = lowering.typed.of(node)
    over = to_scale(lowering.dialect, over, max(over.type.scale, under.type.scale + type_.scale))
    under = to_scale(lowering.dialect, under, over.type.scale - type_.scale)
    most = max(abs(over.low), abs(over.high))
    room = 2 * most + 2 * max(abs(under.low), abs(under.high))
    a, b = (widened(lowering.dialect, piece, -room, room) for piece in (over, under))
    positive = over.low >= 0 and under.low >= 0
    if not positive:
        a, b = f"abs({a})", f"abs({b})"
    sql = cut(lowering.dialect, f"(2 * {a} + {b})", f"(2 * {b})", -most, most)
    if not positive:
        sign = f"CASE WHEN ({over.sql} < 0) = ({under.sql} < 0) THEN 1 ELSE -1 END"
        sql = f"{sign} * {sql}"
    sql = f"(CASE WHEN {under.sql} <> 0 THEN {sql} END)"
    low = 0 if positive else -most
    return Piece(sql, type_, low, most)


def _or_else(lowering: "Lowering", node: Call) -> Piece:
    first, second = lowering.aligned(*_args(lowering, node))
    if not first.nullable:
        return first
    low, high = min(first.low, second.low), max(first.high, second.high)
    unknown = None if second.nullable else NEVER
    return Piece(f"COALESCE({first.sql}, {second.sql})", first.type, low, high, unknown)


def _is_known(lowering: "Lowering", node: Call) -> Piece:
    return Piece(f"({lowering.piece(node.args[0]).sql} IS NOT NULL)", BOOL, unknown=NEVER)


def _table(lowering: "Lowering", node: Node) -> tuple[Type | None, object]:
    if not isinstance(node, Name):
        raise AssertionError(node)
    parameter, value = lowering.parameters[node.name]
    return parameter.bound_type, value


def _tier(lowering: "Lowering", node: Call) -> Piece:
    value, type_ = lowering.piece(node.args[0]), lowering.typed.of(node)
    bound_type, table = _table(lowering, node.args[1])
    if not isinstance(table, Tiers) or bound_type is None:
        return lowering.written(None, type_)
    pieces = []
    for tier in table.tiers:
        bound, left = lowering.aligned(constant(tier.bound, bound_type), value)
        left, bound = reduced(lowering.dialect, left, bound)
        pieces.append((f"{left.sql} >= {bound.sql}", constant(tier.value, type_)))
    below = constant(table.below, type_)
    words = [f"WHEN {held} THEN {given.sql}" for held, given in reversed(pieces)]
    if value.nullable:
        words.append(f"WHEN {is_unknown(lowering.dialect, value)} THEN NULL")
    values = [given.low for _, given in pieces] + [below.low]
    sql = f"(CASE {' '.join(words)} ELSE {below.sql} END)"
    return Piece(sql, type_, min(values), max(values), value.unknown)


def _in_list(lowering: "Lowering", node: Call) -> Piece:
    value = lowering.piece(node.args[0])
    _, listed = _table(lowering, node.args[1])
    if not isinstance(listed, tuple):
        return lowering.written(None, BOOL)
    return lowering.among(value, [lowering.written(item, value.type).sql for item in listed])


def _starts_with(lowering: "Lowering", node: Call) -> Piece:
    text, prefix = _args(lowering, node)
    sql = lowering.dialect.starts_with(text.sql, prefix.sql)
    return Piece(sql, BOOL, unknown=both(text, prefix))


def _days(lowering: "Lowering", node: Call) -> Piece:
    first, last = _args(lowering, node)
    most = (_LATEST - _EARLIEST) * 366
    sql = lowering.dialect.days_between(first.sql, last.sql)
    return Piece(sql, lowering.typed.of(node), -most, most, both(first, last))


def _months(lowering: "Lowering", node: Call) -> Piece:
    """Whole months; the same count backwards where the last day is the earlier."""
    first, last = _args(lowering, node)
    most = (_LATEST - _EARLIEST) * 12
    forth, back = _month_count(first.sql, last.sql), _month_count(last.sql, first.sql)
    sql = f"CAST(CASE WHEN {last.sql} >= {first.sql} THEN {forth} ELSE -({back}) END AS BIGINT)"
    if node.function == "years_between":
        sql, most = f"CAST({lowering.dialect.divide(sql, '12')} AS BIGINT)", most // 12
    return Piece(sql, lowering.typed.of(node), -most, most, both(first, last))


def _month_count(first: str, last: str) -> str:
    months = f"(year({last}) - year({first})) * 12 + month({last}) - month({first})"
    return f"{months} - CASE WHEN day({last}) < day({first}) THEN 1 ELSE 0 END"


def _later(lowering: "Lowering", node: Call) -> Piece:
    day, count = _args(lowering, node)
    dialect = lowering.dialect
    days = node.function == "add_days"
    most = (_LATEST - _EARLIEST + 1) * (366 if days else 12)
    sql = (dialect.add_days if days else dialect.add_months)(day.sql, count.sql)
    sql = f"CASE WHEN {sql} BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' THEN {sql} END"
    if count.low < -most or count.high > most:
        # A CASE of two, for AND does not say which side is computed first.
        near = f"{count.sql} BETWEEN {-most} AND {most}"
        sql = f"CASE WHEN {near} THEN {sql} END"
    return Piece(f"({sql})", DATE)


def _part(lowering: "Lowering", node: Call) -> Piece:
    day = lowering.piece(node.args[0])
    if node.function == "month_of":
        return Piece(lowering.dialect.month(day.sql), MONTH, unknown=day.unknown)
    sql = f"CAST(year({day.sql}) AS BIGINT)"
    return Piece(sql, lowering.typed.of(node), _EARLIEST, _LATEST, day.unknown)


def _implied(lowering: "Lowering", node: Call) -> Piece:
    name = node.args[0]
    if not isinstance(name, Name):
        raise AssertionError(name)
    return lowering.columns[f"{node.function}_{name.name}"]


_BY_NAME: dict[str, Callable[["Lowering", Call], Piece]] = {
    "min_of": _extreme,
    "max_of": _extreme,
    "round2": _round,
    "round_to": _round,
    "per_cent": _per_cent,
    "quotient": _quotient,
    "or_else": _or_else,
    "is_known": _is_known,
    "tier": _tier,
    "in_list": _in_list,
    "starts_with": _starts_with,
    "days_between": _days,
    "months_between": _months,
    "years_between": _months,
    "add_days": _later,
    "add_months": _later,
    "year_of": _part,
    "month_of": _part,
    "prior": _implied,
    "received": _implied,
}
