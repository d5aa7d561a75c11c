"""Units, duties, schedules, labels and clause trees, one expectation a line."""

import datetime

import pytest

from fumao.reading import read_text
from fumao.reading.duties import is_duty, read_duty
from fumao.reading.labels import read_label
from fumao.reading.prose_duties import read_prose
from fumao.reading.schedules import read_schedule
from fumao.reading.units import is_unit, split_units


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("市商务局、滨江区政府及有关区政府", "市商务局|滨江区政府|有关区政府"),
        ("各市、县(市、区)政府,市发展和改革委员会和市财政局",
         "各市、县(市、区)政府|市发展和改革委员会|市财政局"),
        ("各省、自治区、直辖市人民政府", "各省、自治区、直辖市人民政府"),
        ("市工业和信息化局、市人力资源和社会保障局", "市工业和信息化局|市人力资源和社会保障局"),
        ("甲区、乙区人民政府", "甲区|乙区人民政府"),
        ("市统计局等部门和各区政府", "市统计局|各区政府"),
        ("市商务局、市公安局等有关部门", "市商务局|市公安局"),
        ("省教育厅以及各市(州)人民政府", "省教育厅|各市(州)人民政府"),
        ("国资委、证监会及联席会议其他成员", "国资委|证监会|联席会议其他成员"),
        ("市、区有关部门", "市、区有关部门"),
        ("各区人民政府(含开发区管委会,下同)", "各区人民政府"),
        ("市文化广电和旅游局和市体育局", "市文化广电和旅游局|市体育局"),
        ("中国人民银行某省分行与国家外汇管理局某省分局",
         "中国人民银行某省分行|国家外汇管理局某省分局"),
        ("-", ""),
    ],
)  # fmt: skip
def test_lists_of_units(words: str, names: str) -> None:
    found = [words[low:high] for low, high in split_units(words).ranges]
    assert found == [name for name in names.split("|") if name]


@pytest.mark.parametrize(
    "name", ["市商务局", "厦门海关", "人行某市中心支行", "各区政府", "自贸区管委会", "广电集团"]
)
def test_names_of_offices(name: str) -> None:
    assert is_unit(name)


@pytest.mark.parametrize(
    "words", ["推动建立协会", "服务贸易", "2025年", "加强组织领导", "我市商务局的"]
)
def test_what_is_no_office(words: str) -> None:
    assert not is_unit(words)


@pytest.mark.parametrize(
    ("words", "lead", "cooperating"),
    [
        ("市商务局、市财政局按职责分工负责", "市商务局 市财政局", ""),
        ("市商务局牵头,市财政局、市税务局配合", "市商务局", "市财政局 市税务局"),
        ("市商务局牵头,市财政局按职责分工负责", "市商务局", "市财政局"),
        ("牵头单位:市商务局;责任单位:市财政局,各区政府", "市商务局", "市财政局 各区政府"),
        ("责任单位:市商务局,各区政府", "市商务局 各区政府", ""),
        ("市商务局牵头,市建委,甲开发区、乙开发区管委会等配合",
         "市商务局", "市建委 甲开发区 乙开发区管委会"),
        ("责任单位:省商务厅负责。具体任务均涉及各市,不再列出,下同。", "省商务厅", ""),
        ("商务部牵头,财政部等部门和各省级人民政府参与", "商务部", "财政部 各省级人民政府"),
    ],
)  # fmt: skip
def test_duties(words: str, lead: str, cooperating: str) -> None:
    assert is_duty(words, 0, len(words))
    duty = read_duty(words, 0, len(words))
    assert [words[a:b] for a, b in duty.lead] == lead.split()
    assert [words[a:b] for a, b in duty.cooperating] == cooperating.split()


@pytest.mark.parametrize(
    "words", ["试行", "技术中心", "含大型会议", "2016—2020年", "市、区", "下同"]
)
def test_brackets_that_name_nobody(words: str) -> None:
    assert not is_duty(words, 0, len(words))


DAY = datetime.date


@pytest.mark.parametrize(
    ("words", "kind", "date", "other"),
    [
        ("2016年三季度前启动", "start_by", DAY(2016, 9, 30), DAY(2016, 6, 30)),
        ("持续实施", "continuous", None, None),
        ("按年度推进", "continuous", None, None),
        ("2016年上半年", "finish_by", DAY(2016, 6, 30), None),
        ("2017年启动", "start_by", DAY(2017, 12, 31), None),
        ("2024年2月底前", "finish_by", DAY(2024, 2, 29), None),
        ("2024年6月30日前", "finish_by", DAY(2024, 6, 30), None),
        ("2024年6月前", "finish_by", DAY(2024, 6, 30), DAY(2024, 5, 31)),
        ("“十四五”期间", "finish_by", DAY(2025, 12, 31), None),
        ("年底前", "finish_by", DAY(2023, 12, 31), None),
        ("二○二四年九月", "finish_by", DAY(2024, 9, 30), None),
        ("2024.12", "finish_by", DAY(2024, 12, 31), None),
        ("长期坚持", "continuous", None, None),
        ("待定", "unscheduled", None, None),
        ("-", "unscheduled", None, None),
    ],
)
def test_schedules(
    words: str, kind: str, date: datetime.date | None, other: datetime.date | None
) -> None:
    schedule = read_schedule(words, words, None, 2023)
    assert (schedule.kind, schedule.date, schedule.alternative) == (kind, date, other)


