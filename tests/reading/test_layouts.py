"""The same tasks in many shapes: how a table or an opinion is set must not change who does what.

A few invented tasks are written out as tables (cells between tabs or spaces or one a line, wrapped,
cut by pages, in groups) and as clauses (responsibilities in brackets, lines and keys, wrapped at
several widths). The expectation is always the same list.
"""

import re
from collections.abc import Callable, Iterator

import pytest

from fumao.reading import read_text

type Item = tuple[str, str, tuple[str, ...], tuple[str, ...], str]

TASKS: list[Item] = [
    ("健全推进机制", "建立部门会商制度，按季研究企业反映的困难，协调解决跨区域问题。",
     ("市商务局",), ("市发展改革委", "市财政局", "各县（市）区人民政府"), "2027年6月底前"),
    ("健全推进机制", "推行资质“一表申请”，到2027年底网上办理率达到100%。",
     ("市行政审批局",), ("市市场监管局",), "2027年底"),
    ("放宽市场准入", "落实跨境服务清单，探索自然人移动、跨境交付等模式的开放做法。",
     ("市商务局", "市委金融办"), ("人民银行青岚市分行", "国家外汇管理局青岚市分局"), "持续推进"),
    ("放宽市场准入", "扩大“单一窗口”应用，覆盖技术贸易、国际会展等业务，实现信息共享。",
     ("市口岸办",), ("青岚海关", "市税务局"), "2028年3月底前完成"),
]  # fmt: skip
HEAD = ["序号", "重点任务", "牵头单位", "配合单位", "完成时限"]
TITLE = "附件\n\n青岚市重点任务分工表\n\n"


def squeeze(words: str | None) -> str:
    return re.sub(r"\s+", "", words or "")


def cut(words: str, width: int | None) -> str:
    """The words of a cell, wrapped."""
    if width is None:
        return words
    return "\n".join(words[i : i + width] for i in range(0, len(words), width))


def expected() -> list[tuple[str, set[str], set[str], str]]:
    return [(text, set(lead), set(helps), due) for _, text, lead, helps, due in TASKS]


def found(text: str) -> list[tuple[str, set[str], set[str], str]]:
    return [
        (squeeze(t.text), set(t.lead), set(t.cooperating), squeeze(t.schedule.text))
        for t in read_text("表.txt", text).tasks
    ]


def groups() -> Iterator[tuple[int, Item, bool]]:
    last = None
    for number, item in enumerate(TASKS, start=1):
        yield number, item, item[0] != last
        last = item[0]


def cells(number: int, item: Item) -> list[str]:
    return [str(number), item[1], "、".join(item[2]), "、".join(item[3]), item[4]]


@pytest.mark.parametrize("width", [None, 24, 16, 9])
@pytest.mark.parametrize("gap", ["\t", " ", "   "])
@pytest.mark.parametrize("group", ["", "一、{}", "（一）{}", "{}"])
@pytest.mark.parametrize("page", ["", "\n— 2 —\n\n", "head"])
def test_rows_of_cells(width: int | None, gap: str, group: str, page: str) -> None:
    out = [TITLE, gap.join(HEAD), "\n"]
    for number, item, opens in groups():
        if opens and group:
            out.append(group.format(item[0]) + "\n")
        row = cells(number, item)
        out.append(gap.join([row[0], *(cut(cell, width) for cell in row[1:])]) + "\n")
        if number == 2 and page:
            out.append("\n— 2 —\n\n" + (gap.join(HEAD) + "\n" if page == "head" else ""))
    assert found("".join(out)) == expected()


@pytest.mark.parametrize("width", [None, 14, 12, 8])
@pytest.mark.parametrize("group", ["", "一、{}"])
@pytest.mark.parametrize("page", [False, True])
def test_one_cell_a_line(width: int | None, group: str, *, page: bool) -> None:
    head = "".join(name + "\n" for name in HEAD)
    out = [TITLE, head]
    for number, item, opens in groups():
        if opens and group:
            out.append(group.format(item[0]) + "\n")
        row = cells(number, item)
        out += [row[0] + "\n", *(cut(cell, width) + "\n" for cell in row[1:])]
        if number == 2 and page:
            out.append("\n— 2 —\n\n" + head)
    assert found("".join(out)) == expected()


