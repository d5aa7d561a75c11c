"""A rule in words, before any case: its expression as sentences, its text with labels put in."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from fumao.apps.grants.codes import code_words
from fumao.rules.explain import CALLS, SIGNS, Line
from fumao.rules.library import Library, Version
from fumao.rules.ruleset import RuleSet
from fumao.rules.shown import shown_value
from fumao.rules.tokens import tokens_of
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
from fumao.rules.typed import is_share
from fumao.rules.types import Value

GATHERED = {
    "sum_of": ("{table}各行“{value}”之和", "the sum of “{value}” over {table}"),
    "count_of": ("{table}的行数", "the number of rows of {table}"),
    "any_of": ("{table}至少一行符合", "one row of {table} at least holds"),
    "all_of": ("{table}每一行都符合", "every row of {table} holds"),
}


class Sentences:
    """Says a version of a rule in one language, with the parameters' values on a day."""

    def __init__(self, version: Version, rules: RuleSet, lang: str) -> None:
        self.version, self.rules, self.lang = version, rules, lang
        self.codes = code_words(rules.day, lang)
        self.library: Library = rules.library

    def say(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en

    def lines(self) -> list[Line]:
        """Return the whole expression as lines."""
        return [self._line(self.version.tree)]

    def _line(self, node: Node) -> Line:
        match node:
            case And(parts=parts):
                head = self.say(
                    f"以下 {len(parts)} 项须全部满足", f"All {len(parts)} of these must hold"
                )
                return _head(head, [self._line(part) for part in parts])
            case Or(parts=parts):
                head = self.say(
                    f"以下 {len(parts)} 项满足一项即可", f"One of these {len(parts)} must hold"
                )
                return _head(head, [self._line(part) for part in parts])
            case Not(part=And() | Or() as part):
                return _head(self.say("并非下列情形", "Not the following"), [self._line(part)])
            case Case(branches=branches, otherwise=otherwise):
                found = [self._branch(condition, value) for condition, value in branches]
                last = self._result(self.say("其他情形", "Otherwise"), otherwise)
                return _head(self.say("分情形", "By case"), [*found, last])
            case _:
                return Line(self.phrase(node), "")

    def _branch(self, condition: Node, value: Node) -> Line:
        if isinstance(condition, And | Or):
            many = len(condition.parts)
            every = (f"如果下列 {many} 项都满足", f"If all {many} of these hold")
            either = (f"如果下列 {many} 项满足一项", f"If one of these {many} holds")
            head = self.say(*(every if isinstance(condition, And) else either))
            parts = [self._line(part) for part in condition.parts]
            return _head(head, [*parts, self._result(self.say("那么", "then"), value)])
        head = self.say("如果", "If ") + self.phrase(condition)
        return _head(head, [self._result(self.say("那么", "then"), value)])

    def _result(self, head: str, value: Node) -> Line:
        if isinstance(value, Case | And | Or):
            return _head(head, [self._line(value)])
        return Line(self.say(f"{head}：{self.phrase(value)}", f"{head}: {self.phrase(value)}"), "")

    def phrase(self, node: Node) -> str:  # noqa: C901, PLR0911 - one arm a node
        """Return a part in one sentence."""
        match node:
            case Constant(value=value):
                return shown_value(value, self.version.typed.of(node), self.lang)
            case Name(name=name):
                return self._named(name)
            case Field(table=table, name=name):
                held = self.library.tables[table].fields
                return next(one.label.say(self.lang) for one in held if one.name == name)
            case Not(part=part):
                return self.say(f"并非：{self.phrase(part)}", f"not: {self.phrase(part)}")
            case In(value=value, items=items):
                listed = "、".join(self._coded(item.value, value) for item in items)
                return self.say(
                    f"{self.phrase(value)}属于 {listed}", f"{self.phrase(value)} is one of {listed}"
                )
            case Compare() | Sum() | Minus():
                return self._sum(node)
            case Gather():
                return self._gathered(node)
            case Call():
                return self._call(node)
            case And(parts=parts):
                return self.say("并且", " and ").join(self._inner(part) for part in parts)
            case Or(parts=parts):
                return self.say("或者", " or ").join(self._inner(part) for part in parts)
            case _:
                start, end = node.span
                return self.version.rule.text[start:end]

    def _inner(self, node: Node) -> str:
        words = self.phrase(node)
        compound = isinstance(node, And | Or | Sum | Case)
        return self.say(f"（{words}）", f"({words})") if compound else words

    def _sum(self, node: Compare | Sum | Minus) -> str:
        if isinstance(node, Minus):
            return f"−{self._inner(node.part)}"
        sign = {"*": "×", "-": "−"}.get(node.op, SIGNS.get(node.op, node.op))
        if isinstance(node, Compare) and is_share(node.left) and isinstance(node.left, Call):
            left = " ÷ ".join(self._inner(part) for part in node.left.args)
        elif isinstance(node, Sum) and node.op == "+":
            left = self.phrase(node.left)
        else:
            left = self._inner(node.left)
        right = self._inner(node.right)
        if isinstance(node, Compare) and isinstance(node.right, Constant):
            right = self._coded(node.right.value, node.left)
        return f"{left} {sign} {right}"

    def _coded(self, value: Value, beside: Node) -> str:
        """Return a literal as the part beside it reads it: a code by its words."""
        type_ = self.version.typed.of(beside)
        if type_.kind == "code" and isinstance(value, str):
            return self.codes(type_.of or "", value)
        return shown_value(value, type_, self.lang)

    def _named(self, name: str) -> str:
        library = self.library
        if name in library.parameters:
            parameter, dated = library.parameters[name], self.rules.dated[name]
            label = parameter.label.say(self.lang)
            if dated is None or parameter.shape != "value":
                return label
            value = shown_value(dated.value, parameter.type, self.lang)  # type: ignore[arg-type]
            return self.say(f"{label}（{value}）", f"{label} ({value})")
        if name in library.rule_types:
            return library.versions[name][-1].rule.label.say(self.lang)
        return library.inputs[name].label.say(self.lang)

    def _gathered(self, node: Gather) -> str:
        table = self.library.tables[node.table].label.say(self.lang)
        value = self.phrase(node.value) if node.value is not None else ""
        words = self.say(*GATHERED[node.kind]).format(table=table, value=value)
        if node.where is None:
            return words
        where = self.phrase(node.where)
        return self.say(f"{words}（只算：{where}）", f"{words} (only: {where})")

    def _call(self, node: Call) -> str:
        if node.function in ("prior", "received"):
            return self._named(f"{node.function}_{_name(node.args[0])}")
        shown = [self._inner(part) for part in node.args]
        if node.function == "per_cent":
            rate = f"{shown[1]}%" if isinstance(node.args[1], Constant) else shown[1]
            return f"{shown[0]} × {rate}"
        form = CALLS.get(node.function)
        listed = self.say("、", ", ").join(shown)
        if form is None:
            return f"{node.function}({listed})"
        return self.say(*form).format(*shown, all=listed)


def _name(node: Node) -> str:
    return node.name if isinstance(node, Name) else ""


def _head(text: str, parts: list[Line]) -> Line:
    return Line(text, "", parts=tuple(parts))


def outline_html(lines: list[Line]) -> SafeString:
    """Return lines as nested lists without marks: nothing has been decided."""
    return format_html(
        "<ul>{}</ul>",
        format_html_join(
            "", "<li>{}{}</li>",
            ((line.text, outline_html(list(line.parts)) if line.parts else "") for line in lines),
        ),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a rule's text: what is shown, and what it names."""

    text: str
    kind: str  # input, parameter, rule, table, word, sign, value or space
    name: str = ""


def pieces(version: Version, library: Library, lang: str) -> Iterator[Piece]:
    """Yield the text of a rule with labels in the place of names."""
    text, place, table = version.rule.text, 0, ""
    for token in tokens_of(text):
        if token.start > place:
            yield Piece(text[place : token.start], "space")
        place = token.end
        if token.kind == "name":
            piece = _piece(token.text, table, library, lang)
            table = token.text if piece.kind == "table" else ""
            yield piece
        elif token.kind != "end":
            kind = "sign" if token.kind == "sign" else "value"
            table = table if token.text == "." else ""
            yield Piece("·" if token.text == "." else text[token.start : token.end], kind)


def _piece(name: str, table: str, library: Library, lang: str) -> Piece:
    if table:
        for one in library.tables[table].fields:
            if one.name == name:
                return Piece(one.label.say(lang), "input", name)
    for kind, held in (("parameter", library.parameters), ("input", library.inputs)):
        if name in held:
            return Piece(held[name].label.say(lang), kind, name)
    if name in library.versions:
        return Piece(library.versions[name][-1].rule.label.say(lang), "rule", name)
    if name in library.tables:
        return Piece(library.tables[name].label.say(lang), "table", name)
    return Piece(name, "word")


def text_html(version: Version, library: Library, lang: str) -> SafeString:
    """Return the text with labels, rules linked to their pages."""
    return format_html_join(
        "", "{}", ((_drawn(piece),) for piece in pieces(version, library, lang))
    )


def _drawn(piece: Piece) -> SafeString | str:
    if piece.kind == "space":
        return piece.text
    if piece.kind == "rule":
        url = reverse("rule", args=[piece.name])
        return format_html('<a class="t-rule" href="{}">{}</a>', url, piece.text)
    if piece.kind == "parameter":
        return format_html('<a class="t-parameter" href="#p-{}">{}</a>', piece.name, piece.text)
    return format_html('<span class="t-{}">{}</span>', piece.kind, piece.text)
