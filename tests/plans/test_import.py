"""A file becomes a plan: read, decided item by item, published, imported again, edited."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from fumao.apps.audit.models import Event
from fumao.apps.audit.service import broken_links
from fumao.apps.plans.actions.add_proposal import add_proposal
from fumao.apps.plans.actions.attach_original import attach_original
from fumao.apps.plans.actions.decide_proposal import Decision, decide_proposal
from fumao.apps.plans.actions.discard_import import discard_import
from fumao.apps.plans.actions.publish_plan import publish_plan, undecided
from fumao.apps.plans.actions.read_import import read_import
from fumao.apps.plans.actions.resume_imports import resume_imports
from fumao.apps.plans.actions.start_import import start_import
from fumao.apps.plans.child import read_in_child
from fumao.apps.plans.models import Import, Plan, PlanVersion, Proposal, Task
from fumao.reading import ReadingError
from tests.plans.city import City

HEAD = "序号\t工作任务\t牵头单位\t配合单位\t时限"
DOCUMENT = f"""海陵市人民政府关于加快服务贸易发展的实施意见

海政发〔2016〕12号

重点任务分工表

{HEAD}
1\t建设服务贸易公共服务平台\t市科技局\t市财政局\t2017年6月底前完成
2\t培育服务外包示范企业\t市科技局\t\t持续实施
3\t开展人才培训基地认定\t市财政局\t市科技局\t2016年三季度前启动

海陵市人民政府
2016年6月1日
"""
OTHER = f"""江口市人民政府关于促进会展业发展的若干措施

