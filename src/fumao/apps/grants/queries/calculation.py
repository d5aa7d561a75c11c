"""What policy grants in a case: every entitlement with amount, clause and reasons."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fumao.apps.grants.book import Book, rules_on
from fumao.apps.grants.cited import Cited, cited, clause_pages
from fumao.apps.grants.forms.choice import FOR_ENTERPRISES, Choice
from fumao.apps.grants.forms.facts import Facts
from fumao.apps.grants.queries.why import Block, Reasons
from fumao.apps.grants.words import KINDS, Amount, amount, unsure
from fumao.apps.orgs.actor import Actor
from fumao.rules.definitions import Citation, Rule
from fumao.rules.explain import Used, shown_parameter
from fumao.rules.library import Library
from fumao.rules.ruleset import Answer
from fumao.rules.types import Type, Value

State = Literal["yes", "told", "wait", "stuck", "no", "ended", "coming"]
WORDS: dict[State, Promise] = {
    "yes": _("符合"),
    "told": _("已算出"),
    "wait": _("缺资料"),
    "stuck": _("无法计算"),
    "no": _("不符合"),
    "ended": _("已失效"),
    "coming": _("尚未施行"),
}


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that is missing, and the place of its field on the page."""

    name: str
    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A figure of the policy that was read, with the days it holds and its clause."""

    label: str
    value: str
    used: Used
    cite: Cited
    unsure: Promise | None


@dataclass(slots=True)
class Entitlement:
    """What one rule says of the case."""

    answer: Answer
    label: str
    state: State
    words: str
    kind: Promise
    cite: Cited
    amount: Amount | None = None
    counted: bool = False  # in the sum of what is granted
    reasons: Sequence[str] = ()
    missing: Sequence[Missing] = ()
    blocks: Sequence[Block] = ()
    parameters: Sequence[Parameter] = ()
    unsure: Promise | None = None
    remark: str = ""
    net: str = ""  # which one counts where grants exclude each other
    lost: bool = False  # to another grant
    lang: str = "zh"

    @property
    def rule(self) -> Rule:
        """Return the version of the rule that answered."""
        return self.answer.rule

    @property
    def evidence(self) -> Sequence[str]:
        """Return what proves the facts."""
        return [words.say(self.lang) for words in self.rule.evidence]

    @property
    def apply(self) -> str:
        """Return where and until when to apply."""
        return self.rule.apply.say(self.lang) if self.rule.apply else ""


@dataclass(frozen=True, slots=True)
class Calculation:
    """The entitlements of a case in the order they are shown, and the sum of what is granted."""

    entitlements: list[Entitlement]
    sums: list[Amount]
    answers: Mapping[str, Answer] = field(default_factory=dict)

    def having(self, *states: State) -> list[Entitlement]:
        """Return the entitlements in these states."""
        return [one for one in self.entitlements if one.state in states]


def shown_rules(book: Book, chosen: Iterable[str]) -> list[str]:
    """Return the rules of the groups that are results by themselves and not steps to others.

    The same money is shown once: as the first of the rules that tell it.
    """
    held = [
        name for group in book.groups if group.key in set(chosen) for name in group.rules
        if book.library.versions[name][-1].rule.kind in FOR_ENTERPRISES
    ]  # fmt: skip
    return [
        name for name in held
        if book.same_as.get(name) not in held and not _is_step(book, name, held)
    ]  # fmt: skip


def read_names(book: Book, chosen: Iterable[str]) -> set[str]:
    """Return the inputs, and the child tables, that any rule shown for the groups may read."""
    library = book.library
    return {
        one.partition(".")[0] for name in shown_rules(book, chosen) for one in library.reach[name]
    }


def _is_step(book: Book, name: str, held: Sequence[str]) -> bool:
    rule = book.library.versions[name][-1].rule
    used = any(user in held for user in book.users.get(name, ()))
    return used and rule.type.kind != "money"


def calculate(actor: Actor, book: Book, choice: Choice, facts: Facts, lang: str) -> Calculation:
    """Return what the chosen rules say of the facts on the chosen day."""
    rules = rules_on(choice.day)
    names = shown_rules(book, choice.chosen)
    nets = [book.nets[name] for name in names if name in book.nets]
    answers = rules.answers(facts.values, facts.rows, [*names, *nets])
    reasons = Reasons(book, rules, answers, lang)
    cites = {answers[name].rule.cite for name in names}
    cites |= {used.dated.cite for name in names for used in reasons.used(name)}
    pages = clause_pages(actor, cites)
    told = [_entitlement(book, choice, reasons, name, pages) for name in names]
    _settle_rivals(book, told, answers)
    _leave_out_parts(book.library, told)
    order: list[State] = ["yes", "told", "wait", "stuck", "no", "coming", "ended"]
    told.sort(
        key=lambda one: (
            order.index(one.state), -_progress(book, facts, one), len(one.missing)
        )
    )  # fmt: skip
    return Calculation(told, _sums(book, told, answers, lang), answers)


def _progress(book: Book, facts: Facts, one: Entitlement) -> float:
    """Return what share of the facts behind a result is given; only what waits is ranked by it."""
    if one.state != "wait":
        return 0
    asked = {name.partition(".")[0] for name in book.library.reach[one.answer.name]}
    return len(asked & (facts.values.keys() | facts.rows.keys())) / max(1, len(asked))


def _entitlement(
    book: Book, choice: Choice, reasons: Reasons, name: str, pages: Mapping[Citation, int]
) -> Entitlement:
    lang = reasons.lang
    answer = reasons.answers[name]
    if answer.status == "not_in_force":
        rule = book.version_shown(name, choice.day).rule
        answer = Answer(name, "not_in_force", None, answer.missing, answer.blocked, rule, None)
    rule = answer.rule
    state = _state(answer, choice)
    told = Entitlement(
        answer, rule.label.say(lang), state, _words(answer, state), KINDS[rule.kind],
        cited(book, rule.cite, pages, lang), lang=lang,
    )  # fmt: skip
    told.remark = rule.note.say(lang) if rule.note else ""
    if state in ("ended", "coming"):
        told.remark = rule.ended.say(lang) if rule.ended and state == "ended" else told.remark
        return told
    used = reasons.used(name)
    told.blocks = reasons.blocks(name)
    told.parameters = [_parameter(book, one, pages, lang) for one in used]
    told.unsure = unsure(rule.confidence, *(one.dated.confidence for one in used))
    if answer.status == "decided":
        if not isinstance(answer.value, bool):
            told.amount = amount(answer.value, rule.type, lang)
        if state == "no":
            told.reasons = reasons.failed(name)
    told.missing = [_missing(book.library, one, lang) for one in sorted(answer.missing)]
    return told


def _state(answer: Answer, choice: Choice) -> State:
    rule = answer.rule
    if answer.status == "not_in_force":
        ended = rule.valid_to is not None and rule.valid_to < choice.day
        return "ended" if ended else "coming"
    if answer.status == "needs_information":
        return "wait"
    if answer.status == "undefined":
        return "stuck"
    if rule.kind == "duty":
        return "told" if answer.value else "no"
    if not answer.value:
        return "no" if rule.type.kind in ("bool", "money") else "told"
    return "told" if rule.kind == "tax" and rule.type.kind != "bool" else "yes"


def _words(answer: Answer, state: State) -> str:
    if answer.rule.kind == "duty" and isinstance(answer.value, bool):
        return str(_("须办理") if answer.value else _("不须办理"))
    return str(WORDS[state])


def _parameter(book: Book, used: Used, pages: Mapping[Citation, int], lang: str) -> Parameter:
    return Parameter(
        used.label.say(lang),
        shown_parameter(used, lang),
        used,
        cited(book, used.dated.cite, pages, lang),
        unsure(used.dated.confidence),
    )


def _settle_rivals(book: Book, told: Sequence[Entitlement], answers: Mapping[str, Answer]) -> None:
    """Say of grants that exclude each other which one counts: what the rules leave of each.

    While a rival's facts are missing, the greatest of those decided is counted: no less is paid.
    """
    shown = {one.answer.name: one for one in told if one.state == "yes"}
    for exclusion in book.library.definitions.exclusions:
        if exclusion.keep == "same":
            continue
        held = [shown[name] for name in exclusion.rules if name in shown]
        left = {one.answer.name: answers[book.nets[one.answer.name]] for one in held}
        if any(net.status == "needs_information" for net in left.values()):
            best = max(held, key=lambda one: Decimal(str(one.answer.value)))
            best.net = str(_("与其他扶持不重复享受；另一项资料未齐，合计先按本项计。"))
            lost = [one for one in held if one is not best]
        else:
            lost = [one for one in held if left[one.answer.name].value != one.answer.value]
        for one in lost:
            one.net = str(_("与其他扶持不重复享受，已取另一项，本项不计入合计。"))
            one.lost = True


def _leave_out_parts(library: Library, told: Sequence[Entitlement]) -> None:
    """Count a grant once: one that goes into another shown grant is counted there."""
    granted = [
        one for one in told
        if one.state == "yes" and one.rule.kind in ("grant", "credit") and not one.lost
        and one.rule.type.kind == "money"
    ]  # fmt: skip
    parts = {used for one in granted for used in _all_used(library, one.answer.name)}
    for one in granted:
        one.counted = one.answer.name not in parts


def _all_used(library: Library, name: str) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        more = library.used(waiting.pop()) - found
        found |= more
        waiting += more
    return found


def _sums(
    book: Book, told: Sequence[Entitlement], answers: Mapping[str, Answer], lang: str
) -> list[Amount]:
    sums: dict[str, Decimal] = {}
    for one in told:
        value: Value = one.answer.value
        if one.counted and isinstance(value, int | Decimal):
            currency = one.rule.type.of or ""
            sums[currency] = sums.get(currency, Decimal(0)) + Decimal(value)
    return [amount(value, Type("money", 2, currency), lang) for currency, value in sums.items()]


def _missing(library: Library, name: str, lang: str) -> Missing:
    table, _dot, column = name.partition(".")
    if table in library.tables:
        held = library.tables[table]
        label = held.label.say(lang)
        fields = [one.label.say(lang) for one in held.fields if one.name == column]
        return Missing(table, f"{label}：{fields[0]}" if fields else label, f"q-{table}")
    return Missing(name, library.inputs[name].label.say(lang), f"q-{name}")
