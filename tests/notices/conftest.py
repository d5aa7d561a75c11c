"""A city with two seats, and kinds of notices as an app names them."""

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace

import pytest
from django.db import transaction

from fumao.apps.notices.kinds import KINDS, NoticeKind, name_notices
from fumao.apps.notices.models import Notice
from fumao.apps.notices.service import notify
from fumao.apps.orgs.models import Role
from tests.factories import DAY, make_city, make_department, make_person


@pytest.fixture(autouse=True)
def _kinds() -> Iterator[None]:
    """Kinds of the tests, gone afterwards."""
    before = dict(KINDS)
    name_notices(
        {
            "case_submitted": NoticeKind("收到申请 %(number)s", "%(firm)s 提交，请受理。"),
            "case_late": NoticeKind("申请 %(number)s 即将超期", urgent=True, icon="clock"),
        }
    )
    yield
    KINDS.clear()
    KINDS.update(before)


@pytest.fixture
def city() -> SimpleNamespace:
    """甲市: 商务局 with 王 and 李 in its office and 张 as handler; 财政局 with 赵 in its office."""
    area = make_city("甲市")
    commerce, finance = make_department("甲市商务局", area), make_department("甲市财政局", area)
    people = {
        "wang": make_person(Role.OFFICE, commerce, "wang"),
        "li": make_person(Role.OFFICE, commerce, "li"),
        "zhang": make_person(Role.HANDLER, commerce, "zhang"),
        "zhao": make_person(Role.OFFICE, finance, "zhao"),
    }
    return SimpleNamespace(
        area=area, commerce=commerce, finance=finance, seat=(commerce.pk, Role.OFFICE), **people
    )


def submitted(city: SimpleNamespace, number: str = "A-1", on: date = DAY, **to: object) -> Notice:
    """A notice of an application, to the office of 商务局 unless told otherwise."""
    if not to.keys() & {"to_people", "to_seats"}:
        to["to_seats"] = [city.seat]
    with transaction.atomic():
        notify(
            kind="case_submitted", area=city.area, data={"number": number, "firm": "云桥软件"},
            url=f"/cases/{number}", on=on, **to,
        )  # fmt: skip
    return Notice.objects.latest("pk")
