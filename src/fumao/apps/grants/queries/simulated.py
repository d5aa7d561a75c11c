"""A simulation's figures as a page and a memo print them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from fumao.apps.enterprises.models import Enterprise
from fumao.apps.grants.book import Book
from fumao.apps.grants.models import Simulation
from fumao.apps.grants.queries.screened_firms import kept_value
from fumao.apps.grants.queries.screening import listed
from fumao.apps.grants.queries.told import Told, values_of
from fumao.apps.grants.queries.why import Block, Reasons
from fumao.apps.grants.words import Amount, amount
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area, Park
from fumao.apps.orgs.policy import visible_to
from fumao.rules.batch.reform import Combined
from fumao.rules.types import BOOL, Type


@dataclass(frozen=True, slots=True)
class Moved:
    """Figures of a rule before and after, over all enterprises or a group of them."""

    label: str
    rows: int
    before: Amount | None
    after: Amount | None
    difference: Amount | None
    more: int
    less: int
    same: int
    unknown: int
    drawn: tuple[float, float] | None = None  # before and after for a chart


@dataclass(frozen=True, slots=True)
class Changed:
    """An enterprise for which a rule says something else."""

    code: str
    name: str
    before: Amount
    after: Amount
    up: bool | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule that the draft touches."""

    name: str
    label: str
    counts: bool  # a truth: the sums count enterprises
    total: Moved | None
    groups: list[tuple[str, str, list[Moved]]]
    changed: Sequence[Sequence[Any]]
    type: Type

    def lines(self, places: slice, lang: str) -> list[Changed]:
        """Return some of the enterprises that change."""
        return [_changed(row, self.type, lang) for row in self.changed[places]]


def simulations(actor: Actor) -> QuerySet[Simulation]:
    """Return the simulations kept that the actor sees, newest first."""
    rows = Simulation.objects.select_related("area", "by", "department")
    return visible_to(actor, rows)


def simulation_of(actor: Actor, pk: int) -> Simulation:
    """Return a simulation; raises Http404 where the actor sees none."""
    found = simulations(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def rules_of(result: Mapping[str, Any], lang: str) -> list[Rule]:
    """Return the rules of a result, as `simulate` or the database gives it."""
    areas = _names(Area, result, "area", lang)
    parks = _names(Park, result, "park", lang)
    kinds = {str(key): str(words) for key, words in Enterprise.Kind.choices}
    named = {
        "area": (_("区县"), areas, _("未登记")),
        "park": (_("园区"), parks, _("不在园区")),
        "kind": (_("企业类型"), kinds, _("未登记")),
    }
    found = []
    for rule in result["rules"]:
        type_ = Type(*rule["type"])
        groups = []
        for key, (title, words, none) in named.items():  # a database keeps keys in its own order
            rows = rule["groups"].get(key, [])
            lines = [_moved(words.get(str(one), none), row, type_, lang) for one, row in rows]
            groups.append((key, title, lines))
        total = _moved(_("合计"), rule["total"], type_, lang) if rule["total"] else None
        label = rule["zh"] if lang == "zh" else rule["en"]
        counts = type_.kind == "bool"
        found.append(Rule(rule["rule"], label, counts, total, groups, rule["changed"], type_))
    return found


def _names(
    model: type[Area] | type[Park], result: Mapping[str, Any], group: str, lang: str
) -> dict[str, str]:
    keys = {row[0] for rule in result["rules"] for row in rule["groups"].get(group, ()) if row[0]}
    rows = model._default_manager.in_bulk(keys)
    return {
        str(key): (one.name_en if lang == "en" and one.name_en else one.name)
        for key, one in rows.items()
    }


def _moved(label: str, row: Mapping[str, Any], type_: Type, lang: str) -> Moved:
    before, after = row["before"], row["after"]
    other = row["other"]
    drawn = None
    if before is not None and after is not None:
        in_wan = type_.kind == "money" and type_.of == "CNY"
        scale = type_.scale + (4 if in_wan else 0)
        drawn = (float(Decimal(before).scaleb(-scale)), float(Decimal(after).scaleb(-scale)))
    return Moved(
        label,
        row["rows"],
        _sum(before, type_, lang),
        _sum(after, type_, lang),
        _sum(None if before is None or after is None else after - before, type_, lang),
        row["more"] + other,
        row["less"],
        row["same"],
        row["unknown"],
        drawn,
    )


def _sum(value: int | None, type_: Type, lang: str) -> Amount | None:
    if value is None:
        return None
    if type_.kind == "bool":
        return Amount(f"{value:,}", _("家"))
    return listed(Decimal(value).scaleb(-type_.scale), type_, lang)


def _changed(row: Sequence[Any], type_: Type, lang: str) -> Changed:
    code, name, before, after = row
    if type_.kind == "bool":
        shown = [amount(bool(one), BOOL, lang) for one in (before, after)]
    else:
        shown = [listed(kept_value(one, type_), type_, lang) for one in (before, after)]
    up = after > before if isinstance(before, int) else None
    return Changed(code, name, shown[0], shown[1], up)


def chart_of(rule: Rule, key: str) -> dict[str, Any] | None:
    """Return the bars of groups, before and after; None where there are not two to compare."""
    lines = next(lines for name, _title, lines in rule.groups if name == key)
    drawn = [(line.label, line.drawn) for line in lines if line.drawn and any(line.drawn)]
    if len(drawn) < 2:
        return None
    money = rule.type.kind == "money"
    return {
        "names": [label for label, _figures in drawn],
        "unit": _("万元") if money and rule.type.of == "CNY" else rule.type.unit or "",
        "digits": 2 if money else rule.type.scale,
        "before": {"name": _("现行"), "values": [figures[0] for _label, figures in drawn]},
        "after": {"name": _("草案"), "values": [figures[1] for _label, figures in drawn]},
    }


def both_sides(
    book: Book, combined: Combined, rule: str, told: Told, lang: str
) -> list[tuple[str, list[Block]]]:
    """Return the explanations of one enterprise, as it is and as it would be."""
    pair = next((one for one in combined.pairs if one.name == rule), None)
    if pair is None:
        raise Http404
    names = [name for name in (pair.before, pair.after) if name is not None]
    library = combined.rules.library
    values = values_of(library, told.facts, combined.rules.day)
    answers = combined.rules.answers(values, told.rows(library), names)
    reasons = Reasons(book, combined.rules, answers, lang)
    sides = ((_("现行"), pair.before), (_("草案"), pair.after))
    return [(words, reasons.blocks(name) if name else []) for words, name in sides]
