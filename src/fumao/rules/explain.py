"""Why a rule says what it says: an answer as lines of sentences, each with its value.

The lines follow the steps of the walk, so nothing is explained that was not computed. A line has
the parameters it read, with their clause and the days they hold.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from fumao.core.errors import Words
from fumao.rules.definitions import Dated, Tiers
from fumao.rules.exact import multiply
from fumao.rules.ruleset import Answer, RuleSet
from fumao.rules.shown import shown_per_cent, shown_value
from fumao.rules.step import Step
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
from fumao.rules.types import Type, Value

type Codes = Callable[[str, str], str]  # scheme and code to words


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of an explanation; `held` is None where the line is no condition or unknown."""

    text: str
    value: str
    held: bool | None = None
    known: bool = True
    parts: tuple["Line", ...] = ()


@dataclass(frozen=True, slots=True)
class Used:
    """A parameter that the answer read, with its version."""

    name: str
    label: Words
    value: Value | tuple[str, ...] | Tiers
    dated: Dated
    type: Type


@dataclass(frozen=True, slots=True)
class Explanation:
    """The lines of an answer, and the parameters and rules that it read."""

    line: Line | None
    parameters: tuple[Used, ...]
    rules: tuple[str, ...]


def explain(
    answer: Answer, rules: RuleSet, language: str, codes: Codes = lambda _scheme, code: code
) -> Explanation:
    """Return why the answer is what it is, in `language` ("zh" or "en").

    `codes` gives the words for a code of a scheme; without it codes are shown as they are.
    """
    version = rules.versions.get(answer.name)
    if version is None or answer.step is None:
        return Explanation(None, (), ())
    speaker = _Speaker(rules, version.typed, language, codes)
    line = speaker.once(answer.step, f"received_{answer.name}") or speaker.line(answer.step)
    names = list(dict.fromkeys(speaker.named))
    used = [_used(rules, name) for name in names if name in rules.parameters]
    others = tuple(name for name in names if name in rules.library.rule_types)
    return Explanation(line, tuple(item for item in used if item is not None), others)


def _used(rules: RuleSet, name: str) -> Used | None:
    dated, parameter = rules.dated[name], rules.library.parameters[name]
    if dated is None:
        return None
    return Used(name, parameter.label, dated.value, dated, parameter.type)


