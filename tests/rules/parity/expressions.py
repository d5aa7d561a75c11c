"""Expressions of the language, generated as text that must type: every node, every function."""

from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import strategies as st

from fumao.rules.definitions import Rule
from fumao.rules.types import LARGEST_SCALE, Type
from tests.rules.parity.vocabulary import (
    CODE,
    DATES,
    FAMILIES,
    MONTHS,
    OTHER_KINDS,
    SPANS,
    TEXTS,
    Vocabulary,
    number_type,
)

type Number = tuple[str, int]  # an expression, digits after the point
COMPARISONS = ("=", "<>", "<", "<=", ">", ">=")


def family_of(type_: Type) -> str:
    """Return the family of a number's type, the kind of any other."""
    if type_.kind == "money":
        return {"CNY": "yuan", "USD": "dollars"}[type_.of or ""]
    if not type_.is_number:
        return type_.kind
    units = {None: "plain", "人": "persons", "day": "days", "month": "months", "year": "years"}
    return units[type_.unit]


@dataclass
class Writer:
    """Writes expressions; `row` names the child table whose rows are in view."""

    draw: st.DrawFn
    vocabulary: Vocabulary
    rules: list[Rule] = field(default_factory=list)
    row: str | None = None

    def one(self, options: tuple[str, ...]) -> str:
        return self.draw(st.sampled_from(options))

    def leaves(self, kind: str) -> list[Number]:
        """Return every name of a family or kind with its digits."""
        found = [(p.name, p.type) for p in self.vocabulary.parameters if p.shape == "value"]
        if self.row is None:
            found += [(i.name, i.type) for i in self.vocabulary.inputs] * 2
            found += [(r.name, r.type) for r in self.rules] * 3
        else:
            fields = self.vocabulary.tables[0].fields
            found += [(f"lines.{f.name}", f.type) for f in fields] * 3
        return [(name, type_.scale) for name, type_ in found if family_of(type_) == kind]

    def leaf(self, kind: str) -> Number:
        return self.draw(st.sampled_from(self.leaves(kind)))

    def text_of(self, kind: str) -> str:
        """Return an expression that is no number, without deeper parts."""
        return self.leaf(kind)[0]

    # numbers

    def number(self, family: str, depth: int) -> Number:
        """Return an expression of the family; never a bare literal."""
        if depth <= 0:
            return self.leaf(family)
        ways: list[Callable[[str, int], Number]] = [
            self._added, self._cased, self._least, self._rounded, self._else, self._negated,
        ]  # fmt: skip
        if family in FAMILIES:
            ways += [self._product, self._per_cent, self._quotient, self._tier]
        if family in SPANS:
            ways = [self._span, self._span, self._least, self._cased]
        if family == "plain":
            ways += [self._ratio, self._year]
        if self.row is None:
            if family in ("yuan", "persons", "plain"):
                ways += [self._gathered]
            if family in FAMILIES and self.rules_of(family):
                ways += [self._prior]
        return self.draw(st.sampled_from(ways))(family, depth - 1)

    def rules_of(self, kind: str) -> list[Rule]:
        return [rule for rule in self.rules if family_of(rule.type) == kind]

    def literal(self) -> Number:
        return self.draw(st.sampled_from((("0", 0), ("1", 0), ("-1", 0), ("0.0", 1), ("1.00", 2))))

    def _other(self, family: str, depth: int) -> Number:
        """Return a second operand: a literal fits beside every family."""
        return self.literal() if self.draw(st.integers(0, 5)) == 0 else self.number(family, depth)

    def _added(self, family: str, depth: int) -> Number:
        (left, n), (right, m) = self.number(family, depth), self._other(family, depth)
        if self.draw(st.booleans()):
            left, right = right, left
        return f"({left} {self.one(('+', '-'))} {right})", max(n, m)

    def _negated(self, family: str, depth: int) -> Number:
        text, n = self.number(family, depth)
        return f"-({text})", n

    def _product(self, family: str, depth: int) -> Number:
        (left, n), (right, m) = self.number(family, depth), self._other("plain", depth)
        if self.draw(st.booleans()):
            left, right = right, left
        text, digits = f"({left} * {right})", n + m
        if digits > LARGEST_SCALE or self.draw(st.integers(0, 2)) == 0:
            left, n = self.rounded(left, 0 if n > 2 else n)
            right, m = self.rounded(right, 0 if m > 2 else m)
            return f"({left} * {right})", n + m
        return text, digits

    def rounded(self, text: str, digits: int) -> Number:
        return f"round_to({text}, {digits})", digits

    def _rounded(self, family: str, depth: int) -> Number:
        text, _ = self.number(family, depth)
        digits = self.draw(st.sampled_from((0, 1, 2, 2, 4)))
        return (f"round2({text})", 2) if digits == 2 else self.rounded(text, digits)

    def _cased(self, family: str, depth: int) -> Number:
        branches = [
            (
                self.condition(depth),
                self.number(family, depth) if n == 0 else self._other(family, depth),
            )
            for n in range(self.draw(st.integers(1, 3)))
        ]
        text, digits = self._other(family, depth)
        written = " ".join(f"when {condition} then {value[0]}" for condition, value in branches)
        return f"case {written} else {text} end", max(digits, *(v[1] for _, v in branches))

    def _least(self, family: str, depth: int) -> Number:
        parts = [self.number(family, depth)]
        parts += [self._other(family, depth) for _ in range(self.draw(st.integers(1, 3)))]
        function = self.one(("min_of", "max_of"))
        return f"{function}({', '.join(p[0] for p in parts)})", max(p[1] for p in parts)

    def _else(self, family: str, depth: int) -> Number:
        (left, n), (right, m) = self.number(family, depth), self._other(family, depth)
        return f"or_else({left}, {right})", max(n, m)

    def _per_cent(self, family: str, depth: int) -> Number:
        (text, n), (rate, m) = self.number(family, depth), self._other("plain", depth - 1)
        if n + m > LARGEST_SCALE:
            rate, m = self.rounded(rate, 1)
        return f"per_cent({text}, {rate})", n

    def _quotient(self, family: str, depth: int) -> Number:
        (over, _), (under, _) = self.number(family, depth), self._other("plain", depth)
        digits = self.draw(st.sampled_from((0, 2, 4)))
        return f"quotient({over}, {under}, {digits})", digits

    def _ratio(self, _: str, depth: int) -> Number:
        family = self.one(FAMILIES)
        (over, _), (under, _) = self.number(family, depth), self.number(family, depth)
        digits = self.draw(st.sampled_from((0, 2, 6)))
        return f"quotient({over}, {under}, {digits})", digits

    def _tier(self, family: str, depth: int) -> Number:
        table = next(p for p in self.vocabulary.parameters if p.name == f"{family}_t")
        assert table.bound_type is not None
        value, _ = self.number(family_of(table.bound_type), depth)
        return f"tier({value}, {table.name})", table.type.scale

    def _year(self, _: str, depth: int) -> Number:
        return f"year_of({self.day(depth)})", 0

    def _span(self, family: str, depth: int) -> Number:
        return f"{family}_between({self.day(depth)}, {self.day(depth)})", 0

    def _gathered(self, family: str, depth: int) -> Number:
        where = self.in_rows(depth)
        if family == "plain":
            return self.one(("count_of(lines)", f"count_of(lines, {where})")), 0
        name = f"lines.{family}_f"
        fields = self.vocabulary.tables[0].fields
        scale = next(f.type.scale for f in fields if f.name == f"{family}_f")
        return self.one((f"sum_of({name})", f"sum_of({name}, {where})")), scale

    def in_rows(self, depth: int) -> str:
        self.row = "lines"
        found = self.condition(depth)
        self.row = None
        return found

    def _prior(self, family: str, _: int) -> Number:
        rule = self.draw(st.sampled_from(self.rules_of(family)))
        return f"prior({rule.name})", rule.type.scale

    # days, texts

    def day(self, depth: int) -> str:
        if depth <= 0:
            literal = f"date '{self.draw(st.sampled_from(DATES))}'"
            return self.one((*(name for name, _ in self.leaves("date")), literal))
        way = self.one(("leaf", "later", "later", "least", "case", "else"))
        if way == "leaf":
            return self.day(0)
        if way == "later":
            count, _ = self.rounded(self._other("plain", depth - 1)[0], 0)
            return f"add_{self.one(('days', 'months'))}({self.day(depth - 1)}, {count})"
        first, second = self.day(depth - 1), self.day(depth - 1)
        if way == "least":
            return f"{self.one(('min_of', 'max_of'))}({first}, {second})"
        if way == "else":
            return f"or_else({first}, {second})"
        return f"case when {self.condition(depth - 1)} then {first} else {second} end"

    def month(self, depth: int) -> str:
        names = tuple(name for name, _ in self.leaves("month"))
        literal = f"month '{self.draw(st.sampled_from(MONTHS)).isoformat()[:7]}'"
        return self.one((*names, literal, f"month_of({self.day(depth - 1)})"))

    def words(self, kind: str, depth: int) -> str:
        """Return a text or a code, never a bare literal."""
        if depth <= 0 or not self.draw(st.booleans()):
            return self.text_of(kind)
        first, second = self.words(kind, depth - 1), self.quoted_or(kind, depth - 1)
        if self.draw(st.booleans()):
            return f"or_else({first}, {second})"
        return f"case when {self.condition(depth - 1)} then {first} else {second} end"

    def quoted_or(self, kind: str, depth: int) -> str:
        return self.quoted() if self.draw(st.booleans()) else self.words(kind, depth)

    def quoted(self) -> str:
        return "'" + self.draw(st.sampled_from(TEXTS)).replace("'", "''") + "'"

    # conditions

    def condition(self, depth: int) -> str:
        if depth <= 0:
            return self.one((*(name for name, _ in self.leaves("bool")), "true", "false"))
        ways = [
            self._joined, self._joined, self._not, self._compared, self._compared, self._share,
            self._share, self._between, self._in, self._equal, self._known, self._listed,
            self._begins, self._ordered_days, self._else_bool, self._case_bool,
        ]  # fmt: skip
        if self.row is None:
            ways += [self._quantified, self._received]
        return self.draw(st.sampled_from(ways))(depth - 1)

    def _joined(self, depth: int) -> str:
        parts = [self.condition(depth) for _ in range(self.draw(st.integers(2, 3)))]
        return f"({self.one((' and ', ' or ')).join(parts)})"

    def _not(self, depth: int) -> str:
        return f"not ({self.condition(depth)})"

    def _compared(self, depth: int) -> str:
        family = self.one((*FAMILIES, *SPANS))
        left, right = self.number(family, depth)[0], self._other(family, depth)[0]
        return f"({left} {self.one(COMPARISONS)} {right})"

    def _share(self, depth: int) -> str:
        family = self.one(FAMILIES)
        part, whole = self.number(family, depth)[0], self.number(family, depth)[0]
        return f"(share({part}, {whole}) {self.one(COMPARISONS)} {self._other('plain', 0)[0]})"

    def _between(self, depth: int) -> str:
        family = self.one(FAMILIES)
        value, low = self.number(family, depth)[0], self._other(family, depth)[0]
        negated = self.one(("", "not "))
        return f"({value} {negated}between {low} and {self._other(family, depth)[0]})"

    def _in(self, depth: int) -> str:
        kind = self.one(("text", "code", "plain", "yuan", "date", "month"))
        negated = self.one(("", "not "))
        if kind in ("text", "code"):
            listed = ", ".join(self.quoted() for _ in range(self.draw(st.integers(1, 3))))
            return f"({self.words(kind, depth)} {negated}in ({listed}))"
        if kind == "date":
            return f"({self.day(depth)} {negated}in (date '2016-07-05', date '2000-02-29'))"
        if kind == "month":
            return f"({self.month(depth)} {negated}in (month '2016-07'))"
        return f"({self.number(kind, depth)[0]} {negated}in (0, -1, 0.5, 15, 100.0, 50.000001))"

    def _equal(self, depth: int) -> str:
        kind = self.one(("text", "code", "bool", "month"))
        sign = self.one(("=", "<>"))
        if kind == "bool":
            return f"(({self.condition(depth)}) {sign} ({self.condition(depth)}))"
        if kind == "month":
            return f"({self.month(depth)} {self.one(COMPARISONS)} {self.month(depth)})"
        return f"({self.words(kind, depth)} {sign} {self.quoted_or(kind, depth)})"

    def _known(self, depth: int) -> str:
        kind = self.one((*FAMILIES, *OTHER_KINDS))
        if kind == "bool":
            return f"is_known({self.condition(depth)})"
        if kind in OTHER_KINDS:
            return f"is_known({self.text_of(kind)})"
        return f"is_known({self.number(kind, depth)[0]})"

    def _listed(self, depth: int) -> str:
        kind = self.one(("text", "code"))
        return f"in_list({self.words(kind, depth)}, {kind}_l)"

    def _begins(self, depth: int) -> str:
        return f"starts_with({self.words('code', depth)}, {self.quoted_or('code', depth)})"

    def _ordered_days(self, depth: int) -> str:
        return f"({self.day(depth)} {self.one(COMPARISONS)} {self.day(depth)})"

    def _else_bool(self, depth: int) -> str:
        return f"or_else({self.condition(depth)}, {self.condition(depth)})"

    def _case_bool(self, depth: int) -> str:
        first, then, last = (self.condition(depth) for _ in range(3))
        return f"case when {first} then {then} else {last} end"

    def _quantified(self, depth: int) -> str:
        return f"{self.one(('any_of', 'all_of'))}(lines, {self.in_rows(depth)})"

    def _received(self, depth: int) -> str:
        if not self.rules:
            return self.condition(depth)
        return f"received({self.draw(st.sampled_from(self.rules)).name})"

    def whole(self, kind: str, depth: int) -> tuple[str, Type]:
        """Return the text of a rule of the kind and the type it declares."""
        if kind == "bool":
            return self.condition(depth), OTHER_KINDS["bool"]
        if kind == "date":
            return self.day(depth), OTHER_KINDS["date"]
        if kind == "month":
            return self.month(depth), OTHER_KINDS["month"]
        if kind in ("text", "code"):
            return self.words(kind, depth), CODE if kind == "code" else OTHER_KINDS["text"]
        text, digits = self.number(kind, depth)
        more = self.draw(st.sampled_from((0, 0, 0, 2)))
        if digits == 0 and kind not in ("yuan", "dollars"):
            return text, number_type(kind, 0)  # a whole number is no dec(2)
        return text, number_type(kind, min(digits + more, LARGEST_SCALE))
