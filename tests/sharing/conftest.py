"""甲市: 外汇局 and 税务局 give, 商务局 receives and gives, 统计局 receives; 乙市 beside it."""

import io
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from fumao.apps.enterprises.actions.register_enterprise import Entry, register_enterprise
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area, Role
from fumao.apps.sharing.actions.give_grant import Terms, give_grant
from fumao.apps.sharing.actions.read_exchange import read_exchange
from fumao.apps.sharing.actions.take_exchange import take_exchange
from fumao.apps.sharing.models import DataGrant, Exchange
from fumao.core.credit_code import synthetic_codes
from fumao.packs.exchanges import shipped_exchanges
from tests.factories import DAY, actor_as, make_city, make_department

CODES = [code.text for code in synthetic_codes("350203", 40, 7)]
HEADS = ("交易代码", "方向", "国别（地区）代码", "金额（万美元）", "申报主体数")
FIRMS = ("甲市云桥软件有限公司", "甲市晴川检测技术有限公司", "甲市海沧物流有限公司")


@pytest.fixture(autouse=True)
def _files(settings: Settings, tmp_path: Path) -> None:
    settings.FILES_ROOT, settings.BATCHES_ROOT = tmp_path / "files", tmp_path / "batches"


@pytest.fixture
def city(db: None) -> SimpleNamespace:
    area = make_city("甲市", ("东区", "北区", "西区"))
    fx = make_department("甲市外汇局", area, "central", functions=["foreign_exchange"])
    tax = make_department("甲市税务局", area, functions=["tax"])
    commerce = make_department("甲市商务局", area, functions=["commerce"])
    statistics = make_department("甲市统计局", area, functions=["statistics"])
    other = make_city("乙市", ("南区",))
    made = SimpleNamespace(
        area=area, fx=fx, tax=tax, commerce=commerce, statistics=statistics,
        fx_handler=actor_as(Role.HANDLER, fx), tax_handler=actor_as(Role.HANDLER, tax),
        office=actor_as(Role.OFFICE, commerce), counter=actor_as(Role.HANDLER, statistics),
        leader=actor_as(Role.LEADER, make_department("甲市领导小组", area)),
        stranger=actor_as(Role.OFFICE, make_department("乙市商务局", other)),
        elsewhere=make_department("乙市统计局", other),
    )  # fmt: skip
    east = Area.objects.get(name="东区")
    made.firms = [
        register_enterprise(made.office, Entry(code, name, east, founded_on=date(2010, 3, 1)))
        for code, name in zip(CODES, FIRMS, strict=False)
    ]
    return made


def terms(city: SimpleNamespace, key: str = "fx-services", **changed: object) -> Terms:
    """Terms of a grant from who gives the data set, valid through 2016 and 2017."""
    written = shipped_exchanges()[key]
    provider = {"foreign_exchange": city.fx, "tax": city.tax, "commerce": city.commerce}
    given: dict[str, object] = {
        "provider": provider[written.exchange.provider], "receiver": city.commerce,
        "written": written, "purpose": written.exchange.purpose,
        "valid_from": date(2016, 1, 1), "valid_to": date(2017, 12, 31),
    }  # fmt: skip
    if key == "outsourcing-by-area":
        given["receiver"] = city.statistics
    return Terms(**(given | changed))  # type: ignore[arg-type]


def granted(city: SimpleNamespace, key: str = "fx-services", **changed: object) -> DataGrant:
    """A grant in force."""
    made = terms(city, key, **changed)
    giver = {city.fx.pk: city.fx_handler, city.tax.pk: city.tax_handler}
    return give_grant(giver.get(made.provider.pk, city.office), made)


def xlsx(rows: Sequence[Sequence[object]], name: str = "汇总.xlsx") -> SimpleUploadedFile:
    body = io.BytesIO()
    book = xlsxwriter.Workbook(body, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    book.close()
    return SimpleUploadedFile(name, body.getvalue())


def csv_file(rows: Sequence[Sequence[object]], name: str = "汇总.csv") -> SimpleUploadedFile:
    lines = (",".join(str(cell) for cell in row) for row in rows)
    return SimpleUploadedFile(name, "\n".join(lines).encode())


def json_file(rows: object, name: str = "汇总.json") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, json.dumps(rows, ensure_ascii=False).encode())


def handed_in(
    actor: Actor, grant: DataGrant, file: SimpleUploadedFile, period: str = "2016-09"
) -> Exchange:
    """Hand a file in and read it, as the worker does."""
    one = take_exchange(actor, grant, period, file)
    read_exchange.func(one.pk)
    one.refresh_from_db()
    return one


__all__ = ["DAY"]
