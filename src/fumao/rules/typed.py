"""Static types of an expression: every node gets one, or the fault is named with its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from fumao.core.errors import Words
from fumao.rules.definitions import ChildTable, Parameter
from fumao.rules.problem import RuleProblem, Spot
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
from fumao.rules.typed_calls import type_call
from fumao.rules.types import (
    BOOL,
    DATE,
    INT,
    LARGEST_SCALE,
    MONTH,
    TEXT,
    WRONG,
    Type,
    comparable,
    product_type,
    sum_type,
)


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression may name: inputs and rules by type, parameters, child tables."""

    names: Mapping[str, Type]
    parameters: Mapping[str, Parameter]
    tables: Mapping[str, ChildTable]
    rules: frozenset[str] = frozenset()


class Typed:
    """An expression with the type of every node, and the faults found."""

    def __init__(self, text: str, spot: Spot, scope: Scope) -> None:
        self.text, self.spot, self.scope = text, spot, scope
        self.types: dict[int, Type] = {}
        self.problems: list[RuleProblem] = []
        self._row: str | None = None  # the child table whose row is in view

    def of(self, node: Node) -> Type:
        """Return the type of a node that `read` has seen."""
        return self.types[id(node)]

    def read(self, node: Node) -> Type:
        """Return the type of the node and note it and those below; one with a fault is WRONG."""
        found = self.types.get(id(node))
        if found is None:
            found = self.types[id(node)] = self._type(node)
        return found

    def fault(self, node: Node, zh: str, en: str, mend: tuple[str, str]) -> Type:
        """Note a fault at the node."""
        self.problems.append(
            RuleProblem(
                "type", self.spot.plus(self.text, node.span[0]), Words(zh, en), Words(*mend)
            )
        )
        return WRONG

    def words(self, node: Node) -> str:
        """Return the text of a node."""
        return self.text[node.span[0] : node.span[1]]

    def expect(self, node: Node, *kinds: str) -> Type:
        """Read a node that must have one of the kinds."""
        found = self.read(node)
        if found.kind not in (*kinds, "wrong"):
            return self.fault(
                node,
                f"“{self.words(node)}”的类型是 {found.shown()}",
                f'"{self.words(node)}" is {found.shown()}',
                (f"此处应为 {'、'.join(kinds)}", f"{' or '.join(kinds)} is expected here"),
            )
        return found

    def _type(self, node: Node) -> Type:
        match node:
            case Constant():
                return self._literal(node)
            case Name(name=name):
                return self._name(node, name)
            case Field():
                return self._field(node)
            case And(parts=parts) | Or(parts=parts):
                for part in parts:
                    self.expect(part, "bool")
                return BOOL
            case Not(part=part):
                self.expect(part, "bool")
                return BOOL
            case Compare():
                return self._compare(node)
            case In():
                return self._in(node)
            case Sum():
                return self._sum(node)
            case Minus(part=part):
                return self.expect(part, "int", "dec", "money")
            case Case():
                return self._case(node)
            case Gather():
                return self._gather(node)
            case Call():
                return type_call(self, node)
        raise AssertionError(node)

    def _literal(self, node: Constant) -> Type:
        value = node.value
        if isinstance(value, bool):
            return BOOL
        if isinstance(value, int):
            return INT
        if isinstance(value, Decimal):
            return Type("dec", -int(value.as_tuple().exponent))
        if isinstance(value, str):
            return TEXT
        return MONTH if node.month else DATE

    def _name(self, node: Node, name: str) -> Type:
        parameter = self.scope.parameters.get(name)
        if parameter is not None:
            if parameter.shape == "value":
                return parameter.type
            return self.fault(
                node,
                f"“{name}”是一张表，不是一个值",
                f'"{name}" is a list or a table, not one value',
                ("用 in_list 或 tier", "use in_list or tier"),
            )
        found = self.scope.names.get(name)
        if found is None:
            return self.fault(
                node,
                f"没有名为“{name}”的输入、参数或规则",
                f'no input, parameter or rule is called "{name}"',
                ("改正名称或先定义它", "correct the name or define it first"),
            )
        return WRONG if self.in_rows(node) else found

    def in_rows(self, node: Node) -> bool:
        """Tell whether rows of a child table are in view, and note the fault if so."""
        if self._row is None:
            return False
        self.fault(
            node,
            f"在 {self._row} 的逐行条件中不能用“{self.words(node)}”",
            f'"{self.words(node)}" cannot be used in a condition on the rows of {self._row}',
            ("只用该表的字段和参数", "use fields of the table and parameters only"),
        )
        return True

    def _field(self, node: Field) -> Type:
        table = self.scope.tables.get(node.table)
        found = next((f for f in table.fields if f.name == node.name), None) if table else None
        if found is None:
            return self.fault(
                node,
                f"没有字段“{self.words(node)}”",
                f'there is no field "{self.words(node)}"',
                ("改正表名或字段名", "correct the table or the field"),
            )
        if self._row != node.table:
            return self.fault(
                node,
                f"“{self.words(node)}”每一行各有一个值",
                f'"{self.words(node)}" has one value in each row',
                ("放进 sum_of、count_of、any_of 或 all_of", "put it into sum_of, count_of, …"),
            )
        return found.type

    def _compare(self, node: Compare) -> Type:
        if any(is_share(side) for side in (node.left, node.right)):
            return self._compare_share(node)
        left, right = self.read(node.left), self.read(node.right)
        if not comparable(left, right, is_free(node.left), is_free(node.right)):
            self._mismatch(node, left, right, ("比较", "compared"))
        if node.op not in ("=", "<>") and left.kind in ("bool", "code", "text"):
            self.fault(
                node,
                f"{left.shown()} 没有大小",
                f"{left.shown()} has no order",
                ("只能用 = 或 <>", "use = or <> only"),
            )
        return BOOL

    def _compare_share(self, node: Compare) -> Type:
        share, other = node.left, node.right
        if not is_share(share) or is_share(other):
            return self.fault(
                node,
                "share 应在比较号左边，右边是一个比例",
                "share stands left of the comparison, a proportion right",
                ("写成 share(a, b) >= p", "write share(a, b) >= p"),
            )
        assert isinstance(share, Call)  # noqa: S101 - tells the type checker
        part, whole = (self.expect(arg, "int", "dec", "money") for arg in share.args)
        self.types[id(share)] = Type("share")
        if not comparable(part, whole, is_free(share.args[0]), is_free(share.args[1])):
            self._mismatch(share, part, whole, ("相除", "divided"))
        self.expect(other, "int", "dec")
        return BOOL

    def _mismatch(self, node: Node, left: Type, right: Type, act: tuple[str, str]) -> Type:
        return self.fault(
            node,
            f"{left.shown()} 与 {right.shown()} 不能{act[0]}",
            f"{left.shown()} and {right.shown()} cannot be {act[1]}",
            ("先化为同一类型、币种和单位", "bring both to one type, currency and unit"),
        )

    def _in(self, node: In) -> Type:
        value = self.read(node.value)
        for item in node.items:
            found = self.read(item)
            if not comparable(value, found, False, True):
                self._mismatch(item, value, found, ("比较", "compared"))
        return BOOL

    def _sum(self, node: Sum) -> Type:
        left, right = (self.expect(side, "int", "dec", "money") for side in (node.left, node.right))
        found = (
            product_type(left, right)
            if node.op == "*"
            else sum_type(left, right, is_free(node.left), is_free(node.right))
        )
        if found is None:
            words = ("相乘", "multiplied") if node.op == "*" else ("相加减", "added")
            return self._mismatch(node, left, right, words)
        if found.scale > LARGEST_SCALE:
            return self.fault(
                node,
                f"结果有 {found.scale} 位小数",
                f"the result has {found.scale} digits after the point",
                ("先用 round_to 取整", "round a part with round_to first"),
            )
        return found

    def _case(self, node: Case) -> Type:
        for condition, _ in node.branches:
            self.expect(condition, "bool")
        return self.join(node, [value for _, value in node.branches] + [node.otherwise])

    def join(self, node: Node, values: list[Node]) -> Type:
        """Return the one type that several values share; a fault where they do not."""
        found = self.read(values[0])
        free = is_free(values[0])
        for value in values[1:]:
            next_, next_free = self.read(value), is_free(value)
            if (found.is_number or found == WRONG) and (next_.is_number or next_ == WRONG):
                joined = sum_type(found, next_, free, next_free)
            else:
                joined = found if comparable(found, next_, free, next_free) else None
            if joined is None:
                return self._mismatch(node, found, next_, ("同为一个结果", "one result"))
            found, free = joined, free and next_free
        return found

    def _gather(self, node: Gather) -> Type:
        if node.table not in self.scope.tables:
            return self.fault(
                node,
                f"没有名为“{node.table}”的表",
                f'no table is called "{node.table}"',
                ("改正表名", "correct the table"),
            )
        if self._row is not None:
            return self.fault(
                node,
                "逐行条件中不能再汇总",
                "rows cannot be gathered inside a condition on rows",
                ("拆成两条规则", "make two rules of it"),
            )
        self._row = node.table
        found = INT if node.kind == "count_of" else BOOL
        if node.value is not None:
            found = self.expect(node.value, "int", "dec", "money")
        if node.where is not None:
            self.expect(node.where, "bool")
        self._row = None
        return found


def is_free(node: Node) -> bool:
    """Tell whether the node is a bare literal, which fits every unit and currency."""
    return isinstance(node, Constant) or (isinstance(node, Minus) and is_free(node.part))


def is_share(node: Node) -> bool:
    """Tell whether the node is share(part, whole)."""
    return isinstance(node, Call) and node.function == "share"
