"""确认与放弃: the good rows become a version for good, with a signed receipt."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Person
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal
from fumao.apps.sharing.actions.find_pairs import find_pairs
from fumao.apps.sharing.book import data_set
from fumao.apps.sharing.crosswalks import OPEN, lead, led_column
from fumao.apps.sharing.models import DataGrant, Exchange, Receipt, SharedData
from fumao.apps.sharing.signing import sign_receipt
from fumao.apps.sharing.standing import acting, under_grant
from fumao.core.receipts import digest


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What was confirmed, and its receipt."""

    data: SharedData
    receipt: Receipt


def confirm_exchange(
    actor: Actor, exchange: Exchange, choices: dict[str, str], seen: str
) -> Confirmed:
    """Keep the good rows for good; a later file of the period is a version beside this one.

    `choices` names a target for each code that has several, or leaves it open (""); `seen` is the
    digest of what was looked through. Raises PermissionDenied, and ValidationError where the grant
    does not hold, the file is not under review, or a code was not decided.
    """
    with transaction.atomic():
        # The grant first, then the file: everybody locks in this order.
        grant, person, department = under_grant(actor, Action.EXCHANGE_DATA, exchange.grant_id)
        one = _reviewed(exchange.pk)
        if seen != one.digest:
            raise refusal("state", _("核对之后内容有变化，请再看一遍。"))
        if not one.good:
            raise refusal("state", _("没有一行可以确认，请改好文件后重新上传。"))
        one.choices = _chosen(one, choices)
        rows = _rows(one)
        data = _data(actor, grant, one, rows, person)
        one.state = Exchange.State.CONFIRMED
        one.save(update_fields=["state", "choices"])
        event = record(
            one.stream, "exchange_confirmed", actor=actor, area=grant.area_id,
            department=department,
            data={
                "version": data.version, "rows": len(rows), "left_out": data.left_out,
                "rows_sha256": data.rows_digest, "choices": one.choices,
            },
        )  # fmt: skip
        file = one.attachment
        told = {
            "period": one.period, "version": data.version, "rows": len(rows),
            "left_out": data.left_out, "rows_sha256": data.rows_digest, "file": file.name,
            "file_sha256": file.file.sha256, "on_behalf": one.on_behalf,
        }  # fmt: skip
        number = f"X{one.pk}-{event.seq}"
        receipt = sign_receipt(actor, grant, number, Receipt.Kind.IN, told, data)
        if data_set(grant).column("name") is not None:
            find_pairs.enqueue(data.pk)
    return Confirmed(data, receipt)


def _reviewed(pk: int) -> Exchange:
    rows = Exchange.objects.select_for_update(of=("self",))
    one = rows.select_related("grant", "attachment__file").get(pk=pk)
    if one.state != Exchange.State.REVIEW:
        raise refusal("state", _("这份文件已不在核对中。"))
    return one


def _chosen(one: Exchange, choices: dict[str, str]) -> dict[str, str]:
    """Return where each code leads; raises ValidationError for one nobody decided."""
    column = led_column(data_set(one.grant))
    if column is None:
        return {}
    found: dict[str, str] = {}
    undecided = []
    codes = (line["data"][column.key] for line in one.good)
    for led in lead(column, (code for code in codes if code), one.ends):
        if led.target is not None:
            found[led.code] = led.target
        elif not led.candidates:
            found[led.code] = OPEN
        elif choices.get(led.code) in {OPEN, *led.candidates}:
            found[led.code] = choices[led.code]
        else:
            undecided.append(led.code)
    if undecided:
        raise refusal(
            "choices", _("这些代码有几个可能的去向，请逐一选择或注明暂不归类：%(codes)s"),
            codes="、".join(undecided),
        )  # fmt: skip
    return found


def _rows(one: Exchange) -> list[dict[str, Any]]:
    column = led_column(data_set(one.grant))
    rows = []
    for line in one.good:
        row = dict(line["data"])
        if column is not None:
            row[f"{column.key}_to"] = one.choices.get(row[column.key] or "") or None
        rows.append(row)
    return rows


def _data(
    actor: Actor, grant: DataGrant, one: Exchange, rows: list[dict[str, Any]], person: Person
) -> SharedData:
    held = SharedData.objects.filter(
        key=grant.key, provider=grant.provider_id, receiver=grant.receiver_id, period=one.period
    )
    last = held.aggregate(last=Max("version"))["last"] or 0
    return SharedData.objects.create(
        grant=grant,
        exchange=one,
        key=grant.key,
        provider_id=grant.provider_id,
        receiver_id=grant.receiver_id,
        period=one.period,
        version=last + 1,
        rows=rows,
        rows_digest=digest(rows),
        left_out=len(one.bad),
        confirmed_by=person,
        confirmed_on=actor.today,
    )


def discard_exchange(actor: Actor, exchange: Exchange) -> Exchange:
    """Give a file up, whatever became of the grant; raises PermissionDenied, ValidationError."""
    with transaction.atomic():
        rows = Exchange.objects.select_for_update(of=("self",)).select_related("grant__area")
        one = rows.get(pk=exchange.pk)
        _person, department = acting(actor, Action.EXCHANGE_DATA, one.grant)
        if one.state not in {Exchange.State.REVIEW, Exchange.State.FAILED}:
            raise refusal("state", _("这份文件已不在核对中。"))
        one.state = Exchange.State.DISCARDED
        one.save(update_fields=["state"])
        record(
            one.stream, "exchange_discarded", actor=actor, area=one.grant.area_id,
            department=department,
        )  # fmt: skip
    return one