@pytest.mark.parametrize(
    ("line", "style", "number"),
    [
        ("一、总体要求", "han", 1), ("(十二)加强领导", "han_paren", 12), ("3.5亿元", None, None),
        ("12.支持企业", "digit", 12), ("(3)办法", "digit_paren", 3), ("③其他", "circle", 3),
        ("第二十一条 本办法", "article", 21), ("第三章 附则", "chapter", 3), ("附件2", "annex", 2),
        ("## 二、任务", "han", 2), ("2016年", None, None), ("第三方机构", None, None),
    ],
)  # fmt: skip
def test_labels(line: str, style: str | None, number: int | None) -> None:
    label = read_label(line)
    assert (label and label.style, label and label.number) == (style, number)


def test_a_tree_of_clauses() -> None:
    text = (
        "某市意见\n一、总则\n（一）目标。做大。\n正文续。\n（二）原则。\n1.甲。\n2.乙。\n"
        "二、任务\n（三）平台。\n附件1\n名单\n一、甲类\n1.丙。\n"
    )
    reading = read_text("a.txt", text)
    assert [clause.ref for clause in reading.clauses] == [
        "一", "一/（一）", "一/（二）", "一/（二）/1", "一/（二）/2", "二", "二/（三）",
        "附件1", "附件1/一", "附件1/一/1",
    ]  # fmt: skip
    assert reading.clauses[1].heading == "目标"
    body = reading.text[reading.clauses[1].start : reading.clauses[1].end]
    assert body == "（一）目标。做大。\n正文续。"


def test_a_rule_stated_once_gives_the_first_unit_the_lead() -> None:
    text = (
        "某省任务分工\n说明：责任单位中排在第一位的为牵头单位，各市人民政府不再逐一列出。\n"
        "1.建设。（省商务厅、省财政厅）\n2.培育。（省科技厅）\n3.统计。（省统计局、省商务厅）\n"
    )
    tasks = read_text("a.txt", text).tasks
    assert [task.lead for task in tasks] == [("省商务厅",), ("省科技厅",), ("省统计局",)]
    assert [task.cooperating for task in tasks] == [("省财政厅",), (), ("省商务厅",)]


def test_several_measures_of_one_item_are_several_tasks() -> None:
    text = (
        "某市要点\n一、重点\n（一）拓展。组织参展。（牵头单位：市商务局；配合单位：市贸促会）"
        "加密航线。（市交通局负责）办好展会。（市会展办负责，2025年9月底前完成）\n（二）宣传。\n（三）总结。\n"
    )
    tasks = read_text("a.txt", text).tasks
    assert [task.lead for task in tasks] == [("市商务局",), ("市交通局",), ("市会展办",), (), ()]
    assert tasks[1].text.startswith("加密航线")
    assert tasks[2].schedule.date == datetime.date(2025, 9, 30)


def test_a_registry_makes_an_unknown_unit_a_finding() -> None:
    text = "某市要点\n1.甲。（市商务局负责）\n2.乙。（市工务局负责）\n3.丙。（市商务局负责）\n"
    plain = read_text("a.txt", text)
    checked = read_text("a.txt", text, registry={"市商务局"})
    assert [one.code for one in plain.findings] == []
    assert [(one.code, one.data["name"]) for one in checked.findings] == [
        ("unknown_unit", "市工务局")
    ]


@pytest.mark.parametrize(
    "piece",
    [
        "市商务局、",
        "(",
        "(市商务局",
        "1.",
        "\t",
        "a\t",
        "一二三",
        "<a",
        "《",
        "和及与",
        "\n1.做",
        "附件",
    ],
)
def test_no_text_takes_more_than_linear_time(piece: str) -> None:
    # a quadratic rule would need minutes for some of these
    read_text("a.txt", "某市关于某事的通知\n一、甲\n1.乙\n2.丙\n3.丁\n" + piece * 10_000)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("建设展示中心，2026年底前完成。", "2026年底前完成"),
        ("2026年9月底前，编制目录，上线窗口。", "2026年9月底前"),
        ("建设展示中心，到2026年服务出口额达到5亿美元。", None),
        ("每年新增2家企业，2026年建成中心并接待10万人次。", None),
    ],
)
def test_a_deadline_in_prose_must_be_about_the_whole_task(body: str, words: str | None) -> None:
    text = f"某市方案\n1.建设平台。{body}（市商务局负责）\n2.培育企业。（市科技局负责）\n3.统计。\n"
    assert read_text("a.txt", text).tasks[0].schedule.text == words


@pytest.mark.parametrize(
    ("words", "lead", "cooperating"),
    [
        ("市商务局会同市财政局、市文化和旅游局和市统计局制定方案",
         "市商务局", "市财政局|市文化和旅游局|市统计局"),
        ("由发展改革委会同工业和信息化部、商务部及海关总署研究制定",
         "发展改革委", "工业和信息化部|商务部|海关总署"),
        ("市教育局会同市人力资源和社会保障局与市总工会联合开展培训",
         "市教育局", "市人力资源和社会保障局|市总工会"),
        ("县经信局会同县市场监督管理局以及各乡镇人民政府推进",
         "县经信局", "县市场监督管理局|各乡镇人民政府"),
        ("市商务局会同市发展和改革委建立台账", "市商务局", "市发展和改革委"),
        ("商务局会同财政局和有关部门建立机制", "商务局", "财政局|有关部门"),
    ],
)  # fmt: skip
def test_the_last_of_a_list_before_a_verb(words: str, lead: str, cooperating: str) -> None:
    duty = read_prose(words, 0, len(words))
    found = ["|".join(words[a:b] for a, b in ranges) for ranges in (duty.lead, duty.cooperating)]
    assert found == [lead, cooperating]
