"""The first account of an installation."""

import pytest
from django.core.management import CommandError, call_command

from fumao.apps.audit.models import Event
from fumao.apps.orgs.models import Person, Role
from tests.factories import make_city, make_department

pytestmark = pytest.mark.django_db


def test_the_first_administrator(capsys: pytest.CaptureFixture[str]) -> None:
    unit = make_department("甲市信息中心", make_city("甲市"))
    call_command("add_admin", "chief", unit.key)
    username, password = capsys.readouterr().out.split()
    person = Person.objects.get(username=username)
    assert person.check_password(password)
    assert person.temporary_password
    assert person.posts.get().role == Role.ADMIN
    assert Event.objects.get().stream == "person:chief"
    with pytest.raises(CommandError, match="已有人用"):
        call_command("add_admin", "CHIEF", unit.key)
    with pytest.raises(CommandError, match="没有单位"):
        call_command("add_admin", "other", "nowhere")