{HEAD}
1\t建设会展场馆\t市城管局\t市公安局\t2017年6月底前完成
2\t培育会展企业\t市贸促会\t\t持续实施
3\t举办博览会\t市贸促会\t市城管局\t2016年三季度前启动
"""


@pytest.fixture(autouse=True)
def at_once(settings: Any, tmp_path: Path) -> None:
    """Run background work at once and keep files in a folder of the test."""
    backend = "django.tasks.backends.immediate.ImmediateBackend"
    settings.TASKS = {"default": {"BACKEND": backend}}
    settings.FILES_ROOT = tmp_path


def upload(text: str = DOCUMENT, name: str = "实施意见.txt") -> SimpleUploadedFile:
    """The document as a browser sends it."""
    return SimpleUploadedFile(name, text.encode())


def imported(city: City, text: str = DOCUMENT) -> Import:
    """The document read and ready for review."""
    source = start_import(city.office, city.area, upload(text))
    source.refresh_from_db()
    return source


def tasks_of(source: Import) -> list[Proposal]:
    """The proposed tasks in order."""
    return list(source.proposals.filter(kind="task").order_by("position"))


def decide_all(city: City, source: Import) -> None:
    """Confirm everything that waits; the first reading of a question is chosen."""
    for proposal in source.proposals.filter(state="pending"):
        choices = proposal.data.get("choices") or [["已核实", ""]]
        answer = choices[0][0] if proposal.kind == "finding" else ""
        decide_proposal(city.office, proposal, Decision.CONFIRM, answer=answer)


def test_a_document_is_read_into_proposals_beside_its_text(city: City) -> None:
    source = imported(city)
    assert source.state == "review"
    assert (source.number, source.date) == ("海政发〔2016〕12号", date(2016, 6, 1))
    tasks = tasks_of(source)
    assert len(tasks) == 3
    for proposal in tasks:
        assert source.text[proposal.start : proposal.end].strip()
    first = tasks[0].data
    assert first["lead"] == ["市科技局"]
    assert first["cooperating"] == ["市财政局"]
    assert (first["schedule_kind"], first["due"]) == ("finish_by", "2017-06-30")
    kinds = Event.objects.filter(stream=f"import:{source.pk}").values_list("kind", flat=True)
    assert list(kinds) == ["import_started", "import_read"]


def test_who_may_not_import_is_refused_before_anything_is_kept(city: City) -> None:
    with pytest.raises(PermissionDenied):
        start_import(city.lead, city.area, upload())
    assert not Import.objects.exists()


def test_nothing_is_published_while_an_item_waits(city: City) -> None:
    source = imported(city)
    assert undecided(source)["task"] == 3
    with pytest.raises(ValidationError) as error:
        publish_plan(city.office, source)
    assert error.value.code == "undecided"


def published(city: City, text: str = DOCUMENT) -> PlanVersion:
    """The document with everything confirmed, published."""
    source = imported(city, text)
    decide_all(city, source)
    return publish_plan(
        city.office, source, code="HL16" if not Plan.objects.filter(code="HL16") else ""
    )


def test_published_tasks_have_units_clauses_and_events(city: City) -> None:
    version = published(city)
    assert version.number == 1
    tasks = list(Task.objects.filter(plan=version.plan).order_by("position"))
    assert [t.code for t in tasks] == ["HL16-01", "HL16-02", "HL16-03"]
    parts = tasks[0].units.order_by("position").values_list("role", "department__name")
    assert list(parts) == [("lead", "市科技局"), ("cooperating", "市财政局")]
    for task in tasks:
        assert task.clause.start is not None
        assert broken_links(f"task:{task.code}") == []
    assert tasks[2].due in {date(2016, 9, 30), date(2016, 6, 30)}
    assert tasks[1].schedule_kind == "continuous"


def test_the_same_file_again_changes_nothing(city: City) -> None:
    first = published(city)
    before = list(Task.objects.values())
    again = imported(city)
    assert again.plan == first.plan
    assert undecided(again) == {}  # decisions carried over
    version = publish_plan(city.office, again)
    assert version == first
    assert PlanVersion.objects.count() == 1
    assert list(Task.objects.values()) == before


def test_an_edited_file_shows_its_changes_and_makes_the_next_version(city: City) -> None:
    first = published(city)
    edited = DOCUMENT.replace("2017年6月底前", "2017年9月底前").replace(
        "2\t培育服务外包示范企业\t市科技局\t\t持续实施\n", ""
    )
    source = imported(city, edited)
    assert source.plan == first.plan
    decide_all(city, source)
    version = publish_plan(city.office, source)
    assert version.number == 2
    tasks = {t.code: t for t in Task.objects.filter(plan=first.plan)}
    assert tasks["HL16-01"].due == date(2017, 9, 30)
    assert tasks["HL16-01"].original_due == date(2017, 6, 30)
    assert tasks["HL16-02"].state == "withdrawn"
    kinds = Event.objects.filter(stream="task:HL16-01").values_list("kind", flat=True)
    assert list(kinds) == ["created", "amended"]


def test_a_version_cannot_be_changed(city: City) -> None:
    version = published(city)
    version.number = 9
    with pytest.raises(Exception, match="append-only"):
        version.save()


def test_edit_reject_merge_undo_and_add(city: City) -> None:
    source = imported(city)
    one, two, three = tasks_of(source)
    edited = decide_proposal(
        city.office, one, Decision.EDIT, data={"title": "建平台", "lead": "市科技局、市商务局"}
    )
    assert edited.data["lead"] == ["市科技局", "市商务局"]
    with pytest.raises(ValidationError) as error:
        decide_proposal(city.office, one, Decision.EDIT, data={"due": "2017年6月"})
    assert error.value.code == "due"
    decide_proposal(city.office, two, Decision.MERGE, into=one)
    decide_proposal(city.office, three, Decision.REJECT)
    with pytest.raises(ValidationError):
        decide_proposal(city.office, one, Decision.MERGE, into=two)
    decide_proposal(city.office, three, Decision.UNDO)
    three.refresh_from_db()
    assert (three.state, three.data) == ("pending", three.original)
    added = add_proposal(
        city.office, source, Proposal.Kind.TASK, {"title": "另加一项", "lead": ["市财政局"]}
    )
    decide_all(city, source)
    version = publish_plan(city.office, source)
    titles = {t["title"]: t for t in version.content["tasks"]}
    assert titles["建平台"]["lead"] == ["市科技局", "市商务局"]
    assert added.data["title"] in titles
    assert len(titles) == 3


def test_a_choice_of_dates_reaches_the_task_and_undo_takes_it_back(city: City) -> None:
    source = imported(city)
    question = source.proposals.filter(kind="finding", data__code="ambiguous_due").first()
    assert question is not None
    other = question.data["choices"][1][0]
    with pytest.raises(ValidationError):
        decide_proposal(city.office, question, Decision.CONFIRM, answer="随便")
    decide_proposal(city.office, question, Decision.CONFIRM, answer=other)
    about = tasks_of(source)[question.data["task"]]
    assert about.data["due"] == other
    decide_proposal(city.office, question, Decision.UNDO)
    about.refresh_from_db()
    assert about.data["due"] == about.original["due"]


def test_what_is_no_policy_document_fails_with_a_sentence(city: City) -> None:
    source = imported(city, "今天天气很好，我们去公园散步。")
    assert source.state == "failed"
    assert source.error_zh
    assert source.error_en
    discard_import(city.office, source)
    with pytest.raises(ValidationError):
        discard_import(city.office, source)


def test_reading_twice_and_after_a_crash_changes_nothing(city: City) -> None:
    source = imported(city)
    before = source.proposals.count()
    read_import.call(source.pk)
    assert source.proposals.count() == before
    Import.objects.filter(pk=source.pk).update(state="reading")
    source.proposals.all().delete()
    assert resume_imports() == 1
    source.refresh_from_db()
    assert (source.state, source.proposals.count()) == ("review", before)


def test_the_reader_is_stopped_by_memory_and_by_time(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(DOCUMENT)
    with pytest.raises(ReadingError) as slow:
        read_in_child(path, "a.txt", (), seconds=0.01)
    assert slow.value.code == "too_slow"
    with pytest.raises(ReadingError) as large:
        read_in_child(path, "a.txt", (), memory=64 * 1024**2)
    assert large.value.code == "reader_failed"


def test_the_original_fills_excerpts_by_number(city: City) -> None:
    version = published(city)
    document = version.plan.document
    document.clauses.update(start=None, end=None)
    placed = attach_original(city.office, document, upload(name="原件.txt"))
    assert placed == document.clauses.count()
    document.refresh_from_db()
    task = Task.objects.get(code="HL16-01")
    assert "公共服务平台" in document.text[task.clause.start : task.clause.end]
    with pytest.raises(ValidationError) as error:
        attach_original(city.office, document, upload(OTHER))
    assert error.value.code == "other_document"
