"""What the pages read, over all shipped plans with the whole demo: few queries, right rows."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection, transaction
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from docx import Document as Docx
from pytest_django import DjangoDbBlocker, Settings
from python_calamine import CalamineWorkbook

from fumao.apps.audit.models import Event
from fumao.apps.audit.service import broken_links
from fumao.apps.orgs.actor import Actor, actor_for
from fumao.apps.orgs.models import Person
from fumao.apps.orgs.service import load_org_pack
from fumao.apps.plans.actions.load_plan_pack import load_plan_pack
from fumao.apps.plans.actions.recompute_lights import recompute_lights
from fumao.apps.plans.days import working_days
from fumao.apps.plans.demo.load import load_demo
from fumao.apps.plans.exports import register_docx, register_xlsx
from fumao.apps.plans.models import (
    Clause,
    Extension,
    HelpRequest,
    Incentive,
    Light,
    Plan,
    PlanVersion,
    Progress,
    Target,
    Task,
)
from fumao.apps.plans.project import PROJECTED, facts_by_code, projection
from fumao.apps.plans.queries.clause_page import clause_page
from fumao.apps.plans.queries.documents import open_imports
from fumao.apps.plans.queries.plan_pages import plan_list, plan_page, version_page
from fumao.apps.plans.queries.register import GROUPS, SORTS, WINDOWS, Wanted, task_register
from fumao.apps.plans.queries.search import search
from fumao.apps.plans.queries.side_by_side import side_by_side
from fumao.apps.plans.queries.target_rows import targets_page
from fumao.apps.plans.queries.task_page import task_page
from tests import shipped
from tests.plans.signed_in import client_of

TODAY = date(2022, 6, 24)
MOST = 12  # queries a page
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def demo(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """The shipped packs and the demo, in one transaction for this module, undone after it."""
    from django.test import override_settings

    with (
        django_db_blocker.unblock(),
        override_settings(FILES_ROOT=tmp_path_factory.mktemp("files"), TODAY=TODAY),
        transaction.atomic(),
    ):
        nobody = Actor(None, TODAY)
        for pack in shipped.packs():
            load_org_pack(nobody, pack)
            load_plan_pack(nobody, pack)
            if pack.demo is not None:
                load_demo(nobody, pack)
        recompute_lights(None, TODAY)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def office(demo: None) -> Actor:
    """The office of Xiamen on the demo's day."""
    return actor_for(Person.objects.get(username="xm.office"), TODAY)


@pytest.fixture
def reader(demo: None) -> Actor:
    """A reader of the ministry, who sees all four cities."""
    return actor_for(Person.objects.get(username="reader"), TODAY)


