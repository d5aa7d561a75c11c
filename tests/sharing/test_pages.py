"""The pages of sharing: a grant, a file looked through and confirmed, its receipt, pairs."""

import re
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from fumao.apps.sharing.actions.read_exchange import read_exchange
from fumao.apps.sharing.models import DataGrant, Exchange, NamePair, Receipt
from fumao.apps.sharing.signing import handed_out
from tests.sharing.conftest import HEADS, granted, handed_in, xlsx
from tests.sharing.test_matching import listed

ROWS = [HEADS, ["221000", "收入", "US", 12, 3], ["999999", "收入", "US", 1, 1]]


@pytest.fixture(autouse=True)
def _today(settings: SimpleNamespace) -> None:
    from tests.factories import DAY

    settings.TODAY = DAY


def signed_in(actor: object) -> Client:
    client = Client()
    client.force_login(actor.person)  # type: ignore[attr-defined]
    return client


def test_from_grant_to_receipt(city: SimpleNamespace) -> None:
    giver, office = signed_in(city.fx_handler), signed_in(city.office)
    form = {
        "data_set": "fx-services", "provider": city.fx.pk, "receiver": city.commerce.pk,
        "purpose": "administration", "valid_from": "2016-01-01", "valid_to": "2099-12-31",
    }  # fmt: skip
    refused = giver.post(reverse("sharing-grant-new"), form)
    assert refused.status_code == 422
    assert "第28条" in refused.content.decode()
    giver.post(reverse("sharing-grant-new"), form | {"purpose": "statistics"})
    grant = DataGrant.objects.get()
    office.post(
        reverse("sharing-hand-in", args=[grant.pk]), {"period": "2016-09", "file": xlsx(ROWS)}
    )
    one = Exchange.objects.get()
    address = reverse("exchange", args=[one.pk])
    assert "正在读取" in office.get(address).content.decode()
    read_exchange.func(one.pk)
    page = office.get(address).content.decode()
    assert "999999" in page
    assert "第 3 行" in page
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen is not None
    office.post(reverse("exchange-confirm", args=[one.pk]), {"seen": seen[1]})
    receipt = Receipt.objects.get()
    assert receipt.number in office.get(address).content.decode()
    told = office.get(reverse("sharing-receipt", args=[receipt.number])).content.decode()
    assert "签名有效，由本系统出具" in told
    taken = office.post(
        reverse("sharing-take", args=[grant.pk]), {"period": "2016-09", "form": "json"}
    )
    assert '"amount": "12.00"' in taken.content.decode()
    giver.post(reverse("sharing-revoke", args=[grant.pk]), {"reason": "不再需要"})
    stopped = office.post(
        reverse("sharing-take", args=[grant.pk]), {"period": "2016-09", "form": "json"}
    )
    assert stopped.status_code == 422
    assert "已撤销" in stopped.content.decode()


def test_a_receipt_is_verified_by_page(city: SimpleNamespace) -> None:
    office = signed_in(city.office)
    one = handed_in(city.fx_handler, granted(city), xlsx(ROWS))
    office.post(reverse("exchange-confirm", args=[one.pk]), {"seen": one.digest})
    text = handed_out(Receipt.objects.get())
    address = reverse("sharing-verify")
    assert "与留存的收据一致" in office.post(address, {"text": text}).content.decode()
    changed = office.post(address, {"text": text.replace('"rows": 1', '"rows": 9')})
    assert "签名无效" in changed.content.decode()
    assert office.post(address, {"text": "收据"}).status_code == 422


def test_nobody_else_finds_a_page(city: SimpleNamespace) -> None:
    one = handed_in(city.fx_handler, granted(city), xlsx(ROWS))
    for actor in (city.leader, city.tax_handler, city.stranger):
        client = signed_in(actor)
        assert client.get(reverse("exchange", args=[one.pk])).status_code == 404
        assert client.get(reverse("sharing-grant", args=[one.grant_id])).status_code == 404
        assert "涉外收支" not in client.get(reverse("sharing")).content.decode()
    assert signed_in(city.leader).get(reverse("sharing-grant-new")).status_code == 403


def test_a_pair_is_decided_by_page(city: SimpleNamespace) -> None:
    listed(city)
    office, pair = signed_in(city.office), NamePair.objects.get()
    page = office.get(reverse("sharing-pairs")).content.decode()
    assert "海沧物流集团" in page
    assert "甲市海沧物流有限公司" in page
    office.post(reverse("sharing-pair-decide", args=[pair.pk]), {"decision": "different"})
    pair.refresh_from_db()
    assert pair.decision == "different"
    button = f'action="{reverse("sharing-pair-decide", args=[pair.pk])}"'
    assert button in page
    assert button not in office.get(reverse("sharing-pairs")).content.decode()
    assert button in office.get(reverse("sharing-pairs") + "?tab=decided").content.decode()


def test_the_page_says_when_splink_is_not_there(
    city: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fumao.apps.sharing.views import pairs

    monkeypatch.setattr(pairs, "installed", lambda: False)
    assert (
        "fumao[matching]" in signed_in(city.office).get(reverse("sharing-pairs")).content.decode()
    )
