"""收据: what an exchange was, signed with the key of this installation."""

import json
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils import timezone

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Department
from fumao.apps.sharing.models import DataGrant, Receipt, SharedData
from fumao.core.errors import CoreError
from fumao.core.receipts import Signer, canonical, is_signed

FORMAT = "fumao-receipt/1"


@lru_cache(maxsize=1)
def _signer(seed: str) -> Signer:
    return Signer(seed)


def signer() -> Signer:
    """Return the key of this installation; raises CoreError for a setting that is none."""
    return _signer(settings.RECEIPT_KEY)


def sign_receipt(
    actor: Actor, grant: DataGrant, number: str, kind: str, told: dict[str, Any],
    data: SharedData | None = None,
) -> Receipt:  # fmt: skip
    """Write the receipt of an exchange in the caller's transaction.

    `told` says of what: period, version, rows, names and digests of file and rows.
    """
    at = timezone.now()
    body = {
        "format": FORMAT,
        "number": number,
        "kind": kind,
        "grant": {
            "id": grant.pk, "data_set": grant.key, "version": grant.version,
            "sha256": grant.digest, "purpose": grant.purpose,
        },
        "provider": _unit(grant.provider),
        "receiver": _unit(grant.receiver),
        "person": actor.person.username if actor.person else "",
        "at": at.isoformat(timespec="seconds"),
        **told,
    }  # fmt: skip
    text, key = canonical(body), signer()
    return Receipt.objects.create(
        number=number, grant=grant, data=data, kind=kind, period=told["period"], text=text,
        signature=key.sign(text), key=key.public, at=at,
    )  # fmt: skip


def _unit(department: Department) -> dict[str, str]:
    return {"key": department.key, "name": department.name}


def handed_out(receipt: Receipt) -> str:
    """Return a receipt as a file: the body, its signature, the public key."""
    body = {"receipt": json.loads(receipt.text), "signature": receipt.signature}
    return json.dumps(body | {"key": receipt.key}, ensure_ascii=False, indent=2, sort_keys=True)


def read_receipt(text: str) -> tuple[str, str, str, dict[str, Any]]:
    """Return canonical body, signature, key and the body of a receipt; raises CoreError."""
    try:
        given = json.loads(text)
        body = given["receipt"]
        found = (canonical(body), str(given["signature"]), str(given["key"]), dict(body))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise CoreError(
            "no_receipt",
            "这不是一份收据：应是含 receipt、signature、key 三项的 JSON",
            "this is no receipt: JSON with receipt, signature and key is needed",
        ) from error
    return found


def verdict(text: str) -> tuple[str, dict[str, Any]]:
    """Return what a receipt is worth, with its body: genuine, foreign or altered.

    Genuine bears a key of this installation (the present one, or one its own receipts bear);
    foreign is signed, but by somebody else. Raises CoreError for what is no receipt.
    """
    plain, signature, key, body = read_receipt(text)
    if not is_signed(plain, signature, key):
        return "altered", body
    own = key == signer().public or Receipt.objects.filter(key=key).exists()
    return ("genuine" if own else "foreign"), body
