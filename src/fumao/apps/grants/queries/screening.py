"""A kept screening: its rules with counts and sums, and what is missing most."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.http import Http404
from django.utils.functional import Promise

from fumao.apps.grants.book import Book, rules_on
from fumao.apps.grants.cited import Cited, cited, clause_pages
from fumao.apps.grants.held_rules import rules_digest, screened_rules
from fumao.apps.grants.models import ScreenedRule, Screening, ScreeningJob
from fumao.apps.grants.screen import counted
from fumao.apps.grants.words import KINDS, Amount, amount
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area
from fumao.apps.orgs.policy import Action, may, visible_to
from fumao.rules.batch.reasons import input_labels
from fumao.rules.definitions import Rule
from fumao.rules.types import Type, Value

YUAN = Type("money", 2, "CNY")


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule of a run: its counts, and what it grants in all."""

    rule: Rule
    label: str
    kind: Promise
    group: str
    cite: Cited
    counts: ScreenedRule | None  # None where the rule is not in force on the day
    total: Amount | None = None
    net: Amount | None = None
    ended: str = ""
    gone: bool = False  # the packs do not have the rule any more

    @property
    def decided(self) -> int:
        """Return for how many enterprises the rule says something."""
        return self.counts.granted + self.counts.zero if self.counts else 0


@dataclass(frozen=True, slots=True)
class NeedLine:
    """A fact that is missing, where it comes from, and what it would decide."""

    label: str
    source: str
    alone: int
    others: int
    rules: list[str]


def screenings(actor: Actor) -> QuerySet[Screening]:
    """Return the runs the actor sees, newest first."""
    rows = Screening.objects.select_related("area", "by", "department").defer("firms", "needs")
    return visible_to(actor, rows)


def screening_of(actor: Actor, pk: int) -> Screening:
    """Return a run; raises Http404 where the actor sees none."""
    found = screenings(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def jobs(actor: Actor) -> QuerySet[ScreeningJob]:
    """Return the screenings asked for that the actor sees, done or not, newest first."""
    return visible_to(actor, ScreeningJob.objects.select_related("area", "by"))


def job_of(actor: Actor, pk: int) -> ScreeningJob:
    """Return a screening asked for; raises Http404 where the actor sees none."""
    found = jobs(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def places_to_screen(actor: Actor, action: Action = Action.SCREEN) -> list[Area]:
    """Return the areas of the actor's posts in which it may screen, or do another action."""
    areas = Area.objects.filter(pk__in={p.area_id for p in actor.positions}).order_by("path")
    return [area for area in areas if may(actor, action, area)]


def rule_lines(actor: Actor, book: Book, screening: Screening, lang: str) -> list[RuleLine]:
    """Return the rules of a run in the packs' order, those not in force on the day last."""
    rows = list(screening.rules.defer("values"))
    held = {row.rule for row in rows}
    off = [n for n in screened_rules(book, examples=screening.examples) if n not in held]
    shown = {
        name: book.version_shown(name, screening.day).rule
        for name in [*(row.rule for row in rows), *off] if name in book.library.versions
    }  # fmt: skip
    pages = clause_pages(actor, (rule.cite for rule in shown.values()))
    lines = [
        _line(book, shown[row.rule], cited(book, shown[row.rule].cite, pages, lang), row, lang)
        for row in rows if row.rule in shown
    ]  # fmt: skip
    lines.sort(key=lambda line: _place(book, line.rule.name))
    return lines + [
        _line(book, shown[name], cited(book, shown[name].cite, pages, lang), None, lang)
        for name in off
    ]


def _place(book: Book, name: str) -> int:
    return [group.key for group in book.groups].index(book.group_of[name].key)


def _line(book: Book, rule: Rule, cite: Cited, counts: ScreenedRule | None, lang: str) -> RuleLine:
    total = amount_of(counts.total if counts else None, rule.type, lang)
    net = amount_of(counts.net if counts else None, rule.type, lang)
    ended = rule.ended.say(lang) if rule.ended else ""
    group = book.group_of[rule.name].title.say(lang)
    return RuleLine(
        rule, rule.label.say(lang), KINDS[rule.kind], group, cite, counts, total, net, ended
    )


def amount_of(value: Decimal | int | None, type_: Type, lang: str) -> Amount | None:
    """Return an amount kept in units of the last digit; None stays None."""
    return None if value is None else listed(Decimal(value).scaleb(-type_.scale), type_, lang)


def listed(value: Value, type_: Type, lang: str) -> Amount:
    """Return a value for a column: money in one unit down the column, never now 元 now 万元."""
    if type_.kind != "money" or not isinstance(value, int | Decimal):
        return amount(value, type_, lang)
    unit = amount(Decimal("1.01"), type_, lang).unit
    return Amount(f"{value:,.{type_.scale}f}".replace("-", "−"), unit)


def sum_of(lines: Sequence[RuleLine], book: Book, screening: Screening, lang: str) -> Amount | None:
    """Return the sum of the grants in yuan; None where no rule of the run grants money."""
    rules = rules_on(screening.day)
    names = set(counted(book, rules, [line.rule.name for line in lines if line.counts]))
    sums = [
        line.counts.total if line.counts.net is None else line.counts.net
        for line in lines
        if line.counts and line.rule.name in names
    ]
    known = [value for value in sums if value is not None]
    return amount_of(sum(known), YUAN, lang) if known else None


def need_lines(book: Book, screening: Screening, lang: str) -> list[NeedLine]:
    """Return the facts that are missing, the one that alone decides most results first."""
    library = book.library
    found = []
    for name, alone, others, rules in screening.needs:
        given = library.inputs.get(name)
        labels = [
            library.versions[r][-1].rule.label.say(lang) for r in rules if r in library.versions
        ]
        source = given.source.say(lang) if given else ""
        found.append(
            NeedLine(input_labels(library, [name], lang)[0], source, alone, others, labels)
        )
    return found


def is_current(book: Book, screening: Screening) -> bool:
    """Return whether the packs' rules are still those of the run."""
    return screening.rules_digest == rules_digest(book)
