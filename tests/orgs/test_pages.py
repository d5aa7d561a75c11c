"""The pages of orgs and the log as the browser gets them."""

from io import BytesIO

import openpyxl
import pytest
from django.test import Client

from fumao.apps.audit.models import Event
from fumao.apps.orgs.limits import EXPORT
from fumao.apps.orgs.models import (
    ApiToken,
    Area,
    DepartmentGroup,
    Park,
    Person,
    Role,
    Succession,
)
from tests.factories import DAY, make_city, make_department, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Area:
    return make_city("甲市", ("东区",))


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def admin(city: Area) -> Client:
    return signed_in(make_person(Role.ADMIN, make_department("甲市信息中心", city), "jia.admin"))


@pytest.fixture
def reader(city: Area) -> Client:
    return signed_in(make_person(Role.READER, make_department("甲市档案局", city), "jia.reader"))


def test_the_register_finds_by_any_name(reader: Client, city: Area) -> None:
    old = make_department("甲市旅游局", city, valid_to=DAY)
    new = make_department("甲市文化和旅游局", city)
    new.names.create(name="市文旅局")
    Succession.objects.create(predecessor=old, successor=new, on=DAY)
    page = reader.get("/orgs/", {"q": "市文 旅局"}).content.decode()
    assert "甲市文化和旅游局" in page
    assert "东区政府" not in page.split("<table")[1]
    detail = reader.get(f"/orgs/departments/{new.key}/").content.decode()
    assert "甲市旅游局" in detail
    assert "市文旅局" in detail
    assert DAY.isoformat() in detail


def test_the_register_of_another_city_does_not_exist(reader: Client) -> None:
    other = make_department("乙市商务局", make_city("乙市"))
    assert "乙市" not in reader.get("/orgs/").content.decode()
    assert reader.get(f"/orgs/departments/{other.key}/").status_code == 404


def test_a_park_with_its_units(reader: Client, city: Area) -> None:
    unit = make_department("甲市科技局", city)
    group = DepartmentGroup.objects.create(
        key="g", name="各区政府", name_en="Districts", area=city, rule="districts"
    )
    park = Park.objects.create(
        key="ruanjian", name="甲软件园", name_en="Software Park", area=city,
        positioning="做软件外包", clause_ref="jia-2016#附件3/1",
    )  # fmt: skip
    park.responsible.add(unit)
    park.responsible_groups.add(group)
    assert "甲软件园" in reader.get("/orgs/parks/").content.decode()
    page = reader.get("/orgs/parks/ruanjian/").content.decode()
    for words in ("做软件外包", "甲市科技局", "各区政府", "jia-2016#附件3/1"):
        assert words in page


def test_the_export_is_plain_text(reader: Client, city: Area) -> None:
    make_department("=HYPERLINK(1)", city)
    answer = reader.get("/orgs/departments.xlsx", {"area": city.code})
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    names = [row[2].value for row in sheet.iter_rows(min_row=2)]
    assert "'=HYPERLINK(1)" in names
    assert "甲市档案局" in names
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert Event.objects.get(kind="register_exported").data["rows"] == len(names)


def test_exports_are_limited(reader: Client) -> None:
    codes = [reader.get("/orgs/departments.xlsx").status_code for _i in range(EXPORT.burst + 1)]
    assert codes == [200] * EXPORT.burst + [429]


def test_an_admin_opens_an_account(admin: Client, city: Area) -> None:
    unit = make_department("甲市商务局", city)
    form = {"username": "jia.new", "name": "林某", "title": "林科长", "role": "handler"}
    form |= {"department": unit.key}
    page = admin.post("/orgs/people/add", form).content.decode()
    person = Person.objects.get(username="jia.new")
    password = page.split("临时口令</dt><dd><code>")[1].split("</code>")[0]
    assert person.check_password(password)
    assert person.temporary_password
    assert person.posts.get().role == Role.HANDLER
    assert Event.objects.get(stream="person:jia.new").kind == "person_added"
    assert password not in str(list(Event.objects.values_list("data", flat=True)))
    again = admin.post("/orgs/people/add", form).content.decode()
    assert "用户名已有人用" in again
    assert Person.objects.filter(username="jia.new").count() == 1


