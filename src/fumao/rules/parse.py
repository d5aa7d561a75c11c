"""Read an expression into its tree: a small part of SQL's scalar expressions, nothing else.

or · and · not · = <> < <= > >= · in (…) · between … and … · + - · * · case when … end
f(a, b) · table.field · 12.5 · 'text' · true · date '2016-07-05' · month '2016-07'
"""

import re
from datetime import date
from decimal import Decimal
from typing import NoReturn, get_args

from fumao.core.errors import Words
from fumao.rules.functions import FUNCTIONS
from fumao.rules.problem import RuleError, RuleProblem, Spot
from fumao.rules.tokens import Token, TokenError, tokens_of
from fumao.rules.tree import (
    And,
    Call,
    Case,
    Compare,
    Comparison,
    Constant,
    Field,
    Gather,
    Gathering,
    In,
    Minus,
    Name,
    Node,
    Not,
    Or,
    Sign,
    Sum,
    fits,
)

DEEPEST = 40  # nested parentheses and cases; the deepest shipped rule has 6
HIGHEST = 80  # nodes on one path of the tree, a term of a long sum each; every walk is recursive
MOST = 4_000  # nodes; `between` stands for two comparisons, so that they can outgrow the text
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
RESERVED = frozenset(
    "and or not in between case when then else end true false date month null is like k".split()  # noqa: SIM905
)
_COMPARISONS: dict[str, Comparison] = {
    "=": "=", "<>": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">=",
}  # fmt: skip
_SIGNS: dict[str, Sign] = {"+": "+", "-": "-"}
_GATHERINGS: dict[str, Gathering] = {kind: kind for kind in get_args(Gathering)}
_SEE = Words(
    "只能用比较、and/or/not、case、四则中的加减乘和已列函数",
    "use comparisons, and/or/not, case, + - * and the listed functions only",
)


def parse(text: str, spot: Spot = Spot()) -> Node:  # noqa: B008 - Spot is frozen
    """Return the tree of an expression that begins at `spot`; raises RuleError with the place."""
    try:
        return _Parser(text, tokens_of(text)).whole()
    except TokenError as error:
        raise RuleError(
            [RuleProblem("syntax", spot.plus(text, error.offset), error.said, _SEE)]
        ) from error


def _number(token: Token) -> int | Decimal:
    return Decimal(token.text) if "." in token.text else int(token.text)


def _day(text: str) -> date | None:
    """Return the day of 2016-07-05; date.fromisoformat alone takes 2016-W27-2 as well."""
    if _DAY.fullmatch(text) is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