def few(call: object, *args: object, **kwargs: object) -> object:
    """The result of a call that may make at most MOST queries."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        result = call(*args, **kwargs)  # type: ignore[operator]
    assert len(captured) <= MOST, "\n".join(q["sql"][:120] for q in captured)
    return result


def test_the_packs_hold_what_the_documents_hold(demo: None) -> None:
    # Counted in the documents: 25, 88, 40, 23 and 20 items; 18 sectors and a total, 74, 2 targets.
    tasks = {p.key: p.tasks.count() for p in Plan.objects.all()}
    assert tasks == {
        "xiamen-2016": 25,
        "xiamen-2020": 88,
        "wuhan-2016": 40,
        "wenzhou-2012": 23,
        "tianjin-2020": 20,
    }
    assert Target.objects.filter(plan__key="xiamen-2016").count() == 19
    assert Target.objects.filter(plan__key="wuhan-2016").count() == 74
    # 各区政府 of 2016 are six districts; the zone and the hi-tech park stand beside them.
    assert Task.objects.get(code="XM16-07").units.filter(role="lead").count() == 8


def test_what_the_plans_promise_is_loaded_with_its_figures(reader: Actor) -> None:
    # Counted in the documents' annotations: 5, 3, 20 and 5; Xiamen's list of 2020 promises nothing.
    promised = {p.key: p.incentives.count() for p in Plan.objects.filter(incentives__gte=0)}
    assert promised == {"xiamen-2016": 5, "wuhan-2016": 3, "wenzhou-2012": 20, "tianjin-2020": 5}
    # Wenzhou, items 4 to 7: at most 500,000 for provincial and 300,000 for municipal titles, and
    # half of what using a public platform costs.
    rows = Incentive.objects.filter(clause__ref__in=["二/4", "二/5", "二/6", "三/7"])
    figures = [
        (one.clause.ref, one.amount_max, one.unit, one.rate_max, one.one_off)
        for one in rows.filter(plan__key="wenzhou-2012").select_related("clause")
        if one.amount_max is not None or one.rate_max is not None
    ]
    fifty, thirty = Decimal(50), Decimal(30)
    assert figures == [
        ("二/4", fifty, "万元", None, True),
        ("二/4", thirty, "万元", None, True),
        ("二/5", fifty, "万元", None, True),
        ("二/5", thirty, "万元", None, True),
        ("二/6", None, "", fifty, False),
        ("三/7", fifty, "万元", None, True),
        ("三/7", thirty, "万元", None, True),
    ]
    page = clause_page(reader, Clause.objects.get(document__key="wenzhou-2012", ref="二/4").pk)
    assert [one.recipient for one in page.incentives] == ["省级外包示范园区", "市级外包示范园区"]
    assert page.incentives[0].recipient_en == "Provincial outsourcing parks"
    assert len(plan_page(reader, "wenzhou-2012").incentives) == 20
    first = PlanVersion.objects.get(plan__key="wenzhou-2012", number=1)
    assert first.content["incentives"][0]["amount_max"] == "50"


def test_loading_again_changes_nothing(demo: None) -> None:
    nobody = Actor(None, TODAY)
    before = (Event.objects.count(), PlanVersion.objects.count())
    for pack in shipped.packs():
        assert not load_org_pack(nobody, pack)
        assert load_plan_pack(nobody, pack) == []
        if pack.demo is not None:
            assert load_demo(nobody, pack).events == 0
    assert (Event.objects.count(), PlanVersion.objects.count()) == before


def test_the_demos_work_is_told_as_people_tell_it(demo: None) -> None:
    """In fives, many different, and nothing that is open stands a point short of its end."""
    said = list(
        Task.objects.filter(state="open", percent__isnull=False).values_list("percent", flat=True)
    )
    assert {percent % 5 for percent in said} == {0}
    assert max(said) <= 95
    assert len(set(said)) >= 7
    assert max(said.count(percent) for percent in said) * 3 < len(said)


def test_the_demo_leaves_a_made_up_document_under_review(office: Actor) -> None:
    [draft] = open_imports(office)
    assert (draft.state, draft.title.endswith("（演示）")) == ("review", True)
    items = draft.proposals.values_list("kind", "state")
    assert list(items).count(("task", "confirmed")) == 1
    assert list(items).count(("task", "pending")) == 5
    findings = {p.data["code"] for p in draft.proposals.filter(kind="finding")}
    assert {"ambiguous_due", "blank_cell", "column_sum"} <= findings


# What stays Chinese on an English page: the seal and name of the system, the way back to Chinese,
# and the title of a document that has no other.
STAYS = ("服贸", "中文", "厦门市会展与数字服务融合发展行动方案（演示）")


@pytest.mark.parametrize("address", ["/home/", "/tasks/", "/tasks/?q=XM20-5", "/targets/"])
def test_english_pages_speak_english(office: Actor, settings: Settings, address: str) -> None:
    settings.TODAY = TODAY
    client = client_of(office)
    client.cookies["django_language"] = "en"
    html = client.get(address).content.decode()
    assert "Section chief Wang" in html
    assert "Xiamen Bureau of Commerce" in html
    html = re.sub(r'<option value="[^"]*"', "", html)  # a key, not said
    for words in STAYS:
        html = html.replace(words, "")
    task = client.get("/tasks/XM16-16/").content.decode()
    assert "<dt>Lead</dt><dd>Xiamen Financial Work Office" in task
    assert re.findall("[^<>]*[\u4e00-\u9fff]+[^<>]*", html) == []


def test_the_demo_shows_every_light_and_what_waits(demo: None) -> None:
    assert set(Task.objects.values_list("light", flat=True)) == set(Light.values)
    assert set(Task.objects.values_list("state", flat=True)) == {"open", "closed"}
    assert Progress.objects.filter(state="returned").exists()
    assert Progress.objects.filter(state="submitted").exists()
    assert HelpRequest.objects.filter(state="open").exists()
    assert Extension.objects.filter(state="asked").exists()
    assert not Plan.objects.filter(synthetic=False).exists()
    assert not Person.objects.filter(synthetic=False, posts__isnull=False).exists()


def test_the_demo_is_what_its_events_say(demo: None) -> None:
    tasks = {t.code: t for t in Task.objects.all()}
    for code, facts in facts_by_code(list(tasks)).items():
        wanted = projection(facts, TODAY, working_days())
        assert {name: getattr(tasks[code], name) for name in PROJECTED} == wanted
        assert facts.state != "closed" or facts.has_accepted_evidence
        for step in tasks[code].milestones.all():
            assert step.done_on == next(m.done_on for m in facts.milestones if m.id == step.pk)
    for code in list(tasks)[::7]:
        assert broken_links(f"task:{code}") == []


def test_the_register_filters_groups_and_sorts(office: Actor) -> None:
    page = few(task_register, office, Wanted(state="all"))
    assert page.total == 113  # Xiamen's two plans: 25 + 88
    assert len(page.page.object_list) == 25
    red = few(task_register, office, Wanted(light="red"))
    assert {row.task.light for g in red.groups for row in g.rows} == {"red"}
    assert red.total == red.lights["red"]
    assert red.lights == few(task_register, office, Wanted()).lights  # a filter by light keeps them
    for group in GROUPS:
        grouped = few(task_register, office, Wanted(group=group, state="all", per_page=100))
        assert sum(len(g.rows) for g in grouped.groups) == 100
        assert len({g.key for g in grouped.groups}) == len(grouped.groups)
    for sort in SORTS:
        for sign in ("", "-"):
            few(task_register, office, Wanted(sort=sign + sort))
    for due in WINDOWS:
        few(task_register, office, Wanted(due=due, department="xm-commerce"))


def test_a_search_finds_pairs_of_characters_and_codes(office: Actor, reader: Actor) -> None:
    assert few(task_register, office, Wanted(q="XM16-07", state="all")).total == 1
    found = few(task_register, office, Wanted(q="出口基地", state="all"))
    codes = {row.task.code for g in found.groups for row in g.rows}
    assert "XM16-07" in codes
    # A traditional spelling finds the same.
    same = few(task_register, office, Wanted(q="出口基地".replace("口", "口"), state="all"))
    assert same.total == found.total
    result = few(search, reader, "示范园区")
    assert result.tasks.found
    assert result.clauses.found
    assert few(search, reader, "、。").empty


def test_another_citys_tasks_are_not_there(office: Actor, reader: Actor) -> None:
    with pytest.raises(Http404):
        task_page(office, "WH16-01")
    with pytest.raises(Http404):
        plan_page(office, "wuhan-2016")
    assert few(task_page, reader, "WH16-01").task.code == "WH16-01"
    assert {line.plan.key for line in few(plan_list, office)} == {"xiamen-2016", "xiamen-2020"}
    assert len(few(plan_list, reader)) == 5


def test_a_task_page_holds_its_history(office: Actor) -> None:
    busiest = max(
        Task.objects.filter(plan__key="xiamen-2016"), key=lambda task: task.progress.count()
    )
    page = few(task_page, office, busiest.code)
    assert len(page.reports) == busiest.progress.count()
    assert page.history[0].seq == Event.objects.filter(stream=f"task:{busiest.code}").count()
    with_files = [r for r in page.reports if r.files]
    assert with_files
    assert page.units


def test_pages_of_plan_clause_and_version_stay_small(office: Actor) -> None:
    page = few(plan_page, office, "xiamen-2016")
    assert (page.line.tasks, page.line.targets) == (25, 19)
    assert len(page.parks) == 7
    few(version_page, office, "xiamen-2016", 1)
    clause = Clause.objects.get(document__key="xiamen-2016", ref="附件1/7")
    shown = few(clause_page, office, clause.pk)
    assert [row.task.code for row in shown.tasks] == ["XM16-07"]
    whole = Clause.objects.get(document__key="xiamen-2016", ref="附件1")
    assert len(few(clause_page, office, whole.pk).tasks) == 25


def test_targets_show_that_the_parts_do_not_add_up(office: Actor) -> None:
    page = few(targets_page, office, "xiamen-2016")
    first, last = page.checks
    # The document's table: eighteen sectors, 2015 sums to 95.68 where 101.2 is written, one blank.
    assert (first.year, first.summed, first.stated) == (2015, Decimal("95.68"), Decimal("101.2"))
    assert first.gap == Decimal("5.52")
    assert first.blanks == ("空运服务",)
    assert (last.year, last.summed, last.agrees) == (2020, Decimal(170), True)


def test_the_same_subject_stands_side_by_side(reader: Actor) -> None:
    columns = few(side_by_side, reader, "示范园区、出口基地")
    assert len({column.plan.area_id for column in columns}) >= 2
    chosen = few(side_by_side, reader, "", ["XM16-07", "WH16-01"])
    assert {c.plan.key for c in chosen} == {"xiamen-2016", "wuhan-2016"}


def test_the_register_leaves_as_a_spreadsheet_and_as_the_bureaus_table(office: Actor) -> None:
    task = Task.objects.filter(plan__key="xiamen-2016").order_by("position")[0]
    title = task.title
    Task.objects.filter(pk=task.pk).update(title='=HYPERLINK("http://x","y")', title_en="")
    wanted = Wanted(plan="xiamen-2016", state="all", sort="code")
    body = register_xlsx(office, wanted)
    rows = CalamineWorkbook.from_filelike(BytesIO(body)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["序号", "任务", "牵头", "配合", "时限", "进展", "状态"]
    assert len(rows) == 26
    with ZipFile(BytesIO(body)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    table = Docx(BytesIO(register_docx(office, wanted, "任务台账"))).tables[0]
    assert [cell.text for cell in table.rows[0].cells] == rows[0]
    assert len(table.rows) == 26
    assert [cell.text for cell in table.rows[7].cells][2] == rows[7][2]
    Task.objects.filter(pk=task.pk).update(title=title)