def test_posts_are_given_and_ended(admin: Client, city: Area) -> None:
    unit = make_department("甲市商务局", city)
    person = make_person(Role.READER, unit, "jia.li")
    form = {"department": unit.key, "role": "checker"}
    assert admin.post("/orgs/people/jia.li/posts", form).status_code == 302
    post = person.posts.get(role="checker")
    assert admin.post(f"/orgs/people/jia.li/posts/{post.pk}/end").status_code == 302
    post.refresh_from_db()
    assert post.valid_to is not None
    kinds = list(Event.objects.filter(stream="person:jia.li").values_list("kind", flat=True))
    assert kinds == ["post_given", "post_ended"]
    assert admin.get("/orgs/people/jia.li/").status_code == 200


def test_an_admin_does_not_promote_himself(admin: Client, city: Area) -> None:
    unit = make_department("甲市商务局", city)
    form = {"department": unit.key, "role": "office"}
    assert admin.post("/orgs/people/jia.admin/posts", form).status_code == 403
    assert Person.objects.get(username="jia.admin").posts.count() == 1


def test_an_admin_does_not_reach_another_city(admin: Client) -> None:
    unit = make_department("乙市商务局", make_city("乙市"))
    make_person(Role.READER, unit, "yi.chen")
    assert admin.get("/orgs/people/yi.chen/").status_code == 404
    assert admin.post("/orgs/people/yi.chen/password").status_code == 404
    form = {"username": "x", "name": "某", "department": unit.key, "role": "office"}
    admin.post("/orgs/people/add", form)
    assert not Person.objects.filter(username="x").exists()


@pytest.mark.parametrize(
    "address", ["/orgs/people/", "/orgs/people/add", "/audit/", "/audit/log.csv"]
)
def test_a_reader_has_no_business_there(reader: Client, address: str) -> None:
    answer = reader.get(address)
    assert answer.status_code == 403


def test_a_token_is_shown_once(reader: Client) -> None:
    form = {"name": "大屏", "scopes": "read", "days": 30}
    page = reader.post("/orgs/tokens/", form).content.decode()
    token = ApiToken.objects.get()
    raw = page.split("<p><code>")[1].split("</code>")[0]
    assert raw.startswith(token.prefix)
    later = reader.get("/orgs/tokens/").content.decode()
    assert raw not in later
    assert token.prefix in later
    assert reader.post(f"/orgs/tokens/{token.pk}/revoke").status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_a_token_of_another_person_does_not_exist(reader: Client, admin: Client) -> None:
    admin.post("/orgs/tokens/", {"name": "甲", "scopes": "read write", "days": 30})
    token = ApiToken.objects.get()
    assert reader.post(f"/orgs/tokens/{token.pk}/revoke").status_code == 404


def test_the_log_is_filtered_and_exported(admin: Client, city: Area) -> None:
    unit = make_department("甲市商务局", city)
    make_person(Role.READER, unit, "jia.li")
    admin.post("/orgs/people/jia.li/posts", {"department": unit.key, "role": "checker"})
    page = admin.get("/audit/", {"kind": "post_given"}).content.decode()
    assert "person:jia.li" in page
    assert "person:jia.li" not in admin.get("/audit/", {"kind": "post_ended"}).content.decode()
    assert "person:jia.li" in admin.get("/audit/", {"person": "jia.admin"}).content.decode()
    answer = admin.get("/audit/log.csv", {"stream": "person:jia"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    lines = text.splitlines()
    assert lines[0].startswith("时间,业务日期,人员")
    assert any("授予岗位" in line and "person:jia.li" in line for line in lines[1:])
    assert Event.objects.filter(kind="log_exported").count() == 1


def test_pages_in_english(reader: Client) -> None:
    reader.cookies["django_language"] = "en"
    assert reader.get("/orgs/").headers["Content-Language"] == "en"
