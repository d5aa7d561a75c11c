"""The pages: what they show to whom, forms that come back with what was typed, exports."""

import io
from datetime import date
from types import SimpleNamespace

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from fumao.apps.audit.models import Event
from fumao.apps.enterprises.actions.add_contact import Person, add_contact
from fumao.apps.enterprises.actions.apply_roll import write_roll
from fumao.apps.enterprises.actions.read_roll import read_roll
from fumao.apps.enterprises.actions.record_fact import Statement, record_fact
from fumao.apps.enterprises.actions.register_enterprise import Entry, register_enterprise
from fumao.apps.enterprises.actions.rename_enterprise import rename_enterprise
from fumao.apps.enterprises.models import Enterprise, Fact, Roll
from tests.enterprises.conftest import CODES
from tests.enterprises.test_rolls import AS_OF, FIVE, HEADS, row, xlsx
from tests.plans.signed_in import client_of


@pytest.fixture
def office(city: SimpleNamespace, settings: Settings) -> Client:
    """王科长 at the browser, on the city's day."""
    settings.TODAY = city.day
    return client_of(city.office)


def rows(answer: object) -> list[str]:
    return [listed.enterprise.code for listed in answer.context["rows"]]


def test_an_old_name_finds_the_enterprise(
    city: SimpleNamespace, firm: Enterprise, office: Client
) -> None:
    rename_enterprise(city.office, firm, "甲市云海软件有限公司", date(2014, 5, 1))
    register_enterprise(city.office, Entry(CODES[1], "甲市青石数据有限公司", city.west))
    for q in ("云桥", "雲橋軟件", "云海", firm.code[:12], firm.code.lower()):
        assert rows(office.get("/enterprises/", {"q": q})) == [firm.code], q
    answer = office.get("/enterprises/", {"q": "云桥"})
    assert "曾用名 甲市云桥软件有限公司" in answer.content.decode()
    assert rows(office.get("/enterprises/", {"q": "无此"})) == []
    assert "没有符合条件的企业" in office.get("/enterprises/", {"q": "无此"}).content.decode()


def test_filters_and_order(city: SimpleNamespace, firm: Enterprise, office: Client) -> None:
    other = register_enterprise(
        city.office,
        Entry(CODES[1], "乙", city.west, city.park, industry="6550", founded_on=date(2001, 1, 1)),
    )
    for query, want in (
        ({"area": city.east.code}, [firm]),
        ({"area": city.area.code, "sort": "founded"}, [other, firm]),
        ({"sort": "-founded"}, [firm, other]),
        ({"park": "east-park"}, [other]),
        ({"industry": "65"}, [other]),
        ({"status": "closed"}, []),
        ({"area": "nowhere"}, []),
        ({"sort": "no-such-order"}, sorted((firm, other), key=lambda e: e.code)),
    ):
        assert rows(office.get("/enterprises/", query)) == [e.code for e in want], query