@pytest.mark.parametrize(
    "head",
    [
        "序号\t重点任务\t牵头\n单位\t配合\n单位\t完成\n时限",
        "序 号\t重点任务\t牵 头 单 位\t配合单位\t完成时限",
        "序号\t工作任务\t牵头部门\t参与部门\t时间\n安排",
        "编号\t主要举措\t主办单位\t协办单位\t进度要求",
    ],
)  # fmt: skip
def test_headers_in_other_words_and_wrapped(head: str) -> None:
    rows = "\n".join("\t".join(cells(number, item)) for number, item, _ in groups())
    assert found(f"{TITLE}{head}\n{rows}\n") == expected()


@pytest.mark.parametrize("sign", ["、", "\n", " ", "　"])
def test_names_one_a_line_or_between_spaces(sign: str) -> None:
    out = [TITLE, "\t".join(HEAD), "\n"]
    for number, item, _ in groups():
        row = [str(number), item[1], sign.join(item[2]), sign.join(item[3]), item[4]]
        out.append("\t".join(row) + "\n")
    assert found("".join(out)) == expected()


# --- clauses -------------------------------------------------------------------------------------

DUTIES: list[Callable[[str, str], str]] = [
    lambda a, b: f"（{a}牵头，{b}配合）",
    lambda a, b: f"（{a}牵头，{b}等部门按职责分工负责）",
    lambda a, b: f"（{a}牵头、{b}配合）",
    lambda a, b: f"（牵头单位：{a}；配合单位：{b}）",
    lambda a, b: f"（第一责任单位：{a}；其他责任单位：{b}）",
    lambda a, b: f"〔责任单位：{a}牵头，{b}配合〕",
    lambda a, b: f"【{a}牵头，{b}参与】",
    lambda a, b: f"（{a}会同{b}负责）",
    lambda a, b: f"（{a}牵头，{b}配合，上级指导部门：商务部）",
    lambda a, b: f"\n　　责任单位：{a}牵头，{b}配合",
    lambda a, b: f"\n　　牵头单位：{a}\n　　配合单位：{b}",
]
LABELS = ["（{han}）", "{n}．", "{n}、", "（{n}）", "第{han}条 "]
FRAME = (
    "青岚市关于推进服务业开放的实施方案\n\n　　一、总体要求\n"
    "　　坚持市场主导、政府引导，完善支持政策，"
    "培育竞争优势，推动服务业与制造业协同发展，形成全面开放的新格局。\n　　二、工作任务\n"
)


@pytest.mark.parametrize("duty", range(len(DUTIES)))
@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("width", [None, 34, 27])
@pytest.mark.parametrize("inside", [False, True])
def test_responsibilities_of_clauses(
    duty: int, label: str, width: int | None, inside: bool
) -> None:
    out = [FRAME]
    for number, item, _ in groups():
        said = DUTIES[duty]("、".join(item[2]), "、".join(item[3]))
        body = item[1][:-1] + said + "。" if inside and "\n" not in said else item[1] + said
        out.append("　　" + label.format(n=number, han="一二三四"[number - 1]) + body + "\n")
    lines = "".join(out).split("\n")
    tasks = read_text("文.txt", "\n".join(cut(line, width) for line in lines)).tasks
    assert [(set(t.lead), set(t.cooperating)) for t in tasks] == [
        (set(lead), set(helps)) for _, _, lead, helps, _ in TASKS
    ]