class _Speaker:
    """Says steps in one language; `named` collects the parameters and rules met."""

    def __init__(self, rules: RuleSet, typed: Typed, language: str, codes: Codes) -> None:
        self.rules, self.typed, self.language, self.codes = rules, typed, language, codes
        self.chinese = language.startswith("zh")
        self.named: list[str] = []

    def say(self, zh: str, en: str) -> str:
        return zh if self.chinese else en

    def line(self, step: Step) -> Line:
        """Return the sentence of a step and of those below it that tell something."""
        node = step.node
        match node:
            case And() | Or():
                head = self._joined(step, isinstance(node, And))
                return self._condition(head, step, step.parts)
            case Case():
                return self._case(step)
            case Compare() | In() | Not():
                return self._condition(self.phrase(step), step, self._below(step))
            case Name(name=name) if name in self.rules.library.rule_types:
                self.named.append(name)
            case _:
                pass
        return Line(self.phrase(step), self._shown(step), self._held(step), step.value is not None,
                    tuple(self.line(part) for part in self._below(step)))  # fmt: skip

    def once(self, step: Step, mark: str) -> Line | None:
        """Return why a grant paid once only went no further; None where it did."""
        match step.parts:
            case (Step(node=Name(name=name)) as asked,) if name == mark:
                text = self.say("只给一次，领过的不再给", "Paid once only")
                known = step.value is not None
                return Line(text, self._shown(step), None, known, (self.line(asked),))
        return None

    def _joined(self, step: Step, every: bool) -> str:
        count = len(step.parts)
        if every:
            return self.say(f"以下 {count} 项须全部满足", f"All {count} of these must hold")
        return self.say(f"以下 {count} 项满足一项即可", f"One of these {count} must hold")

    def _condition(self, text: str, step: Step, parts: tuple[Step, ...]) -> Line:
        lines = tuple(self.line(part) for part in parts)
        return Line(
            text, self._verdict(step.value), self._held(step), step.value is not None, lines
        )

    def _verdict(self, value: Value) -> str:
        if value is None:
            return self.say("资料不全，不能判断", "cannot be decided yet")
        return self.say("符合", "holds") if value else self.say("不符合", "does not hold")

    def _held(self, step: Step) -> bool | None:
        return step.value if isinstance(step.value, bool) else None

    def _case(self, step: Step) -> Line:
        *asked, last = step.parts
        if step.value is None and self._type(last.node).kind == "bool" and last.value is None:
            text = self.say("先要判断下列条件", "This must be decided first")
        elif asked and asked[-1].value:
            text = self.say("条件成立，结果如下", "The condition holds, so this follows")
        else:
            text = self.say("条件均不成立，结果如下", "No condition holds, so this follows")
        parts = tuple(self.line(part) for part in step.parts)
        return Line(text, self._shown(step), self._held(step), step.value is not None, parts)

    def _below(self, step: Step) -> tuple[Step, ...]:
        """Return the steps below that need a line of their own: conditions and computed amounts."""
        parts = _terms(step) if isinstance(step.node, Sum) else step.parts
        return tuple(part for part in parts if not _is_plain(part.node))

    def _type(self, node: Node) -> Type:
        # The step of prior(rule) is that of an implied input, which stands in no expression.
        if isinstance(node, Name) and node.name in self.rules.library.implied:
            return self.rules.library.implied[node.name].type
        return self.typed.of(node)

    def _shown(self, step: Step) -> str:
        return self._value(step.value, self._type(step.node))

    def _value(self, value: Value, type_: Type) -> str:
        if type_.kind == "code" and isinstance(value, str):
            return self.codes(type_.of or "", value)
        return shown_value(value, type_, self.language)

    def phrase(self, step: Step) -> str:
        """Return the words of one step with the values it worked on."""
        node = step.node
        match node:
            case Constant():
                return self._shown(step)
            case Name(name=name):
                return self._named(name)
            case Field(table=table, name=name):
                return self._field(table, name)
            case Compare() if is_share(node.left):
                return self._share(step, node)
            case Compare(op=op):
                left, right = step.parts
                held = self._type(left.node)
                # A code is compared with its literal, which is a text by itself.
                literal = isinstance(right.node, Constant) and held.kind == "code"
                with_ = self._value(right.value, held) if literal else self._with_value(right)
                return f"{self._with_value(left)} {SIGNS.get(op, op)} {with_}"
            case Not():
                return self.say(
                    f"并非：{self.phrase(step.parts[0])}", f"not: {self.phrase(step.parts[0])}"
                )
            case In(items=items):
                of = self._type(step.parts[0].node)
                listed = self._listed(self._value(item.value, of) for item in items)
                return self.say(
                    f"{self._with_value(step.parts[0])} 属于 {listed}",
                    f"{self._with_value(step.parts[0])} is one of {listed}",
                )
            case Sum(op="+"):
                return " + ".join(self._with_value(part) for part in _terms(step))
            case Sum(op=op):
                left, right = step.parts
                sign = {"*": "×", "-": "−"}.get(op, op)
                return f"{self._with_value(left)} {sign} {self._with_value(right)}"
            case Minus():
                return f"−{self._with_value(step.parts[0])}"
            case Gather():
                return self._gathered(node, step)
            case Call():
                return self._call(node, step)
            case Case():
                return self.say("分情形", "by case")
            case _:
                return self._joined(step, isinstance(node, And))

    def _named(self, name: str) -> str:
        library = self.rules.library
        if name in library.parameters:
            self.named.append(name)
            return library.parameters[name].label.say(self.language)
        if name in library.rule_types:
            self.named.append(name)
            return library.versions[name][-1].rule.label.say(self.language)
        return library.inputs[name].label.say(self.language)

    def _field(self, table: str, name: str) -> str:
        fields = self.rules.library.tables[table].fields
        return next(field.label.say(self.language) for field in fields if field.name == name)

    def _with_value(self, step: Step) -> str:
        """Return words and value of a part: 职工总数 120人; a computed part by its value only."""
        node = step.node
        if isinstance(node, Constant):
            return self._shown(step)
        if _is_plain(node):
            return f"{self.phrase(step)}（{self._shown(step)}）" if self.chinese else (
                f"{self.phrase(step)} ({self._shown(step)})"
            )  # fmt: skip
        return self._shown(step)

    def _rate(self, step: Step) -> str:
        """Return a rate in per cent with its name: 教育经费比例（8%）."""
        shown = self._shown(step)
        if step.value is not None and not shown.endswith("%"):
            shown += "%"
        if isinstance(step.node, Constant):
            return shown
        return (
            f"{self.phrase(step)}（{shown}）" if self.chinese else f"{self.phrase(step)} ({shown})"
        )

    def _share(self, step: Step, node: Compare) -> str:
        part, whole, proportion = step.parts
        words = f"{self._with_value(part)} ÷ {self._with_value(whole)}"
        if _is_number(part.value) and _is_number(whole.value) and _positive(whole.value):
            words += f" = {shown_per_cent(part.value, whole.value)}"  # type: ignore[arg-type]
        limit = self._shown(proportion)
        if _is_number(proportion.value):
            limit = f"{Decimal(multiply(proportion.value, 100)):f}%"  # type: ignore[arg-type]
        name = self.phrase(proportion)
        label = (
            "" if isinstance(proportion.node, Constant) else self.say(f"（{name}）", f" ({name})")
        )
        return f"{words} {SIGNS.get(node.op, node.op)} {limit}{label}"

    def _gathered(self, node: Gather, step: Step) -> str:
        label = self.rules.library.tables[node.table].label.say(self.language)
        words: dict[str, Callable[[], str]] = {
            "sum_of": lambda: self.say(
                f"{label}：符合条件各行合计", f"{label}: sum of the rows that count"
            ),
            "count_of": lambda: self.say(f"{label}：符合条件的行数", f"{label}: rows that count"),
            "any_of": lambda: self.say(
                f"{label}：至少一行符合", f"{label}: one row at least holds"
            ),
            "all_of": lambda: self.say(f"{label}：每一行都符合", f"{label}: every row holds"),
        }
        return words[node.kind]()

    def _call(self, node: Call, step: Step) -> str:
        shown = [self._with_value(part) for part in step.parts]
        if node.function == "per_cent":
            return f"{shown[0]} × {self._rate(step.parts[1])}"
        form = CALLS[node.function]
        if node.function in ("tier", "in_list"):
            shown.append(self._named(node.args[1].name))  # type: ignore[attr-defined]
        return self.say(*form).format(*shown, all=self._listed(shown))

    def _listed(self, words: Iterable[str]) -> str:
        return self.say("、", ", ").join(words)


