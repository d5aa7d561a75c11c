"""A tree into SQL, node by node, with the meaning of the walk over one case.

Two traps (design notes, measured): LEAST skips NULL, and a CASE takes an unknown condition for
false. Here the least of two is a CASE without ELSE, and a condition that may be unknown is followed
by `WHEN (condition) IS NULL THEN NULL` unless a later part is unknown with it anyway.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from fumao.rules.definitions import Parameter
from fumao.rules.exact import in_units, round_half_up
from fumao.rules.sql.calls import lower_call
from fumao.rules.sql.dialect import NARROW, Dialect
from fumao.rules.sql.piece import (
    NEVER,
    Piece,
    TooLongError,
    TooWideError,
    WideError,
    both,
    constant,
    held,
    is_unknown,
    multiplied,
    reduced,
    to_scale,
    unknown,
    whole,
    widened,
)
from fumao.rules.tree import (
    And,
    Call,
    Case,
    Compare,
    Constant,
    Field,
    Gather,
    In,
    Minus,
    Name,
    Node,
    Not,
    Or,
    Sum,
)
from fumao.rules.typed import Typed, is_share
from fumao.rules.types import BOOL, Type

LONGEST = 200_000  # characters of one expression; a part that is used twice is written twice


class Lowering:
    """Turns the nodes of one rule into SQL; `columns` are the inputs and rules done before."""

    def __init__(
        self,
        dialect: Dialect,
        typed: Typed,
        columns: Mapping[str, Piece],
        parameters: Mapping[str, tuple[Parameter, object]],
        gathers: Mapping[int, Piece],
    ) -> None:
        self.dialect, self.typed, self.columns = dialect, typed, columns
        self.parameters, self.gathers = parameters, gathers

    def piece(self, node: Node) -> Piece:
        """Return the SQL of a node; raises TooWideError where no engine could hold its value."""
        spot = self.typed.spot.plus(self.typed.text, node.span[0])
        try:
            found = self._piece(node)
            held(found.low, found.high)
        except WideError as error:
            raise TooWideError(self.typed.words(node), spot) from error
        if len(found.sql) > LONGEST:
            raise TooLongError(spot)
        return found

    def _piece(self, node: Node) -> Piece:
        match node:
            case Constant(value=value):
                return self.written(value, self.typed.of(node))
            case Name(name=name):
                return self._name(node, name)
            case Field(table=table, name=name):
                return self.columns[f"{table}.{name}"]
            case Gather():
                return self.gathers[id(node)]
            case Call():
                return lower_call(self, node)
            case Case():
                return self._case(node)
            case Compare():
                return self._share(node) if is_share(node.left) else self._compare(node)
            case _:
                return self._joined(node)

    def _joined(self, node: Node) -> Piece:
        match node:
            case And(parts=parts) | Or(parts=parts):
                pieces = [self.piece(part) for part in parts]
                if isinstance(node, And):
                    return self.all_of(pieces)
                known = all(not piece.nullable for piece in pieces)
                sql = f"({' OR '.join(piece.sql for piece in pieces)})"
                return Piece(sql, BOOL, unknown=NEVER if known else None)
            case Not(part=part):
                inner = self.piece(part)
                return Piece(f"(NOT {inner.sql})", BOOL, unknown=inner.unknown)
            case Sum():
                return self._sum(node)
            case Minus(part=part):
                inner = self.piece(part)
                if inner.constant is not None:
                    return whole(-inner.constant, inner.type)
                return Piece(f"(-{inner.sql})", inner.type, -inner.high, -inner.low, inner.unknown)
            case In(value=value, items=items):
                return self._in(self.piece(value), [item.value for item in items])
        raise AssertionError(node)

    def all_of(self, pieces: list[Piece]) -> Piece:
        """Return whether all hold; what several of them ask is asked once."""
        terms = tuple(dict.fromkeys(t for p in pieces for t in p.terms or (p.sql,)))
        known = all(not piece.nullable for piece in pieces)
        unknown = NEVER if known else None
        return Piece(f"({' AND '.join(terms)})", BOOL, unknown=unknown, terms=terms)

    def written(self, value: object, type_: Type) -> Piece:
        """Return a written value or a parameter's as SQL; None is NULL."""
        if value is None:
            return unknown(self.dialect, type_)
        if isinstance(value, bool):
            return Piece("TRUE" if value else "FALSE", type_, unknown=NEVER)
        if isinstance(value, int | Decimal):
            return constant(value, type_)
        if isinstance(value, date):
            return Piece(f"DATE '{value.isoformat()}'", type_, unknown=NEVER)
        return Piece(self.dialect.literal(str(value)), type_, unknown=NEVER)

    def _name(self, node: Node, name: str) -> Piece:
        if name in self.parameters:
            return self.written(self.parameters[name][1], self.typed.of(node))
        return self.columns[name]

    def _compare(self, node: Compare) -> Piece:
        left, right = self.piece(node.left), self.piece(node.right)
        null_if = both(left, right)
        left, right = reduced(self.dialect, *self.aligned(left, right))
        return Piece(f"({left.sql} {node.op} {right.sql})", BOOL, unknown=null_if)

    def aligned(self, *pieces: Piece) -> list[Piece]:
        """Return the pieces with the same number of digits after the point."""
        scale = max(piece.type.scale for piece in pieces)
        return [to_scale(self.dialect, piece, scale) for piece in pieces]

    def _share(self, node: Compare) -> Piece:
        """Part against proportion x whole; a share of nothing compares false."""
        if not isinstance(node.left, Call):
            raise AssertionError(node)
        part, whole = (self.piece(arg) for arg in node.left.args)
        product = self.product(self.piece(node.right), whole)
        part, product = reduced(self.dialect, *self.aligned(part, product))
        some = Piece(f"{whole.sql} > 0", BOOL, unknown=whole.unknown)
        enough = f"{part.sql} {node.op} {product.sql}"
        return self.all_of([some, Piece(enough, BOOL, unknown=both(part, product))])

    def _in(self, value: Piece, items: list[object]) -> Piece:
        if value.type.is_number:
            numbers = [Decimal(str(item)) for item in items]
            scale = value.type.scale
            listed = [str(in_units(n, scale)) for n in numbers if round_half_up(n, scale) == n]
        else:
            listed = [self.written(item, value.type).sql for item in items]
        return self.among(value, listed)

    def among(self, value: Piece, listed: list[str]) -> Piece:
        """Return whether the value is one of those listed, which may be none."""
        if listed:
            return Piece(f"({value.sql} IN ({', '.join(listed)}))", BOOL, unknown=value.unknown)
        sql = f"(CASE WHEN {value.sql} IS NOT NULL THEN FALSE END)"
        return Piece(sql, BOOL, unknown=value.unknown)

    def _sum(self, node: Sum) -> Piece:
        left, right = self.piece(node.left), self.piece(node.right)
        if node.op == "*":
            return self.product(left, right)
        left, right = self.aligned(left, right)
        if node.op == "+":
            low, high = left.low + right.low, left.high + right.high
        else:
            low, high = left.low - right.high, left.high - right.low
        sql = f"({widened(self.dialect, left, low, high)} {node.op} {right.sql})"
        return Piece(sql, self.typed.of(node), low, high, both(left, right))

    def product(self, left: Piece, right: Piece) -> Piece:
        """Return left x right."""
        ends = [a * b for a in (left.low, left.high) for b in (right.low, right.high)]
        low, high = min(ends), max(ends)
        scale = left.type.scale + right.type.scale
        type_ = Type("dec" if scale else "int", scale)
        for side, other in ((left, right), (right, left)):
            if side.constant is not None and abs(side.constant) <= NARROW:
                return multiplied(self.dialect, other, side.constant, type_)
        first, second = (widened(self.dialect, side, low, high) for side in (left, right))
        sql = f"({first} * {second})"
        return Piece(sql, type_, low, high, both(left, right))

    def _case(self, node: Case) -> Piece:
        conditions = [self.piece(condition) for condition, _ in node.branches]
        values = self.aligned(
            *(self.piece(value) for _, value in node.branches), self.piece(node.otherwise)
        )
        return self.case(conditions, values)

    def case(self, conditions: list[Piece], values: list[Piece]) -> Piece:
        """Return the value of the first condition that holds, the last value where none does."""
        low, high = min(v.low for v in values), max(v.high for v in values)
        words = []
        certain: frozenset[str] = (
            NEVER  # columns that are known wherever the next condition is asked
        )
        for place, (condition, value) in enumerate(zip(conditions, values, strict=False)):
            words.append(f"WHEN {condition.sql} THEN {self._result(value, low, high)}")
            follow = (*conditions[place + 1 :], values[-1])
            if _may_mislead(condition, certain, follow):
                words.append(f"WHEN {is_unknown(self.dialect, condition)} THEN NULL")
                certain |= condition.unknown or NEVER
        words.append(f"ELSE {self._result(values[-1], low, high)}")
        known = all(not piece.nullable for piece in (*conditions, *values))
        null_if = NEVER if known else None
        return Piece(f"(CASE {' '.join(words)} END)", values[0].type, low, high, null_if)

    def _result(self, value: Piece, low: int, high: int) -> str:
        return widened(self.dialect, value, low, high) if value.type.is_number else value.sql


def _may_mislead(condition: Piece, certain: frozenset[str], follow: tuple[Piece, ...]) -> bool:
    """Tell whether an unknown condition could be passed over as if it were false.

    It could not where its columns are known by an earlier guard, nor where all that follows is
    unknown with it.
    """
    null_if = condition.unknown
    if null_if is None:
        return True
    if null_if <= certain:
        return False
    return not all(p.unknown is not None and null_if <= p.unknown for p in follow)
