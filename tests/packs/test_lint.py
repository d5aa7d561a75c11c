"""Each check of the linter, by spoiling one thing in a sound pack."""

from pathlib import Path

import pytest

from fumao.packs.lint import lint_folder, lint_packs
from fumao.packs.load import load_packs
from tests.packs.conftest import WritePack

AREAS = """\
- {code: CN, name_zh: 中国, name_en: China, kind: nation}
- {code: "1", name_zh: 某市, name_en: Town, kind: city, parent: CN}
- {code: "11", name_zh: 东区, name_en: East, kind: district, parent: "1"}
- {code: 1-z, name_zh: 新园, name_en: Zone, kind: zone, parent: "1", within: ["11"]}
"""
DEPARTMENTS = """\
- key: trade
  area: "1"
  kind: office
  name_zh: 某市商务局
  name_en: Bureau of commerce
  aliases: [市商务局]
- key: state-tax
  area: "1"
  kind: central
  name_zh: 某市国家税务局
  name_en: State tax bureau
  aliases: [市国税局]
  to: 2018-06-14
  successors:
    - {to: tax, on: 2018-06-15}
- key: tax
  area: "1"
  kind: central
  name_zh: 某市税务局
  name_en: Tax bureau
  aliases: [市税务局]
  from: 2018-06-15
- key: east
  area: "11"
  kind: government
  name_zh: 东区人民政府
  name_en: Government of East
"""
GROUPS = """\
- {key: districts, area: "1", names: [各区政府], name_en: Districts, rule: districts, of: "1"}
- {key: doubt, area: "1", names: [市商局], name_en: Trade, rule: open, members: [trade], doubtful:
true}
"""
DOCUMENTS = """\
- {key: plan, code: P, title_zh: 方案, title_en: Plan, dated_: x}
""".replace(
    ", dated_: x",
    ', date: 2016-08-10, area: "1", source_zh: 测试, source_en: Test',
)
CLAUSES = """\
- {document: plan, ref: 一, kind: section, title_zh: 任务, title_en: Tasks}
- {document: plan, ref: 一/1, title_zh: 统计, title_en: Statistics}
"""
TASKS = """\
- document: plan
  code: P-1
  clause: 一/1
  title_zh: 办好统计
  title_en: Compile statistics
  lead: [市商务局]
  cooperating: [市国税局, 各区政府]
  schedule: start_by
  schedule_text: 2016年底前启动
  due: 2016-12-31
"""
TARGETS = """\
document,code,clause,series,indicator_zh,indicator_en,comparator,value,value_max,unit,year,baseline,baseline_year,is_total
plan,P-T1,一,a,海运,Sea,=,40,,亿美元,2020,30,2015,
plan,P-T2,一,b,空运,Air,=,10,,亿美元,2020,,,
plan,P-T3,一,c,合计,Total,=,50,,亿美元,2020,30,2015,true
plan,P-T4,一,d,服务占比,Share,range,20,30,%,2020,,,
"""
INCENTIVES = """\
- {document: plan, code: P-I1, clause: 一, kind: award, recipient_zh: 园区, recipient_en: Parks,
amount_max: 50, unit: 万元, rate_max: 50}
"""
FINDINGS = """\
- document: plan
  code: note
  severity: warning
  clause: 一
  message_zh: 提醒
  message_en: Note
  tasks: [P-1]
"""
PEOPLE = """\
account,name_zh,name_en,title_zh,title_en,department,roles
boss,王,Wang,王科长,Chief Wang,trade,office
hand,李,Li,李联络员,Liaison Li,tax,handler
"""
DEMO = """\
- {plans: [plan], seed: 1, first_day: 2020-07-01, last_day: 2022-06-24, notice_zh: 演示,
notice_en: Demo}
"""
SOUND = {
    "areas": AREAS,
    "departments": DEPARTMENTS,
    "groups": GROUPS,
    "documents": DOCUMENTS,
    "clauses": CLAUSES,
    "tasks": TASKS,
    "targets_csv": TARGETS,
    "incentives": INCENTIVES,
    "findings": FINDINGS,
    "people_csv": PEOPLE,
    "demo": DEMO,
}


def codes(root: Path) -> set[tuple[str, str, int]]:
    return {(p.code, p.place.file.split("/")[1], p.place.line) for p in lint_folder(root)}


def test_a_sound_pack_has_no_faults(write_pack: WritePack, tmp_path: Path) -> None:
    write_pack(**SOUND)
    assert [p.sentence("en") for p in lint_folder(tmp_path)] == []