SIGNS = {">=": "≥", "<=": "≤", "<>": "≠"}
# prior and received leave steps of the inputs they stand for, share that of its comparison.
CALLS: dict[str, tuple[str, str]] = {
    "min_of": ("取低者：{all}", "the least of {all}"),
    "max_of": ("取高者：{all}", "the greatest of {all}"),
    "round2": ("{0}，四舍五入到分", "{0}, rounded half up to the cent"),
    "round_to": ("{0}，四舍五入", "{0}, rounded half up"),
    "quotient": ("{0} ÷ {1}", "{0} ÷ {1}"),
    "or_else": ("{0}", "{0}"),
    "is_known": ("已填报：{0}", "given: {0}"),
    "tier": ("{0} 按“{1}”分档", "{0} by the tiers of “{1}”"),
    "in_list": ("{0} 在“{1}”之列", "{0} is on the list “{1}”"),
    "starts_with": ("{0} 以 {1} 开头", "{0} begins with {1}"),
    "days_between": ("{0} 至 {1} 的天数", "days from {0} to {1}"),
    "months_between": ("{0} 至 {1} 的整月数", "whole months from {0} to {1}"),
    "years_between": ("{0} 至 {1} 的整年数", "whole years from {0} to {1}"),
    "add_days": ("{0} 之后 {1} 天", "{1} days after {0}"),
    "add_months": ("{0} 之后 {1} 个月", "{1} months after {0}"),
    "year_of": ("{0} 所在年份", "the year of {0}"),
    "month_of": ("{0} 所在月份", "the month of {0}"),
}


def _terms(step: Step) -> tuple[Step, ...]:
    """Return the terms of a sum written a + b + c, whose tree is (a + b) + c."""
    left, right = step.parts
    if _is_plus(step.node) and _is_plus(left.node):
        return (*_terms(left), right)
    return (left, right)


def _is_plus(node: Node) -> bool:
    return isinstance(node, Sum) and node.op == "+"


def _is_plain(node: Node) -> bool:
    return isinstance(node, Constant | Name | Field)


def _is_number(value: Value) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _positive(value: Value) -> bool:
    return isinstance(value, int | Decimal) and value > 0


def shown_parameter(used: Used, language: str) -> str:
    """Return a parameter's value in words: an amount, a list, or its tiers."""
    value = used.value
    if isinstance(value, Tiers):
        tiers = [
            f"≥ {tier.bound:f}: {shown_value(tier.value, used.type, language)}"
            for tier in value.tiers
        ]
        return "；".join(tiers) if language.startswith("zh") else "; ".join(tiers)
    if isinstance(value, tuple):
        return ("、" if language.startswith("zh") else ", ").join(value)
    return shown_value(value, used.type, language)
