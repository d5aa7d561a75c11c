"""Saved views: named questions of a person, shown to the unit or not, deleted and taken back."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from fumao.apps.audit.models import Event
from fumao.apps.audit.service import broken_links
from fumao.apps.orgs.policy import visible_to
from fumao.apps.releases.actions.keep_view import (
    change_view,
    delete_view,
    restore_view,
    save_view,
)
from fumao.apps.releases.models import SavedView

pytestmark = pytest.mark.django_db
QUERY = "set=outsourcing-bulletin.350200&rows=area"


def seen(who: SimpleNamespace) -> list[str]:
    return [one.name for one in visible_to(who, SavedView.objects.all())]


def test_a_view_is_its_owners_until_it_is_shown_to_the_unit(town: SimpleNamespace) -> None:
    view = save_view(town.office, " 各区 ", QUERY)
    assert view.name == "各区"
    assert seen(town.office) == ["各区"]
    assert seen(town.second_office) == []
    change_view(town.office, view, "各区执行额", shared=True)
    assert seen(town.second_office) == ["各区执行额"]
    assert seen(town.statistician) == []  # of another unit
    delete_view(town.office, view)
    assert seen(town.second_office) == []
    restore_view(town.office, view)
    assert seen(town.second_office) == ["各区执行额"]
    kinds = Event.objects.filter(stream=view.stream).order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == [
        "analysis_view_saved", "analysis_view_changed", "analysis_view_deleted",
        "analysis_view_restored",
    ]  # fmt: skip
    assert broken_links(view.stream) == []


def test_nobody_changes_the_view_of_another(town: SimpleNamespace) -> None:
    view = save_view(town.office, "各区", QUERY, shared=True)
    for act in (
        lambda who: change_view(who, view, "改了", shared=False),
        lambda who: delete_view(who, view),
        lambda who: restore_view(who, view),
    ):
        for who in (town.second_office, town.leader, town.outsiders["admin"]):
            with pytest.raises(PermissionDenied):
                act(who)
    assert SavedView.objects.get().name == "各区"


def test_names_are_told_apart(town: SimpleNamespace) -> None:
    first = save_view(town.office, "各区", QUERY)
    for name in ("各区", "  ", "长" * 61):
        with pytest.raises(ValidationError):
            save_view(town.office, name, QUERY)
    with pytest.raises(ValidationError):
        save_view(town.office, "太长", "q" * 1001)
    save_view(town.second_office, "各区", QUERY)  # of another person
    delete_view(town.office, first)
    second = save_view(town.office, "各区", QUERY)
    with pytest.raises(ValidationError):
        restore_view(town.office, first)
    delete_view(town.office, second)
    assert restore_view(town.office, first).deleted_at is None


def test_from_saving_to_taking_back(town: SimpleNamespace) -> None:
    client = Client()
    client.force_login(town.office.person)
    given = {"name": "各区", "query": QUERY, "shared": "on"}
    made = client.post("/analysis/views/new", given)
    assert (made.status_code, made["Location"]) == (303, f"/statistics/analysis/?{QUERY}")
    again = client.post("/analysis/views/new", given)
    assert again.status_code == 422
    assert "已有同名的视图" in again.content.decode()
    view = SavedView.objects.get()
    assert view.shared
    changed = client.post(f"/analysis/views/{view.pk}/change", {"name": "各区值"})
    assert changed.status_code == 303
    page = client.get("/analysis/views/").content.decode()
    assert f"/statistics/analysis/?{QUERY.replace('&', '&amp;')}" in page
    assert "各区值" in page
    assert client.post(f"/analysis/views/{view.pk}/delete").status_code == 303
    assert "恢复" in client.get("/analysis/views/").content.decode()
    assert client.post(f"/analysis/views/{view.pk}/restore").status_code == 303
    assert not SavedView.objects.get().shared
    stranger = Client()
    stranger.force_login(town.leader.person)
    assert stranger.post(f"/analysis/views/{view.pk}/delete").status_code == 404
