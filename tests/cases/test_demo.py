"""The demo's cases: each applicant's own, and told to their end by the real engine."""

from datetime import date
from decimal import Decimal
from functools import cache
from random import Random

import pytest

from fumao.apps.enterprises.models import Enterprise
from fumao.apps.orgs.models import Area
from fumao.apps.procedures.demo.forms import Own, own_form
from fumao.apps.procedures.demo.story import Fate, Hands, Story, tell
from fumao.packs.codes import is_code
from fumao.packs.load import SHIPPED
from fumao.packs.procedure_cases import read_cases
from fumao.packs.procedures import pack_rules, read_procedure
from fumao.procedures.definitions import Procedure
from fumao.procedures.events import Happened
from fumao.procedures.form import Form
from fumao.procedures.golden import GoldenCase
from fumao.procedures.intake import Filing, amount_of, examine

TODAY = date(2022, 6, 24)
FIRM = Enterprise(
    name="甲市服务公司", code="91330302MA0TECT07X",
    area=Area(kind=Area.Kind.DISTRICT, code="330302"),
)  # fmt: skip


@cache
def shipped(key: str) -> tuple[Procedure, GoldenCase]:
    folder = SHIPPED / "procedures"
    procedure = read_procedure((folder / "procedures" / f"{key}.yaml").read_text("utf-8"))
    cases = read_cases(folder / "procedure-cases" / f"{key}.yaml")
    return procedure, next(one for one in cases if one.name == "granted")


def stories(key: str, begun: date, count: int, fate: Fate | None = None) -> list[Story]:
    """Tell many cases where every office, numbered by its seat, has seven people in every role."""
    procedure, _golden = shipped(key)
    route = [step for step in procedure.route if not step.is_system]
    offices = {step.key: [100 * n + m for m in range(len(step.by))] for n, step in enumerate(route)}
    roles = ("handler", "checker", "leader", "office", "expert")
    hands = Hands({
        (office, role): [1000 * office + 10 * place + n for n in range(7)]
        for held in offices.values() for office in held for place, role in enumerate(roles)
    })  # fmt: skip
    data = {"offices": offices, "skipped": [], "auto": {}, "promised": []}
    first = Happened("submitted", begun, 1, None, None, data)
    return [
        tell(procedure, first, hands, TODAY, Random(seed), "N-{}".format, fate)
        for seed in range(count)
    ]


@pytest.mark.parametrize("key", ["platform-subsidy", "design-centre"])
def test_a_case_whose_terms_are_long_over_is_finished(key: str) -> None:
    told = stories(key, date(2021, 3, 1), 80)
    assert [one.state.phase for one in told if one.state.is_open] == []
    # Every way a case can end by what people do is among them.
    assert {one.state.phase for one in told} >= {"granted", "refused", "lapsed", "not_accepted"}


def test_a_case_rests_where_nobody_comes_to_it() -> None:
    procedure, _golden = shipped("platform-subsidy")
    fate = Fate(50, "review")
    (told,) = stories("platform-subsidy", date(2022, 3, 1), 1, fate)
    assert procedure.step("review").do == "review"
    assert [run.key.step for run in told.state.open_runs()] == ["review"]


def test_a_granted_case_is_paid_after_its_notice_is_issued() -> None:
    granted = next(
        one for one in stories("platform-subsidy", date(2021, 3, 1), 20)
        if one.state.phase == "granted"
    )  # fmt: skip
    last = [(one.kind, one.data.get("step")) for one in granted.events[-3:]]
    assert last == [("finished", "decide"), ("issued", None), ("finished", "pay")]
    assert granted.state.number == f"N-{granted.events[-2].on}"


def test_cases_of_the_last_days_are_still_on_their_way() -> None:
    told = stories("design-centre", date(2022, 6, 22), 20)
    assert "granted" not in {one.state.phase for one in told}
    assert any(one.state.is_open for one in told)


def own(key: str, day: date, serial: int = 1, times: int = 1) -> tuple[Form, Filing]:
    procedure, golden = shipped(key)
    raw = own_form(procedure, golden, Own(FIRM, day, serial, times))
    about = {"applicant_active": True, "applicant_area": "330302", "held": 0}
    form = Form(procedure, pack_rules(), is_code)
    return form, Filing(raw, day, frozenset(golden.papers), frozenset(), about)


def test_a_form_is_in_the_name_of_its_firm_and_of_its_year() -> None:
    form, filing = own("platform-subsidy", date(2020, 9, 1), serial=12)
    found = examine(form, filing, filing.submitted)
    assert (found.faults, found.findings) == ((), ())
    data = found.reading.data
    assert (data["enterprise_name"], data["support_year"]) == ("甲市服务公司", "2019")
    # The golden invoices of 20 January and 28 December 2021, two years earlier.
    lines = data["psb_lines"]
    assert [line["dated"] for line in lines] == ["2019-01-20", "2019-12-28"]
    assert [line["invoice"] for line in lines] == ["40000120", "40000121"]


def test_a_form_without_a_year_moves_by_days() -> None:
    # The golden fair of 12 to 15 October 2021 was claimed on 9 December, 55 days after its end.
    form, filing = own("exhibition-subsidy", date(2022, 3, 1))
    data = examine(form, filing, filing.submitted).reading.data
    assert data["event_to"] == "2022-01-05"


def test_amounts_are_whole_multiples_so_sums_still_agree() -> None:
    form, filing = own("platform-subsidy", date(2022, 5, 9), times=2)
    assert examine(form, filing, filing.submitted).findings == ()
    # Half of 2 x (123456.78 + 30000.01).
    assert amount_of(form, filing, filing.submitted) == Decimal("153456.79")


def test_a_firm_of_a_zone_gives_the_code_of_its_city() -> None:
    city = Area(kind=Area.Kind.CITY, code="330300")
    zone = Area(kind=Area.Kind.ZONE, code="330300-wetdz", parent=city)
    procedure, golden = shipped("platform-subsidy")
    firm = Enterprise(name="乙", code=FIRM.code, area=zone)
    form = own_form(procedure, golden, Own(firm, date(2022, 5, 9), 1, 1))
    assert form["district"] == "330300"
