"""取走共享数据: the receiver downloads what a grant covers; every time has its receipt."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record, take_away
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal
from fumao.apps.sharing.book import data_set, period_of
from fumao.apps.sharing.given import protected_rows
from fumao.apps.sharing.models import DataGrant, Receipt, SharedData
from fumao.apps.sharing.signing import sign_receipt
from fumao.apps.sharing.standing import acting, under_grant
from fumao.core.receipts import digest
from fumao.core.sheet import sheet
from fumao.statistics.exchange import DataSet


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that leaves, and its receipt."""

    body: bytes
    name: str
    receipt: Receipt


type Rows = list[dict[str, str | None]]


def take_data(actor: Actor, grant: DataGrant, period: str, form: str = "xlsx") -> Taken:
    """Return the data of a period as XLSX or JSON: the newest version, or a protected table.

    Raises PermissionDenied, TooOftenError, and ValidationError where the grant does not hold or
    there is nothing for the period.
    """
    acting(actor, Action.TAKE_DATA, grant)  # before anything is computed
    one = data_set(grant)
    span = period_of(one, period)
    made = None
    if one.source is not None:
        made = protected_rows(one, one.source, span, grant.area)
    with transaction.atomic():
        grant, _person, department = under_grant(actor, Action.TAKE_DATA, grant.pk)
        data = None if made is not None else _newest(grant, span.code)
        rows: Rows = made if made is not None else (data.rows if data is not None else [])
        if not rows:
            raise refusal("period", _("%(period)s 还没有可以取走的数据。"), period=span.code)
        body = _json(rows) if form == "json" else _xlsx(one, rows)
        name = f"{one.key}-{span.code}.{'json' if form == 'json' else 'xlsx'}"
        told: dict[str, Any] = {
            "period": span.code, "version": data.version if data is not None else None,
            "rows": len(rows), "rows_sha256": digest(rows), "file": name,
            "file_sha256": hashlib.sha256(body).hexdigest(),
        }  # fmt: skip
        event = record(
            grant.stream, "data_taken_away", actor=actor, area=grant.area_id,
            department=department, data=told,
        )  # fmt: skip
        number = f"G{grant.pk}-{event.seq}"
        receipt = sign_receipt(actor, grant, number, Receipt.Kind.OUT, told, data)
        take_away(actor, "data_taken_away", {"receipt": number, "grant": grant.pk, **told})
    return Taken(body, name, receipt)


def _newest(grant: DataGrant, period: str) -> SharedData | None:
    held = SharedData.objects.filter(
        key=grant.key, provider=grant.provider_id, receiver=grant.receiver_id, period=period
    )
    return held.order_by("-version").first()


def _json(rows: Rows) -> bytes:
    return json.dumps({"rows": rows}, ensure_ascii=False, indent=1).encode()


def _xlsx(one: DataSet, rows: Rows) -> bytes:
    """Return a sheet; what is unknown or withheld stays empty, never zero."""
    heads, names = [], []
    for column in one.columns:
        unit = f"（{column.unit.zh}）" if column.unit else ""
        heads.append(f"{column.label.zh}{unit}")
        names.append(column.key)
        if column.crosswalk:
            heads.append(f"{column.label.zh}→EBOPS")
            names.append(f"{column.key}_to")
    return sheet(
        one.title.zh[:31], heads, ([row.get(name) or "" for name in names] for row in rows)
    )