RULES = [
    "。列第一位者为牵头单位，下同", "；排在第一位的部门为牵头部门，下同",
    "，首位为牵头单位，以下均同",
    "。列首位的单位为牵头单位，其余为配合单位，下同",
    "；以下均为第一家单位牵头", "，首列单位为牵头单位，下同",
    "。排名首位的部门负责牵头，其他部门配合，下同", "（排第一的为牵头单位，下同）",
]  # fmt: skip


@pytest.mark.parametrize("rule", [*RULES, ""])
@pytest.mark.parametrize("key", ["责任单位：", ""])
def test_a_rule_in_the_first_bracket_governs_its_own_item_too(rule: str, key: str) -> None:
    text = (
        f"青岚市若干措施\n一、任务\n（一）健全机制。定期会商。（{key}市发展改革委、市商务局{rule}）\n"
        f"（二）放宽准入。先行先试。（{key}市商务局、市财政局、市税务局）\n（三）改进统计。（{key}市统计局）\n"
    )
    tasks = read_text("文.txt", text).tasks
    names = [["市发展改革委", "市商务局"], ["市商务局", "市财政局", "市税务局"], ["市统计局"]]
    lead = [tuple(each[:1]) if rule else tuple(each) for each in names]
    helps = [tuple(each[1:]) if rule else () for each in names]
    assert [t.lead for t in tasks] == lead
    assert [t.cooperating for t in tasks] == helps


def test_the_duty_below_a_list_belongs_to_the_item_above_it() -> None:
    text = (
        "青岚市若干措施\n一、引进展会。对首次举办的展会，按面积给予补助：\n（一）1万平方米以上的，补助10万元；\n"
        "（二）3万平方米以上的，补助30万元。\n（责任单位：市商务局、市财政局）\n"
        "二、培育主体。支持企业做大做强。（责任单位：市商务局）\n"
    )
    tasks = read_text("文.txt", text).tasks
    assert [(t.label, t.lead) for t in tasks] == [
        ("一、", ("市商务局", "市财政局")), ("二、", ("市商务局",)),
    ]  # fmt: skip


def test_words_on_the_document_itself_are_nobody_s_task() -> None:
    text = (
        "青岚市若干措施\n一、培育主体。支持企业做大。（责任单位：市财政局）\n二、强化服务。提高效率。\n"
        "各区、各部门要密切配合。市商务局要会同有关部门做好本措施的跟踪评估。\n"
    )
    assert [t.lead for t in read_text("文.txt", text).tasks] == [("市财政局",), ()]


def test_guiding_items_count_where_the_parts_of_the_tasks_are_numbered_alike() -> None:
    text = (
        "青岚市关于发展数字服务的意见\n一、指导思想、工作原则和发展目标\n"
        "（一）指导思想。坚持改革创新，激发活力。\n（二）工作原则。统筹推进，分类施策。\n"
        "（三）发展目标。形成一批优势产业。\n二、主要任务\n"
        "（一）壮大主体。引导企业做精做专。\n（二）建设平台。完善公共服务。\n三、保障\n"
        "（一）加强人才培养。支持校企合作。\n（二）优化统计。健全监测体系。\n"
    )
    tasks = read_text("文.txt", text).tasks
    assert [t.label for t in tasks] == ["（一）", "（二）", "（三）", *["（一）", "（二）"] * 2]


def test_what_is_listed_as_a_principle_or_goal_is_no_task() -> None:
    text = (
        "青岚市关于发展数字服务的意见\n一、总体要求\n（一）基本原则\n"
        "1.坚持市场主导。尊重规律。\n2.坚持创新引领。激发活力。\n（二）发展目标\n"
        "1.规模扩大。保持较快增长。\n2.结构优化。质量明显提升。\n二、主要任务\n（一）壮大主体\n"
        "1.引导企业做精做专。\n2.完善公共服务。\n（二）优化环境\n1.支持校企合作。\n2.健全监测体系。\n"
    )
    tasks = read_text("文.txt", text).tasks
    assert [t.text for t in tasks] == [
        "引导企业做精做专。", "完善公共服务。", "支持校企合作。", "健全监测体系。",
    ]  # fmt: skip
