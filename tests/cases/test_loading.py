"""Procedures of the packs: published once, never under another text, read only when new."""

from datetime import date

import pytest

from fumao.apps.audit.models import Event
from fumao.apps.orgs.actor import Actor
from fumao.apps.procedures.actions.load_procedures import load_shipped
from fumao.apps.procedures.models import ProcedureVersion
from fumao.packs.procedures import load_procedures
from tests import shipped

pytestmark = pytest.mark.django_db

NOBODY = Actor(None, date(2022, 6, 13))


def test_a_second_load_changes_nothing_and_reads_nothing(town) -> None:
    assert len(shipped.procedures()) == 18  # the files of packs/procedures
    assert load_shipped(NOBODY) == 18
    held = list(ProcedureVersion.objects.order_by("pk").values())
    events = Event.objects.count()
    texts = frozenset(row["text"] for row in held)
    assert texts == {one.text for one in shipped.procedures()}
    assert load_procedures(known=texts) == ()
    assert load_shipped(NOBODY) == 0
    assert list(ProcedureVersion.objects.order_by("pk").values()) == held
    assert Event.objects.count() == events


def test_only_what_is_not_held_is_read(town) -> None:
    load_shipped(NOBODY)
    first = shipped.procedures()[0]
    ProcedureVersion.objects.filter(key=first.procedure.key).delete()
    known = frozenset(ProcedureVersion.objects.values_list("text", flat=True))
    assert [one.procedure.key for one in load_procedures(known=known)] == [first.procedure.key]
    assert load_shipped(NOBODY) == 1


def test_another_text_under_a_published_version_is_refused(town) -> None:
    load_shipped(NOBODY)
    one = ProcedureVersion.objects.order_by("pk")[0]
    ProcedureVersion.objects.filter(pk=one.pk).update(text=one.text + "# x\n", digest="0" * 64)
    with pytest.raises(ValueError, match=f"{one.key} {one.version} has another text"):
        load_shipped(NOBODY)
