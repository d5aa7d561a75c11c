"""A piece of SQL with what is known of its value: type, bounds, when it is unknown."""

from dataclasses import dataclass, replace
from decimal import Decimal
from math import gcd

from fumao.core.errors import Words
from fumao.rules.exact import in_units
from fumao.rules.problem import RuleError, RuleProblem, Spot
from fumao.rules.sql.dialect import NARROW, WIDEST, Dialect
from fumao.rules.types import Type

NEVER: frozenset[str] = frozenset()
SPARK_QUOTIENT = 10**31


@dataclass(frozen=True, slots=True)
class Piece:
    """SQL of a value; a number is whole, in units of its last digit, from `low` to `high`.

    `unknown` names the columns whose NULL, any of them, makes the value NULL and nothing else does;
    None where that is not so (and, or, case). `times` are a piece and a whole number whose product
    it is; `terms` are the conditions that it joins with AND.
    """

    sql: str
    type: Type
    low: int = 0
    high: int = 0
    unknown: frozenset[str] | None = None
    constant: int | None = None
    times: tuple["Piece", int] | None = None
    terms: tuple[str, ...] = ()

    @property
    def nullable(self) -> bool:
        """Tell whether the value may be NULL."""
        return self.unknown is None or bool(self.unknown)

    @property
    def wide(self) -> bool:
        """Tell whether 64 bits might not hold the value."""
        return not (self.low >= -NARROW and self.high <= NARROW)


class TooWideError(RuleError):
    """A number that could have more than 38 digits."""

    def __init__(self, what: str, spot: Spot) -> None:
        said = Words(f"“{what}”可能超过 38 位数", f'"{what}" may have more than 38 digits')
        mend = Words("给输入写上 least 和 most", "give the inputs least and most")
        super().__init__([RuleProblem("too_wide", spot, said, mend)])
        self.what = what


class TooLongError(RuleError):
    """An expression whose SQL grows beyond reason."""

    def __init__(self, spot: Spot) -> None:
        said = Words("表达式写成 SQL 太长", "the expression is too long as SQL")
        mend = Words("把其中一部分另立一条规则", "make a rule of its own of a part")
        super().__init__([RuleProblem("too_long", spot, said, mend)])


def both(*pieces: Piece) -> frozenset[str] | None:
    """Return when a value is unknown that is so exactly where any of the pieces is."""
    found: frozenset[str] = NEVER
    for piece in pieces:
        if piece.unknown is None:
            return None
        found |= piece.unknown
    return found


def is_known(dialect: Dialect, *pieces: Piece) -> list[str]:
    """Return the conditions under which all the pieces are known, which are few and cheap: on the
    columns, not on what is computed of them, wherever the columns decide it.
    """
    found: dict[str, None] = {}
    for piece in pieces:
        names = [piece.sql] if piece.unknown is None else map(dialect.column, sorted(piece.unknown))
        found |= dict.fromkeys(f"{name} IS NOT NULL" for name in names)
    return list(found)


def is_unknown(dialect: Dialect, piece: Piece) -> str:
    """Return the condition under which the piece is unknown, on its columns as `is_known`."""
    names = [piece.sql] if piece.unknown is None else map(dialect.column, sorted(piece.unknown))
    return " OR ".join(f"{name} IS NULL" for name in names) or "FALSE"


def constant(value: int | Decimal, type_: Type) -> Piece:
    """Return a number of the type as a piece."""
    return whole(in_units(value, type_.scale), type_)


def whole(value: int, type_: Type) -> Piece:
    """Return a number given in units of the type's last digit; both engines would take a small one
    for 32 bits wide, and then its products too.
    """
    held(value, value)
    sql = f"CAST({value} AS BIGINT)" if abs(value) <= NARROW else str(value)
    return Piece(sql, type_, value, value, NEVER, value)


def sql_type(dialect: Dialect, type_: Type) -> str:
    """Return the engine's type for a stored value: whole numbers of 64 bits, days for months."""
    if type_.is_number:
        return "BIGINT"
    return {"bool": "BOOLEAN", "date": "DATE", "month": "DATE"}.get(type_.kind, dialect.text)


def unknown(dialect: Dialect, type_: Type) -> Piece:
    """Return a NULL of the type."""
    return Piece(f"CAST(NULL AS {sql_type(dialect, type_)})", type_)


class WideError(ArithmeticError):
    """A step of a computation that 38 digits might not hold; the node it belongs to names it."""