SPOILED = [
    # areas
    ("areas", 'parent: "1", within', 'parent: "9", within', "unknown_area", 4),
    ("areas", ', within: ["11"]', "", "zone_within", 4),
    ("areas", "kind: city, parent: CN", 'kind: city, parent: "11"', "area_circle", 2),
    ("areas", "kind: city, parent: CN", "kind: city", "no_parent", 2),
    ("areas", "code: 1-z", 'code: "11"', "duplicate", 4),
    ("areas", 'parent: "1"}', 'parent: "1", from: 2020-01-02, to: 2020-01-01}', "validity", 3),
    # departments
    ("departments", 'area: "11"', 'area: "12"', "unknown_area", 23),
    ("departments", "to: tax,", "to: taxes,", "unknown_department", 15),
    ("departments", "on: 2018-06-15", "on: 2018-06-14", "succession_day", 15),
    ("departments", "from: 2018-06-15", "from: 2018-06-16", "succession_day", 15),
    ("departments", "key: east", "key: tax", "duplicate", 23),
    ("departments", "from: 2018-06-15", "from: 2018-06-15\n  to: 2017-01-01", "validity", 16),
    ("departments", "[市税务局]", "[市商务局]", "alias_collision", 16),
    ("departments", "[市税务局]", "[某市税务局]", "alias_twice", 16),
    (
        "departments",
        "  successors:\n    - {to: tax, on: 2018-06-15}\n",
        "",
        "no_successor",
        7,
    ),
    (
        "departments",
        "from: 2018-06-15",
        "successors: [{to: state-tax, on: 2017-01-01}]",
        "succession_circle",
        7,
    ),
    (
        "departments",
        "  aliases: [市国税局]",
        "  dated_aliases: [{name: 市国税局, from: 2019-01-01}]",
        "validity",
        12,
    ),
    # groups and people
    ("groups", ', of: "1"', "", "group_rule", 1),
    ("groups", "members: [trade]", "members: [trades]", "unknown_department", 2),
    ("groups", "[各区政府]", "[市商务局]", "alias_collision", 1),
    ("people_csv", ",tax,", ",state-tax,", "person_department", 3),
    ("people_csv", "hand,", "boss,", "duplicate", 3),
    ("people_csv", ",tax,", ",taxes,", "unknown_department", 3),
    # citations
    ("tasks", "clause: 一/1", "clause: 一/2", "unknown_clause", 1),
    ("targets_csv", "P-T2,一,", "P-T2,二,", "unknown_clause", 3),
    ("incentives", "clause: 一", "clause: 三", "unknown_clause", 1),
    ("findings", "clause: 一", "clause: 三", "unknown_clause", 1),
    ("clauses", "ref: 一/1", "ref: 二/1", "unknown_clause", 2),
    ("clauses", "ref: 一/1,", "ref: 一,", "duplicate", 2),
    ("tasks", "document: plan", "document: scheme", "unknown_document", 1),
    ("findings", "[P-1]", "[P-2]", "unknown_task", 1),
    ("findings", "severity: warning", "severity: question", "no_choices", 1),
    ("documents", 'area: "1"', 'area: "2"', "unknown_area", 1),
    ("documents", "code: P,", "code: P, number: 某政〔2015〕3号,", "document_number", 1),
    ("documents", "code: P,", "code: P, number: 某政(2016)3号,", "document_number", 1),
    ("documents", "code: P,", "code: P, number: 某政〔2016〕03号,", "document_number", 1),
    ("documents", "code: P,", "code: P, printed: 2016-08-09,", "document_days", 1),
    # tasks
    ("tasks", "[市商务局]", "[市商业局]", "unknown_unit", 1),
    ("tasks", "[市国税局, 各区政府]", "[市税务局]", "unknown_unit", 1),  # founded two years later
    ("tasks", "lead: [市商务局]", "lead: [市商局]", "doubt_not_raised", 1),
    ("tasks", "  lead: [市商务局]\n", "", "no_lead", 1),
    ("tasks", "  due: 2016-12-31\n", "", "schedule", 1),
    ("tasks", "schedule: start_by", "schedule: continuous", "schedule", 1),
    # figures
    ("targets_csv", "P-T2", "P-T1", "duplicate", 3),
    ("targets_csv", "range,20,30", "range,20,", "target_range", 5),
    ("targets_csv", "range,20,30", "range,30,20", "target_range", 5),
    ("targets_csv", "=,10,,", "=,10,20,", "target_range", 3),
    ("targets_csv", "range,20,30", "range,20,130", "target_percentage", 5),
    ("targets_csv", "亿美元,2020,,,\n", "亿美元,,,,\n", "target_year", 3),
    ("targets_csv", "亿美元,2020,,,\n", "亿美元,2020,,2015,\n", "target_baseline", 3),
    ("targets_csv", "=,10,,", "=,11,,", "column_sum", 4),
    (
        "targets_csv",
        "空运,Air,=,10,,亿美元,2020,,,",
        "空运,Air,=,10,,亿美元,2020,5,2015,",
        "column_sum",
        4,
    ),
    ("incentives", "rate_max: 50", "rate_max: 150", "incentive", 1),
    ("incentives", ", unit: 万元", "", "incentive", 1),
    # wording, demo, head
    ("tasks", "办好统计", "统" * 31, "title_length", 1),
    ("tasks", "Compile statistics", "Compile 统计", "missing_english", 1),
    ("demo", "plans: [plan]", "plans: [plot]", "unknown_document", 1),
    ("demo", "first_day: 2020-07-01", "first_day: 2022-07-01", "demo_days", 1),
]


