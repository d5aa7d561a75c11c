"""A contract of the register as its form (WB-C) reads it, with the work done under it beside."""

from collections.abc import Sequence

from fumao.forms.cells import text_of
from fumao.rules.types import Value
from fumao.surveys.contracts import Contract, Execution

type Texts = dict[str, object]


def filed(contract: Contract) -> Texts:
    """Return the texts of the form; the shore is the one that the client's country gives."""
    client = contract.client
    values: dict[str, Value] = {
        "contract_no": contract.number, "title": contract.title, "doc_type": contract.doc_type,
        "frame_no": contract.frame or None, "client_name": client.name,
        "client_country": client.country, "client_kind": client.kind or None,
        "related_party": client.related, "end_client_country": client.end_country,
        "shore": contract.shore, "service_class": contract.service_class,
        "currency": contract.currency, "agreed": contract.agreed,
        "agreed_usd": contract.agreed_usd, "signed_on": contract.signed_on,
        "valid_from": contract.valid_from, "valid_to": contract.valid_to,
    }  # fmt: skip
    changes = [
        _texts({"number": one.number, "changed_on": one.on, "amount": one.amount,
                "amount_usd": one.usd})
        for one in contract.changes
    ]  # fmt: skip
    return {**_texts(values), "changes": changes}


def known(executions: Sequence[Execution]) -> Texts:
    """Return what the register knows beside the form: all work reported under the contract."""
    days = [one.on for one in executions]
    first_last = {
        "first_executed_on": text_of(min(days)), "last_executed_on": text_of(max(days)),
    } if days else {}  # fmt: skip
    return {**first_last, "executions": [_work(one) for one in executions]}


def _work(one: Execution) -> Texts:
    receipt = one.receipt
    return _texts({
        "executed_on": one.on, "amount": one.amount, "amount_usd": one.usd,
        "receipt_no": receipt.number if receipt else None,
        "receipt_usd": receipt.usd if receipt else None,
    })  # fmt: skip


def _texts(values: dict[str, Value]) -> Texts:
    return {name: text_of(value) for name, value in values.items()}