def held(low: int, high: int) -> None:
    """Raise WideError unless both engines hold every number from low to high."""
    if low < -WIDEST or high > WIDEST:
        raise WideError


def widened(dialect: Dialect, piece: Piece, low: int, high: int) -> str:
    """Return the SQL of an operand whose result goes from low to high; raises WideError."""
    held(low, high)
    if piece.wide or dialect.number_type(low, high) == "BIGINT":
        return piece.sql
    return f"CAST({piece.sql} AS {dialect.wide})"


def to_scale(dialect: Dialect, piece: Piece, scale: int) -> Piece:
    """Return a number with more digits after the point; bools, texts and days as they are."""
    more = scale - piece.type.scale
    if not piece.type.is_number or more == 0:
        return piece
    type_ = replace(
        piece.type, scale=scale, kind="dec" if piece.type.kind == "int" else piece.type.kind
    )
    return multiplied(dialect, piece, 10**more, type_)


def multiplied(dialect: Dialect, piece: Piece, factor: int, type_: Type) -> Piece:
    """Return a number times a whole one, as one multiplication whatever it was multiplied by."""
    if piece.constant is not None:
        return whole(piece.constant * factor, type_)
    base, factor = (piece.times[0], piece.times[1] * factor) if piece.times else (piece, factor)
    if factor == 1:
        return replace(base, type=type_)
    low, high = sorted((base.low * factor, base.high * factor))
    sql = f"({widened(dialect, base, low, high)} * {factor})"
    return Piece(sql, type_, low, high, base.unknown, times=(base, factor))


def reduced(dialect: Dialect, left: Piece, right: Piece) -> tuple[Piece, Piece]:
    """Return two numbers to be compared with each other without what their factors share."""
    if left.constant is not None and right.constant is not None:
        return left, right
    shared = gcd(*(_factor(piece) for piece in (left, right)))
    if shared <= 1:
        return left, right
    first, second = (_divided(dialect, piece, shared) for piece in (left, right))
    return first, second


def _factor(piece: Piece) -> int:
    if piece.constant is not None:
        return piece.constant
    return piece.times[1] if piece.times else 1


def _divided(dialect: Dialect, piece: Piece, by: int) -> Piece:
    """Return a number divided by a divisor of its factor."""
    if piece.constant is not None:
        return whole(piece.constant // by, piece.type)
    base, factor = piece.times or (piece, 1)
    return multiplied(dialect, base, factor // by, piece.type)


def half_up(dialect: Dialect, piece: Piece, type_: Type) -> Piece:
    """Return a number rounded half away from zero to the digits of the type."""
    fewer = piece.type.scale - type_.scale
    if fewer <= 0:
        return replace(to_scale(dialect, piece, type_.scale), type=type_)
    low, high = _rounded(piece.low, 10**fewer), _rounded(piece.high, 10**fewer)
    if piece.constant is not None:
        return whole(low, type_)
    shared = gcd(_factor(piece), 10**fewer)
    over, under = _divided(dialect, piece, shared), 10**fewer // shared
    if under == 1:
        return replace(over, type=type_)
    half = under // 2  # of an odd divisor no number has exactly half
    operand = widened(dialect, over, over.low - half, over.high + half)
    added = str(half)
    if piece.low < 0:
        base, factor = over.times or (over, 1)
        below = f"{base.sql} {'<' if factor >= 0 else '>'} 0"
        added = f"CASE WHEN {below} THEN -{half} ELSE {half} END"
    sql = cut(dialect, f"({operand} + {added})", str(under), low, high)
    return Piece(sql, type_, low, high, piece.unknown)


def _rounded(value: int, factor: int) -> int:
    half = factor // 2
    return (value + half) // factor if value >= 0 else -((-value + half) // factor)


def cut(dialect: Dialect, over: str, under: str, low: int, high: int) -> str:
    """Return the whole quotient from low to high, cut towards zero, in 64 bits where it fits.

    Spark's div gives 64 bits whatever it divides and wraps without a word; its division of decimals
    leaves 32 digits before the point and is exact where nothing remains.
    """
    narrow = dialect.number_type(low, high) == "BIGINT"
    if dialect.name == "duckdb":
        quotient = dialect.divide(over, under)
        return f"CAST({quotient} AS BIGINT)" if narrow else quotient
    if narrow:
        return dialect.divide(over, under)
    if max(-low, high) >= SPARK_QUOTIENT:
        raise WideError
    return f"CAST(({over} - {over} % {under}) / {under} AS {dialect.wide})"
