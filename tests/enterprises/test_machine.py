"""An enterprise through any sequence of acts: no name and no place is ever lost, the log tells all.

The model beside it is a plain list of what should be on record.
"""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from fumao.apps.audit.models import Event
from fumao.apps.enterprises.actions.close_enterprise import close_enterprise, reopen_enterprise
from fumao.apps.enterprises.actions.move_enterprise import move_enterprise
from fumao.apps.enterprises.actions.register_enterprise import Entry, register_enterprise
from fumao.apps.enterprises.actions.rename_enterprise import rename_enterprise
from fumao.apps.orgs.models import Area, Role
from tests.factories import DAY, actor_as, make_city, make_department

FOUNDED = date(2015, 1, 1)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("rename"), st.integers(0, 3), st.integers(-5, 700)),
        st.tuples(st.just("move"), st.integers(0, 2), st.integers(-5, 700)),
        st.tuples(st.just("close"), st.just(0), st.integers(0, 700)),
        st.tuples(st.just("reopen"), st.just(0), st.just(0)),
    ),
    max_size=10,
)


class TestMachine(TestCase):
    """hypothesis.extra.django rolls the database back after every example."""

    @given(steps)
    @settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_history_is_never_lost(self, taken: list[tuple[str, int, int]]) -> None:
        city = make_city("甲市", ("东区", "西区"))
        places = [city, Area.objects.get(name="东区"), Area.objects.get(name="西区")]
        who = actor_as(Role.OFFICE, make_department("甲市服贸办", city))
        entry = Entry("91350203MA0TECT07L", "名0", city, founded_on=FOUNDED)
        firm = register_enterprise(who, entry)
        names, stays, status = [("名0", FOUNDED)], [(city.pk, FOUNDED)], "active"
        events = ["enterprise_registered"]
        for act, pick, offset in taken:
            on = FOUNDED + timedelta(offset)
            alive, past = status == "active", on <= DAY
            if act == "rename":
                lawful = alive and past and f"名{pick}" != names[-1][0] and on > names[-1][1]
                self._try(lawful, lambda: rename_enterprise(who, firm, f"名{pick}", on))  # noqa: B023
                if lawful:
                    names.append((f"名{pick}", on))
            elif act == "move":
                area = places[pick]
                lawful = alive and past and area.pk != stays[-1][0] and on > stays[-1][1]
                self._try(lawful, lambda: move_enterprise(who, firm, area, None, on))  # noqa: B023
                if lawful:
                    stays.append((area.pk, on))
            elif act == "close":
                lawful = alive and past
                self._try(lawful, lambda: close_enterprise(who, firm, on, "注销"))  # noqa: B023
                status = "closed" if lawful else status
            else:
                lawful = not alive
                self._try(lawful, lambda: reopen_enterprise(who, firm, "误登"))
                status = "active" if lawful else status
            if lawful:
                words = {"rename": "renamed", "move": "moved", "close": "closed"}
                events.append(f"enterprise_{words.get(act, 'reopened')}")
        firm.refresh_from_db()
        assert list(firm.names.order_by("id").values_list("name", "valid_from")) == names
        assert list(firm.residences.order_by("id").values_list("area_id", "valid_from")) == stays
        assert (firm.name, firm.area_id, firm.status) == (names[-1][0], stays[-1][0], status)
        for rows in (firm.names, firm.residences):
            spans = list(rows.order_by("id").values_list("valid_from", "valid_to"))
            # Each ends the day before the next begins; the last is open: no day without a name.
            assert [to for _f, to in spans] == [f - timedelta(1) for f, _t in spans[1:]] + [None]
        log = Event.objects.filter(stream=firm.stream).order_by("seq")
        assert list(log.values_list("kind", flat=True)) == events
        assert _fold(log) == (firm.name, firm.area.code, firm.status)

    def _try(self, lawful: bool, act: object) -> None:
        if lawful:
            act()
            return
        with self.assertRaises(ValidationError):
            act()


def _fold(log: object) -> tuple[str, str, str]:
    """State from the events alone."""
    name = area = ""
    status = "active"
    for event in log:
        data = event.data
        if event.kind == "enterprise_registered":
            name, area = data["name"], data["area"]
        elif event.kind == "enterprise_renamed":
            name = data["new"]
        elif event.kind == "enterprise_moved":
            area = data["new"][0]
        elif event.kind == "enterprise_closed":
            status = "closed"
        elif event.kind == "enterprise_reopened":
            status = "active"
    return name, area, status