def test_the_export_holds_no_formula_and_no_contact(
    city: SimpleNamespace, firm: Enterprise, office: Client
) -> None:
    rename_enterprise(city.office, firm, "=HYPERLINK(1)", date(2014, 5, 1))
    add_contact(city.office, firm, Person("王小明", "13812341234"))
    answer = office.get("/enterprises/export.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    cells = [[cell.value for cell in line] for line in book.active.iter_rows()]
    assert cells[1][:2] == [firm.code, "'=HYPERLINK(1)"]
    assert all(cell.data_type != "f" for line in book.active.iter_rows() for cell in line)
    assert "138" not in str(cells)
    assert Event.objects.filter(kind="register_exported").exists()


def test_an_export_can_be_imported_and_changes_nothing(
    city: SimpleNamespace, firm: Enterprise, office: Client, settings: Settings, tmp_path: object
) -> None:
    settings.FILES_ROOT = tmp_path
    body = office.get("/enterprises/export.xlsx").content
    file = SimpleUploadedFile("企业名录.xlsx", body)
    answer = office.post(
        "/enterprises/rolls/", {"file": file, "as_of": "2016-09-30", "area": city.area.pk}
    )
    roll = Roll.objects.get()
    assert answer.headers["Location"] == f"/enterprises/rolls/{roll.pk}/"
    read_roll.call(roll.pk)
    assert list(roll.lines.values_list("outcome", flat=True)) == ["same"]
    assert Roll.objects.get().unread == []


def test_a_page_in_both_languages(city: SimpleNamespace, firm: Enterprise, office: Client) -> None:
    record_fact(city.office, firm, "staff_total", Statement("120", "社保名册", period="2015"))
    url = reverse("enterprise", args=[firm.code])
    page = office.get(url).content.decode()
    assert "120 人" in page
    assert "社保名册" in page
    office.cookies["django_language"] = "en"
    page = office.get(url).content.decode()
    assert "Staff" in page
    assert "职工总数" not in page


def test_every_act_has_a_form_and_takes_it(
    city: SimpleNamespace, firm: Enterprise, office: Client
) -> None:
    other = register_enterprise(city.office, Entry(CODES[1], "承接公司", city.east))
    third = register_enterprise(city.office, Entry(CODES[2], "分出公司", city.east))
    page = reverse("enterprise", args=[firm.code])
    acts = {
        "fact": {
            "name": "staff_total", "value": "88", "source": "名册", "period": "2015",
            "confidence": "verified",
        },
        "contact": {"name": "陈工", "phone": "0592-5050505", "purpose": "administration"},
        "rename": {"name": "新名公司", "on": "2016-01-05"},
        "move": {"area": city.west.pk, "park": "", "on": "2016-02-05"},
        "split": {"into": third.code, "on": "2016-03-05", "survives": "on"},
        "close": {"on": "2016-04-05", "reason": "注销登记"},
        "reopen": {"reason": "误登"},
        "merge": {"into": other.code.lower(), "on": "2016-05-05"},
    }  # fmt: skip
    for name, data in acts.items():
        assert 'id="do"' in office.get(page, {"do": name}).content.decode(), name
        answer = office.post(reverse("enterprise-act", args=[firm.code, name]), data)
        assert answer.status_code == 303, (name, answer.context and answer.context["form"].errors)
    firm.refresh_from_db()
    assert (firm.name, firm.area, firm.status) == ("新名公司", city.west, "merged")
    story = office.get(page).content.decode()
    for words in ("并入“承接公司”", "分立出“分出公司”", "迁至西区", "更名为“新名公司”"):
        assert words in story, words


def test_a_refused_form_keeps_what_was_typed(
    city: SimpleNamespace, firm: Enterprise, office: Client
) -> None:
    url = reverse("enterprise-act", args=[firm.code, "rename"])
    answer = office.post(url, {"name": "别的名字", "on": "2009-01-01"})
    assert answer.status_code == 422
    assert "更名日期须晚于这一天" in answer.content.decode()
    assert "别的名字" in answer.content.decode()
    merge = reverse("enterprise-act", args=[firm.code, "merge"])
    answer = office.post(merge, {"into": CODES[30], "on": "2016-01-01"})
    assert answer.status_code == 422
    assert "登记册里没有代码" in answer.content.decode()
    two = register_enterprise(city.office, Entry(CODES[1], "一", city.east)).code
    answer = office.post(merge, {"into": f"{two} {firm.code}"[:32], "on": "2016-01-01"})
    assert answer.status_code == 422
    new = office.post("/enterprises/new", {"code": "123", "name": "某", "area": city.east.pk})
    assert "应为18位" in new.content.decode()
    made = office.post("/enterprises/new", {"code": CODES[7], "name": "某", "area": city.east.pk})
    assert made.headers["Location"] == reverse("enterprise", args=[CODES[7]])


def test_a_fact_is_corrected_on_its_page(
    city: SimpleNamespace, firm: Enterprise, office: Client
) -> None:
    fact = record_fact(city.office, firm, "staff_total", Statement("120", "名册", period="2015"))
    url = reverse("fact-correct", args=[firm.code, fact.pk])
    assert "原值：120 人（名册）" in office.get(url).content.decode()
    data = {"value": "112", "source": "新名册", "period": "2015", "confidence": "verified"}
    assert office.post(url, data).status_code == 422  # no reason given
    assert office.post(url, data | {"reason": "漏减"}).status_code == 303
    page = office.get(reverse("enterprise", args=[firm.code])).content.decode()
    assert "<del>120 人</del>" in page
    assert Fact.objects.count() == 2


def test_a_contact_is_shown_once(city: SimpleNamespace, firm: Enterprise, office: Client) -> None:
    contact = add_contact(city.office, firm, Person("王小明", "13812341234"))
    page = reverse("enterprise", args=[firm.code])
    assert "138****1234" in office.get(page).content.decode()
    shown = office.post(reverse("contact-reveal", args=[firm.code, contact.pk]))
    assert "13812341234" in shown.content.decode()
    # This answer stands at another address: its links lead back to the enterprise's own.
    assert f'href="{page}?do=rename#do"' in shown.content.decode()
    assert "13812341234" not in office.get(page).content.decode()
    leader = client_of(city.leader)
    assert leader.post(reverse("contact-reveal", args=[firm.code, contact.pk])).status_code == 403
    assert office.post(reverse("contact-end", args=[firm.code, contact.pk])).status_code == 303
    assert office.post(reverse("contact-end", args=[firm.code, contact.pk])).status_code == 200


def test_who_may_not_is_told_so(city: SimpleNamespace, firm: Enterprise) -> None:
    leader = client_of(city.leader)
    page = leader.get(reverse("enterprise", args=[firm.code])).content.decode()
    assert "do=rename" not in page
    assert leader.get("/enterprises/new").status_code == 403
    assert leader.get("/enterprises/rolls/").status_code == 403
    close = reverse("enterprise-act", args=[firm.code, "close"])
    answer = leader.post(close, {"on": "2016-01-01", "reason": "试"})
    assert answer.status_code == 403
    stranger = client_of(city.stranger)
    assert stranger.get(reverse("enterprise", args=[firm.code])).status_code == 404
    assert "没有您可以查看的企业" in client_of(city.handler).get("/enterprises/").content.decode()


def test_a_roll_from_upload_to_register(
    city: SimpleNamespace, office: Client, settings: Settings, tmp_path: object
) -> None:
    settings.FILES_ROOT = tmp_path
    register_enterprise(city.office, Entry(CODES[9], "甲市川行有限公司", city.east))
    doubtful = row(CODES[8], "甲市川行有限公司")
    file = SimpleUploadedFile("名册.xlsx", xlsx([HEADS, *FIVE, doubtful]))
    office.post(
        "/enterprises/rolls/", {"file": file, "as_of": AS_OF.isoformat(), "area": city.area.pk}
    )
    roll = Roll.objects.get()
    url = f"/enterprises/rolls/{roll.pk}/"
    assert "正在读取和比对" in office.get(url).content.decode()
    read_roll.call(roll.pk)
    polled = office.get(url, {"poll": 1}, headers={"HX-Request": "true"})
    assert polled.headers["HX-Refresh"] == "true"
    page = office.get(url).content.decode()
    assert "是同一家吗" in page  # the doubtful row comes first, side by side
    for tab, words in (
        ("wrong", "不是您可办理的地区"),
        ("new", CODES[1]),
        ("update", "没有这一类"),
    ):
        assert words in office.get(url, {"tab": tab}).content.decode()
    assert "还有 1 行" in office.post(f"{url}confirm", follow=True).content.decode()
    decided = office.post(
        f"{url}rows/7", {"decision": "different", "tab": "doubtful"}, headers={"HX-Request": "true"}
    )
    assert decided.status_code == 200
    assert "hx-swap-oob" in decided.content.decode()
    assert office.post(f"{url}rows/7", {"decision": "nonsense"}).status_code == 422
    office.post(f"{url}confirm")
    assert "正在入库" in office.get(url).content.decode()
    write_roll.call(roll.pk, city.office.person.pk)
    assert "新登记 4 家" in office.get(url).content.decode()
    wrong = openpyxl.load_workbook(io.BytesIO(office.get(f"{url}wrong.xlsx").content)).active
    assert wrong.cell(2, 3).value == "91310115MA1G4L1WXK"
    blank = openpyxl.load_workbook(
        io.BytesIO(office.get("/enterprises/rolls/template.xlsx").content)
    )
    assert blank.active.cell(1, 1).value == "统一社会信用代码"
    assert client_of(city.stranger).get(url).status_code == 404


def test_lists_take_few_queries(
    city: SimpleNamespace, office: Client, django_assert_max_num_queries: object
) -> None:
    for number in range(1, 30):
        register_enterprise(city.office, Entry(CODES[number], f"第{number}家公司", city.east))
    office.get("/enterprises/")
    with django_assert_max_num_queries(24):
        assert len(rows(office.get("/enterprises/"))) == 29