class _Parser:
    def __init__(self, text: str, tokens: list[Token]) -> None:
        self._text, self._tokens, self._place, self._depth = text, tokens, 0, 0

    def whole(self) -> Node:
        node = self._any()
        if self._next.kind != "end":
            self._refuse(self._next, "这里应当结束", "the expression should end here")
        if not fits(node, HIGHEST, MOST):
            self._refuse(
                self._tokens[0], "表达式过长，请拆成几条规则", "too long: make two rules of it"
            )
        return node

    @property
    def _next(self) -> Token:
        return self._tokens[self._place]

    def _take(self) -> Token:
        token = self._tokens[self._place]
        self._place += 1
        return token

    def _is(self, *texts: str) -> bool:
        return self._next.kind in ("name", "sign") and self._next.text in texts

    def _accept(self, *texts: str) -> Token | None:
        return self._take() if self._is(*texts) else None

    def _expect(self, text: str) -> Token:
        if not self._is(text):
            seen = self._next.text or "…"
            self._refuse(
                self._next, f"“{seen}”处应为“{text}”", f'"{text}" is expected, not "{seen}"'
            )
        return self._take()

    def _refuse(self, token: Token, zh: str, en: str) -> NoReturn:
        raise TokenError(token.start, Words(zh, en))

    def _span(self, start: int) -> tuple[int, int]:
        """Return from `start` to the last word taken; a node in parentheses begins after them."""
        return (start, self._tokens[self._place - 1].end)

    def _any(self) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            self._refuse(self._next, "嵌套过深", "the expression is nested too deeply")
        start = self._next.start
        parts = [self._all()]
        while self._accept("or"):
            parts.append(self._all())
        self._depth -= 1
        return parts[0] if len(parts) == 1 else Or(self._span(start), tuple(parts))

    def _all(self) -> Node:
        start = self._next.start
        parts = [self._not()]
        while self._accept("and"):
            parts.append(self._not())
        return parts[0] if len(parts) == 1 else And(self._span(start), tuple(parts))

    def _not(self) -> Node:
        negations = []
        while token := self._accept("not"):
            negations.append(token)
        node = self._comparison()
        for token in reversed(negations):
            node = Not(self._span(token.start), node)
        return node

    def _comparison(self) -> Node:
        start = self._next.start
        left = self._sum()
        negated = self._accept("not")
        if self._accept("in"):
            found: Node = self._in(start, left)
        elif self._accept("between"):
            low = self._sum()
            self._expect("and")
            high = self._sum()
            span = self._span(start)
            found = And(span, (Compare(span, ">=", left, low), Compare(span, "<=", left, high)))
        elif negated is not None:
            self._refuse(self._next, "not 之后应为 in 或 between", "after not: in or between")
        elif self._next.kind == "sign" and self._next.text in _COMPARISONS:
            op = _COMPARISONS[self._take().text]
            right = self._sum()
            found = Compare(self._span(start), op, left, right)
        else:
            return left
        return found if negated is None else Not(found.span, found)

    def _in(self, start: int, left: Node) -> In:
        items = self._items()
        return In(self._span(start), left, items)

    def _items(self) -> tuple[Constant, ...]:
        self._expect("(")
        items = [self._literal()]
        while self._accept(","):
            items.append(self._literal())
        self._expect(")")
        return tuple(items)

    def _literal(self) -> Constant:
        token = self._next
        negative = self._accept("-")
        node = self._primary()
        if not isinstance(node, Constant):
            self._refuse(token, "此处应为文字或数字", "a text or number is expected here")
        if negative is None:
            return node
        if isinstance(node.value, bool) or not isinstance(node.value, int | Decimal):
            self._refuse(token, "负号之后应为数字", "a number must follow the minus")
        return Constant(self._span(token.start), -node.value)

    def _sum(self) -> Node:
        start = self._next.start
        node = self._product()
        while self._next.kind == "sign" and self._next.text in _SIGNS:
            sign = _SIGNS[self._take().text]
            right = self._product()
            node = Sum(self._span(start), sign, node, right)
        return node

    def _product(self) -> Node:
        start = self._next.start
        node = self._signed()
        while self._accept("*"):
            right = self._signed()
            node = Sum(self._span(start), "*", node, right)
        return node

    def _signed(self) -> Node:
        minus = self._accept("-")
        node = self._primary()
        return node if minus is None else Minus(self._span(minus.start), node)

    def _primary(self) -> Node:
        token = self._take()
        if token.kind == "number":
            return Constant((token.start, token.end), _number(token))
        if token.kind == "text":
            return Constant((token.start, token.end), token.text)
        if token.kind == "sign" and token.text == "(":
            node = self._any()
            self._expect(")")
            return node
        if token.kind == "name":
            return self._word(token)
        seen = token.text or "…"
        return self._refuse(token, f"“{seen}”处缺少一项", f'something is missing at "{seen}"')

    def _word(self, token: Token) -> Node:
        if token.text in ("true", "false"):
            return Constant((token.start, token.end), token.text == "true")
        if token.text in ("date", "month") and self._next.kind == "text":
            return self._dated(token)
        if token.text == "case":
            return self._case(token)
        if token.text in RESERVED:
            self._refuse(token, f"“{token.text}”不能用在这里", f'"{token.text}" cannot stand here')
        if self._accept("."):
            field = self._take()
            if field.kind != "name":
                self._refuse(field, "“.”之后应为字段名", 'a field must follow the "."')
            return Field((token.start, field.end), token.text, field.text)
        return self._call(token) if self._is("(") else Name((token.start, token.end), token.text)

    def _dated(self, token: Token) -> Constant:
        day = self._take()
        text = day.text if token.text == "date" else f"{day.text}-01"
        value = _day(text)
        if value is None:
            self._refuse(day, f"“{day.text}”不是日期", f'"{day.text}" is no date like 2016-07-05')
        return Constant((token.start, day.end), value, token.text == "month")

    def _case(self, token: Token) -> Case:
        branches = []
        while self._accept("when"):
            condition = self._any()
            self._expect("then")
            branches.append((condition, self._any()))
        if not branches:
            self._refuse(self._next, "case 之后应为 when", "when must follow case")
        self._expect("else")
        otherwise = self._any()
        end = self._expect("end")
        return Case((token.start, end.end), tuple(branches), otherwise)

    def _call(self, token: Token) -> Node:
        self._expect("(")
        args = [] if self._is(")") else [self._any()]
        while self._accept(","):
            args.append(self._any())
        end = self._expect(")")
        span = (token.start, end.end)
        if token.text in _GATHERINGS:
            return self._gather(token, _GATHERINGS[token.text], args, span)
        if token.text not in FUNCTIONS:
            self._refuse(token, f"没有函数“{token.text}”", f'there is no function "{token.text}"')
        fewest, most = FUNCTIONS[token.text].arity
        if not fewest <= len(args) <= most:
            self._refuse(
                token,
                f"“{token.text}”要 {fewest} 到 {most} 个参数，现有 {len(args)} 个",
                f'"{token.text}" takes {fewest} to {most} arguments, not {len(args)}',
            )
        return Call(span, token.text, tuple(args))

    def _gather(
        self, token: Token, kind: Gathering, args: list[Node], span: tuple[int, int]
    ) -> Gather:
        if not 1 <= len(args) <= 2:
            self._refuse(token, "要一到两个参数", "one or two arguments are expected")
        first, where = args[0], args[1] if len(args) == 2 else None
        if kind == "sum_of" and isinstance(first, Field):
            return Gather(span, kind, first.table, first, where)
        if kind != "sum_of" and isinstance(first, Name):
            if kind in ("any_of", "all_of") and where is None:
                self._refuse(token, "缺少条件", "the condition is missing")
            return Gather(span, kind, first.name, None, where)
        return self._refuse(
            token,
            "sum_of 的第一个参数是 表.字段，其余函数的是表名",
            "the first argument is table.field for sum_of, the table for the others",
        )
