"""发布申报通知: what can be asked for, by which rule, when, and what of the year it may take."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.funds.models import Call, FundYear
from fumao.apps.funds.refusals import within_limits
from fumao.apps.funds.standing import locked_year, signed, standing
from fumao.apps.grants.book import Book, book
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal

BY_CASE = {"case": True}  # the amount comes with the case, whose form the rule reads
LINE_FIELDS = frozenset({"kind", "amount", "dated"})  # what a line can give to a child table


@dataclass(frozen=True, slots=True)
class NewCall:
    """A call to be; `feeds`, `gates` and `kinds` as in the model."""

    number: str
    name: str
    rule: str
    opens: date
    closes: date
    feeds: Mapping[str, Any]
    kinds: Mapping[str, tuple[str, str]]
    gates: Mapping[str, bool] = field(default_factory=dict)
    cap_share: int = 10_000
    sharing: str = Call.Sharing.PRO_RATA
    name_en: str = ""


def open_call(actor: Actor, fund_year: FundYear, given: NewCall) -> Call:
    """Open a call on a year of a fund; raises PermissionDenied and ValidationError."""
    with within_limits(), transaction.atomic():
        department = standing(actor, Action.MANAGE_FUND, fund_year)
        year = locked_year(fund_year)
        held = book()
        _check(given, held)
        if Call.objects.filter(number=given.number).exists():
            raise refusal("number", _("编号“%(key)s”已被使用。"), key=given.number)
        cite = held.library.versions[given.rule][-1].rule.cite
        call = Call.objects.create(
            fund_year=year, number=given.number, name=given.name.strip(), name_en=given.name_en,
            rule=given.rule, feeds=dict(given.feeds), gates=dict(given.gates),
            kinds={kind: list(said) for kind, said in given.kinds.items()},
            opens=given.opens, closes=given.closes, cap_share=given.cap_share,
            ceiling=year.budget * given.cap_share // 10_000, sharing=given.sharing,
            document=cite.document, clause=cite.clause, **signed(actor, department),
        )  # fmt: skip
        record(
            call.stream, "call_opened", actor=actor, area=year.fund.area, department=department,
            data={"fund": year.fund.key, "year": year.year, "rule": call.rule,
                  "ceiling": call.ceiling, "opens": call.opens.isoformat(),
                  "closes": call.closes.isoformat()},
        )  # fmt: skip
        return call


def _check(given: NewCall, held: Book) -> None:
    library = held.library
    if not given.name.strip():
        raise refusal("name", _("请填写名称。"))
    if given.opens > given.closes:
        raise refusal("closes", _("截止日期不能早于开始日期。"))
    if not 0 < given.cap_share <= 10_000:
        raise refusal("cap_share", _("可用额度应在预算的 0.01% 到 100% 之间。"))
    type_ = library.rule_types.get(given.rule)
    if type_ is None or type_.kind != "money" or type_.of != "CNY":
        raise refusal("rule", _("规则“%(rule)s”不存在，或算出的不是人民币金额。"), rule=given.rule)
    for name in given.gates:
        found = library.inputs.get(name)
        if found is None or found.type.kind != "bool":
            raise refusal("gates", _("“%(name)s”不是词表中的是非项。"), name=name)
    _check_feeds(given.feeds, held)


def _check_feeds(feeds: Mapping[str, Any], held: Book) -> None:
    """Refuse a way from the lines to the rule that leads nowhere."""
    if feeds == BY_CASE:
        return
    library = held.library
    table, inputs = feeds.get("table", ""), feeds.get("inputs", {})
    if not table and not inputs:
        raise refusal("feeds", _("请说明明细怎样进入规则：子表，或按费用种类合计的资料。"))
    fields: Mapping[str, str] = feeds.get("fields", {})
    known = {one.name for one in library.tables[table].fields} if table in library.tables else set()
    there = bool(fields) and fields.keys() <= known and set(fields.values()) <= LINE_FIELDS
    if (table and not there) or not inputs.keys() <= library.inputs.keys():
        raise refusal("feeds", _("明细与规则的子表或资料对不上。"))