@pytest.mark.parametrize("spoiled", SPOILED, ids=[f"{s[3]}-{i}" for i, s in enumerate(SPOILED)])
def test_one_spoiled_thing_is_found(
    write_pack: WritePack, tmp_path: Path, spoiled: tuple[str, str, str, str, int]
) -> None:
    file, old, new, code, line = spoiled
    assert old in SOUND[file]
    write_pack(**(SOUND | {file: SOUND[file].replace(old, new, 1)}))
    shown = file.replace("_csv", ".csv") if file.endswith("_csv") else f"{file}.yaml"
    assert (code, shown, line) in codes(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("", "", None),  # the state tax office until 2018-06-14, the merged one after it
        ("functions: [tax]", "functions: [taxes]", "field_functions"),
        # one function, two units, one day
        ("kind: office", "kind: office\n  functions: [tax]", "function_twice"),
        (
            "kind: office",
            "kind: office\n  dated_functions: [{name: tax, from: 2018-06-14, to: 2018-06-14}]",
            "function_twice",
        ),
        (
            "kind: office",
            "kind: office\n  dated_functions: [{name: tax, from: 2018-06-15, to: 2018-06-14}]",
            "validity",
        ),
        # the district is another area
        ("kind: government", "kind: government\n  functions: [tax]", None),
    ],
)
def test_a_function_has_one_unit_an_area_and_day(
    write_pack: WritePack, tmp_path: Path, old: str, new: str, code: str | None
) -> None:
    taxed = DEPARTMENTS.replace("kind: central", "kind: central\n  functions: [tax]")
    assert old in taxed
    write_pack(**(SOUND | {"departments": taxed.replace(old, new, 1)}))
    assert {found for found, _file, _line in codes(tmp_path)} == ({code} if code else set())


def test_a_declared_gap_in_a_column_is_accepted(write_pack: WritePack, tmp_path: Path) -> None:
    raised = FINDINGS.replace("code: note", "code: column_sum")
    write_pack(**(SOUND | {"targets_csv": TARGETS.replace("=,10,,", "=,11,,"), "findings": raised}))
    assert codes(tmp_path) == set()


def test_a_pack_sees_only_what_it_requires(write_pack: WritePack, tmp_path: Path) -> None:
    head = (
        "key: {0}\nversion: 1.0.0\nkind: plan\ntitle_zh: 甲\ntitle_en: A\n{1}"
        "licence: CC0-1.0\nsource_zh: 测试\nsource_en: Test\n"
    )
    write_pack("base", pack=head.format("base", ""), areas=AREAS, departments=DEPARTMENTS)
    group = (
        "- {key: g, area: '1', names: [某些部门], name_en: Some, rule: members, members: [trade]}\n"
    )
    write_pack("with", pack=head.format("with", "requires: [base]\n"), groups=group)
    write_pack("without", pack=head.format("without", ""), groups=group.replace("key: g", "key: h"))
    assert codes(tmp_path) == {
        ("unknown_area", "groups.yaml", 1),
        ("unknown_department", "groups.yaml", 1),
    }
    assert {p.place.file for p in lint_folder(tmp_path)} == {"without/groups.yaml"}


def test_a_version_has_three_numbers(write_pack: WritePack, tmp_path: Path) -> None:
    folder = write_pack(**SOUND)
    head = (folder / "pack.yaml").read_text(encoding="utf-8")
    (folder / "pack.yaml").write_text(head.replace("1.0.0", "1.0"), encoding="utf-8")
    assert codes(tmp_path) == {("version", "pack.yaml", 1)}


def test_every_fault_tells_where_and_how_in_both_languages(
    write_pack: WritePack, tmp_path: Path
) -> None:
    spoiled = {
        "tasks": TASKS.replace("一/1", "九"),
        "targets_csv": TARGETS.replace("=,10,,", "=,11,,"),
        "groups": GROUPS.replace(', of: "1"', ""),
    }
    write_pack(**(SOUND | spoiled))
    problems = lint_packs(load_packs(None, tmp_path))
    assert len(problems) == 3
    for problem in problems:
        assert problem.sentence("zh").startswith(f"{problem.place.file}:{problem.place.line}：")
        assert problem.mend_zh and problem.mend_en and problem.en
