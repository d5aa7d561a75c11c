"""Static types of the functions: what each takes and gives."""

from typing import TYPE_CHECKING

from fumao.rules.tree import Call, Constant, Name, Node
from fumao.rules.types import BOOL, DATE, INT, LARGEST_SCALE, WRONG, Type, comparable, with_scale

if TYPE_CHECKING:
    from fumao.rules.typed import Typed

_NUMBERS = ("int", "dec", "money")


def type_call(typed: "Typed", node: Call) -> Type:
    """Return the type of a call, its arguments read."""
    return _BY_NAME[node.function](typed, node)


def _least(typed: "Typed", node: Call) -> Type:
    found = [typed.expect(arg, *_NUMBERS, "date") for arg in node.args]
    return WRONG if WRONG in found else typed.join(node, list(node.args))


def _round2(typed: "Typed", node: Call) -> Type:
    return with_scale(typed.expect(node.args[0], *_NUMBERS), 2)


def _digits(typed: "Typed", node: Node) -> int:
    """Read an argument that must be a literal number of digits."""
    typed.read(node)
    if isinstance(node, Constant) and type(node.value) is int and node.value <= LARGEST_SCALE:
        return node.value
    typed.fault(
        node,
        "位数应直接写成数字",
        "the number of digits must be written as a number",
        (f"写 0 到 {LARGEST_SCALE}", f"write 0 to {LARGEST_SCALE}"),
    )
    return 2


def _round_to(typed: "Typed", node: Call) -> Type:
    return with_scale(typed.expect(node.args[0], *_NUMBERS), _digits(typed, node.args[1]))


def _per_cent(typed: "Typed", node: Call) -> Type:
    typed.expect(node.args[1], "int", "dec")
    return typed.expect(node.args[0], *_NUMBERS)


def _share(typed: "Typed", node: Call) -> Type:
    for arg in node.args:
        typed.read(arg)
    return typed.fault(
        node,
        "share 只能用来与一个比例比较",
        "share can only be compared with a proportion",
        ("写成 share(a, b) >= p，或用 quotient", "write share(a, b) >= p, or use quotient"),
    )


def _quotient(typed: "Typed", node: Call) -> Type:
    over = typed.expect(node.args[0], *_NUMBERS)
    under = typed.expect(node.args[1], *_NUMBERS)
    digits = _digits(typed, node.args[2])
    if WRONG in (over, under):
        return WRONG
    if over.kind == under.kind == "money":
        if over.of == under.of:
            return Type("dec" if digits else "int", digits)
    elif under.kind != "money" and (under.unit is None or under.unit == over.unit):
        unit = over.unit if under.unit is None else None
        return with_scale(Type(over.kind, over.scale, over.of, unit), digits)
    elif over.kind == "money":
        return with_scale(over, digits)
    return typed.fault(
        node,
        f"{over.shown()} 不能除以 {under.shown()}",
        f"{over.shown()} cannot be divided by {under.shown()}",
        ("先化为同一币种和单位", "bring both to one currency and unit"),
    )


def _or_else(typed: "Typed", node: Call) -> Type:
    return typed.join(node, list(node.args))


def _is_known(typed: "Typed", node: Call) -> Type:
    typed.read(node.args[0])
    return BOOL


def _table_of(typed: "Typed", node: Node, shape: str) -> Type | None:
    """Return the type of the list or table of tiers that the argument names."""
    parameter = typed.scope.parameters.get(node.name) if isinstance(node, Name) else None
    if parameter is not None and parameter.shape == shape:
        typed.types[id(node)] = parameter.type
        return parameter.type
    words = {"list": ("列表", "a list"), "tiers": ("分档表", "a table of tiers")}[shape]
    typed.fault(
        node,
        f"“{typed.words(node)}”不是{words[0]}参数",
        f'"{typed.words(node)}" is no parameter that holds {words[1]}',
        (f"先定义{words[0]}参数", f"define {words[1]} as a parameter first"),
    )
    return None


def _tier(typed: "Typed", node: Call) -> Type:
    value = typed.expect(node.args[0], *_NUMBERS)
    found = _table_of(typed, node.args[1], "tiers")
    if found is None:
        return WRONG
    assert isinstance(node.args[1], Name)  # noqa: S101 - tells the type checker
    bound = typed.scope.parameters[node.args[1].name].bound_type
    if bound is None or not comparable(value, bound, False, False):
        typed.fault(
            node,
            f"{value.shown()} 与分档表的界限不是一类",
            f"{value.shown()} does not fit the bounds of the tiers",
            ("先化为同一类型、币种和单位", "bring both to one type, currency and unit"),
        )
    return found


def _in_list(typed: "Typed", node: Call) -> Type:
    value = typed.expect(node.args[0], "text", "code")
    found = _table_of(typed, node.args[1], "list")
    if value == WRONG or found is None:
        return BOOL
    if (value.kind, value.of) != (found.kind, found.of):
        typed.fault(
            node,
            f"{value.shown()} 与列表的 {found.shown()} 不是一类",
            f"{value.shown()} does not fit the list of {found.shown()}",
            ("改用同一代码表的列表", "use a list of the same scheme"),
        )
    return BOOL


def _starts_with(typed: "Typed", node: Call) -> Type:
    typed.expect(node.args[0], "text", "code")
    typed.expect(node.args[1], "text", "code")
    return BOOL


def _between_days(typed: "Typed", node: Call) -> Type:
    for arg in node.args:
        typed.expect(arg, "date")
    unit = {"days_between": "day", "months_between": "month", "years_between": "year"}
    return Type("int", unit=unit[node.function])


def _later_day(typed: "Typed", node: Call) -> Type:
    typed.expect(node.args[0], "date")
    typed.expect(node.args[1], "int")
    return DATE


def _part_of_day(typed: "Typed", node: Call) -> Type:
    typed.expect(node.args[0], "date")
    return INT if node.function == "year_of" else Type("month")


def _of_rule(typed: "Typed", node: Call) -> Type:
    name = node.args[0]
    if typed.in_rows(node):
        return WRONG
    if not isinstance(name, Name) or name.name not in typed.scope.rules:
        return typed.fault(
            node,
            f"“{typed.words(name)}”不是规则",
            f'"{typed.words(name)}" is no rule',
            ("写一条规则的名称", "write the name of a rule"),
        )
    return BOOL if node.function == "received" else typed.scope.names[name.name]


_BY_NAME = {
    "min_of": _least,
    "max_of": _least,
    "round2": _round2,
    "round_to": _round_to,
    "per_cent": _per_cent,
    "share": _share,
    "quotient": _quotient,
    "or_else": _or_else,
    "is_known": _is_known,
    "tier": _tier,
    "in_list": _in_list,
    "starts_with": _starts_with,
    "days_between": _between_days,
    "months_between": _between_days,
    "years_between": _between_days,
    "add_days": _later_day,
    "add_months": _later_day,
    "year_of": _part_of_day,
    "month_of": _part_of_day,
    "prior": _of_rule,
    "received": _of_rule,
}
