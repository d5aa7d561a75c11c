"""Incentives of sentences, paragraphs and tables; the expectations were read off by hand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumao.reading import read_text
from fumao.reading.clauses import build_tree, with_clauses
from fumao.reading.incentive_sentence import grants_in
from fumao.reading.incentives import find_incentives
from fumao.reading.layout import lay_out
from fumao.reading.meta import read_frame
from fumao.reading.model import Incentive
from fumao.reading.plain import match_text

type Row = tuple[str | None, str | None, str | None]  # amount, unit, rate in per cent


def rows(text: str) -> list[Row]:
    return [
        (
            None if g.amount is None else str(g.amount),
            g.unit,
            None if g.rate is None else str(g.rate),
        )
        for g in grants_in(match_text(text))
    ]


def wan(*amounts: str) -> list[Row]:
    return [(a, "万元", None) for a in amounts]


@pytest.mark.parametrize(
    "words",
    [
        "给予20万元奖励", "给予最高20万元的奖励", "给予不超过20万元的补助", "给予一次性20万元补助",
        "一次性给予20万元资助", "一次性奖励20万元", "给予一次性不多于20万元的奖励", "补助20万元",
        "给予20万元/家的奖励", "给予每家20万元奖励", "予以20万元资金支持", "给予10—20万元的奖励",
        "给予10万元至20万元的补贴", "给予奖励资金20万元", "给予20万元安家补贴",
        "给予运营主体20万元支持",
        "给予20万元人民币的奖励", "按每家20万元标准给予补贴", "奖励标准为20万元",
    ],
)  # fmt: skip
def test_ways_to_say_an_amount(words: str) -> None:
    assert rows(f"对符合条件的企业，{words}。") == wan("20")


@pytest.mark.parametrize(
    "words",
    [
        "按实际投入的50%给予补助", "给予不超过50%的补贴", "按照费用50%的比例给予资助", 
        "给予保费50%的补助",
        "按贷款利息的50%给予贴息", "补贴50%", "给予50%补贴", 
        "按百分之五十给予补助", "按不高于50%的标准补助",
    ],
)  # fmt: skip
def test_ways_to_say_a_rate(words: str) -> None:
    assert rows(f"对符合条件的企业，{words}。") == [(None, None, "50")]


@pytest.mark.parametrize(
    "cap",
    [
        "，最高不超过80万元", "，最高80万元", "，单个企业最高不超过80万元",
        "，每家企业每年最高80万元",
        "（单个企业补助金额最高不超过80万元）", "，单个项目补助总额最高80万元", "，封顶80万元",
        "，每人每年最高80万元", "，单个企业年度补助不超过80万元", "。单个企业年度最高不超过80万元",
        "，年度补助上限80万元",
    ],
)  # fmt: skip
def test_a_rate_and_its_ceiling_are_one_incentive(cap: str) -> None:
    assert rows(f"对参展企业按展位费的60%给予补助{cap}。") == [("80", "万元", "60")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # levels and tiers
        ("对获国家级、省级称号的园区，分别给予50万元、30万元奖励。", wan("50", "30")),
        ("给予国家级50万元、省级30万元、市级10万元奖励。", wan("50", "30", "10")),
        ("对年出口额首次突破1亿元、5亿元、10亿元的，分别给予10万元、30万元、50万元奖励。",
         wan("10", "30", "50")),
        ("年营收达到1亿元的，给予10万元奖励；达到5亿元的，给予30万元奖励。", wan("10", "30")),
        ("年执行额100万美元以上、500万美元以上的企业，分别给予最高10万元和20万元的奖励。",
         wan("10", "20")),
        ("奖励标准为：国家级100万元，省级50万元。", wan("100", "50")),
        ("给予一次性补助，国家级最高100万元，省级最高50万元。", wan("100", "50")),
        ("前两年按实际租金的80%、50%分别给予房租补贴。", [(None, None, "80"), (None, None, "50")]),
        ("首年补贴100%，次年补贴50%，每年最高不超过30万元。",
         [("30", "万元", "100"), ("30", "万元", "50")]),
        # several grants in a sentence
        ("展位费补助80%，人员费每人补助5000元。", [(None, None, "80"), ("5000", "元", None)]),
        ("展位费按60%补助，每个展位最高不超过2万元；机票按每人不超过8000元补助，补助人数不超过2人。",
         [("2", "万元", "60"), ("8000", "元", None)]),
        ("给予最高100万元安家补贴，每月5000元生活津贴。",
         [("100", "万元", None), ("5000", "元", None)]),
        # rate after the amount
        ("择优给予最高300万元支持，资助比例不超过项目总投入的40%。", [("300", "万元", "40")]),
        ("给予不超过执行额1%、最高100万元的奖励。", [("100", "万元", "1")]),
        # ceilings on everything are caps
        ("按费用的50%给予补助，每个项目最高15万元，同一企业年度累计不超过40万元。",
         [("15", "万元", "50")]),
        ("每件补贴不超过5000元，每家企业每年不超过5万元。", [("5000", "元", None)]),
        ("同一企业年度累计最高不超过300万元。", []),
        ("同一企业每年获得本办法各项资金合计不超过600万元。", []),
        ("按就高不重复原则执行，单个企业年度奖补总额不超过1200万元。", []),
        # thresholds and bases
        ("对投资500万元以上的项目，按投资额的10%给予补助。", [(None, None, "10")]),
        ("对年出口额达到1000万美元的企业给予10万元奖励。", wan("10")),
        ("对占比达到50%以上、增长20%以上的企业，给予10万元奖励。", wan("10")),
        ("获得上级奖励50万元以上的企业，不再重复奖励。", []),
        ("引进年薪50万元以上的人才，按年薪的8%给予补贴，每人每年最高12万元。",
         [("12", "万元", "8")]),
        ("每新增1名员工，给予每人4500元补贴。", [("4500", "元", None)]),
        ("按离岸执行额每1美元奖励0.2元人民币。", [("0.2", "元", None)]),
        ("对新增出口额每100万美元奖励1万元，最高奖励50万元。", wan("50")),
        ("每增长1万美元给予不超过500元人民币的奖励。", [("500", "元", None)]),
        ("按每平方米每月30元给予补贴，最高1000平方米。", [("30", "元", None)]),
        # quotas
        ("给予不超过25万元的奖励，每年名额不超过8名。", wan("25")),
        ("给予认证费用最高50万元的支持，每个企业最多申报3个项目。", wan("50")),
        # taxes
        ("减按15%的税率征收企业所得税。", [(None, None, "15")]),
        ("所得税减按15%征收，服务出口适用增值税零税率。", [(None, None, "0"), (None, None, "15")]),
        ("职工教育经费不超过工资薪金总额8%部分据实税前扣除。", [(None, None, "8")]),
        ("职工教育经费不超过工资薪金总额8%的部分，准予在所得税前扣除。", [(None, None, "8")]),
        ("研发费用按100%加计扣除。", [(None, None, "100")]),
        ("技术转让收入免征增值税。", []),
        ("按新增营业收入的5‰给予奖励。", [(None, None, "0.5")]),
        # loans, funds, matching
        ("单户授信额度最高1000万元。", wan("1000")),
        ("提供最高500万元的信用贷款，按贷款利息的50%给予贴息，每户每年不超过20万元。",
         [("500", "万元", None), ("20", "万元", "50")]),
        ("市财政每年安排专项资金5000万元。", [(None, None, None)]),
        ("市财政按1:1比例给予配套奖励。", []),
        ("给予租金补贴，第一年100%、第二年60%，每年最高40万元。",
         [("40", "万元", "100"), ("40", "万元", "60")]),
        # paid out in parts, and ceilings of several reaches
        ("给予300万元奖励，按40%、30%、30%的比例分三年拨付。", wan("300")),
        ("给予90万元奖励，分三年兑现，第一年40万元，第二年30万元，第三年20万元。", wan("90")),
        ("按实缴租金的40%给予补贴，每个网点最高6万元，每家服务企业每年最高30万元。",
         [("6", "万元", "40")]),
        ("每场补助2万元，单户企业累计不超过8万元。", wan("2")),
        ("按设备投入的40%给予资助，国家级平台最高500万元，省级平台最高300万元。",
         [("500", "万元", "40"), ("300", "万元", "40")]),
        ("按售价的20%给予买方补助，按售价的10%给予研制方补助，最高均不超过60万元。",
         [("60", "万元", "20"), ("60", "万元", "10")]),
        ("按1%、2%、3%分别给予甲、乙、丙类企业奖励，最高10万元、20万元、30万元。",
         [("10", "万元", "1"), ("20", "万元", "2"), ("30", "万元", "3")]),
        ("按服务费的30%给予最高9万元补贴。", [("9", "万元", "30")]),
        ("对获五级认证的给予30万元，四级20万元，三级10万元奖励。", wan("30", "20", "10")),
        ("支持额度不超过项目总投资的30%，且最高不超过500万元。", [("500", "万元", "30")]),
        ("按每1美元不超过0.1元人民币的标准给予奖励，单户最高80万元。", wan("80")),
        ("将研发费用加计扣除比例提高到100%。", [(None, None, "100")]),
        # not incentives
        ("骗取资金的，处以5万元罚款。", []),
        ("2020年，市财政累计发放补贴3000万元。", []),
        ("企业注册资本不低于500万元。", []),
        ("到2025年，服务出口额达到30亿元，年均增长8%。", []),
        ("外资股比不超过51%。", []),
    ],
)  # fmt: skip
def test_sentences_of_incentives(text: str, expected: list[Row]) -> None:
    assert sorted(rows(text), key=str) == sorted(expected, key=str)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("给予10万元奖励。", "award"),
        ("给予10万元补助。", "subsidy"),
        ("给予10万元资助。", "grant"),
        ("给予10万元支持。", "support"),
        ("按贷款利息的50%给予贴息。", "loan_interest"),
        ("减按15%的税率征收企业所得税。", "tax_rate"),
        ("研发费用按100%加计扣除。", "tax_deduction"),
        ("单户授信额度最高1000万元。", "loan"),
        ("每年安排专项资金500万元。", "fund"),
    ],
)
def test_the_kind_of_help(text: str, kind: str) -> None:
    assert [g.kind for g in grants_in(match_text(text))] == [kind]


@pytest.mark.parametrize(
    ("text", "one_off", "per"),
    [
        ("给予一次性10万元奖励。", True, None),
        ("给予10万元奖励。", False, None),
        ("给予每人4500元补贴。", False, "每人"),
        ("给予3万元/家的补助。", False, "家"),
        ("按每平方米每月30元给予补贴。", False, "每平方米每月"),
    ],
)
def test_one_off_and_denominator(text: str, one_off: bool, per: str | None) -> None:
    (grant,) = grants_in(match_text(text))
    assert (grant.one_off, grant.per) == (one_off, per)


# --- documents --------------------------------------------------------------------------------

HEAD = "甲市支持服务贸易若干措施\n\n一、支持措施\n"


def incentives(text: str) -> list[Incentive]:
    document = lay_out(text)
    return find_incentives(with_clauses(document, build_tree(document, read_frame(document).tail)))


def test_every_level_has_its_recipient() -> None:
    text = HEAD + "1.对获省级、市级示范园区称号的，分别给予一次性不多于50万元、30万元的奖励。\n"
    first, second = incentives(text)
    assert (first.recipient, second.recipient) == ("获省级示范园区称号的", "获市级示范园区称号的")
    assert (first.amount_max, second.amount_max) == (50, 30)
    assert first.one_off
    assert text[first.start : first.end].startswith("1.对获省级、市级")


def test_every_threshold_has_its_recipient() -> None:
    text = HEAD + "1.对年出口额突破800万美元、200万美元的企业，分别给予40万元、10万元奖励。\n"
    assert [i.recipient for i in incentives(text)] == [
        "年出口额突破800万美元的企业", "年出口额突破200万美元的企业",
    ]  # fmt: skip


def test_a_cap_on_all_support_is_kept_with_the_grant() -> None:
    text = HEAD + "1.对参展企业每个展位补贴2万元，同一企业年度累计不超过10万元。\n"
    (only,) = incentives(text)
    assert (only.amount_max, only.unit) == (Decimal(2), "万元")
    assert only.cap == "同一企业年度累计不超过10万元"


def test_a_promise_without_a_figure_has_no_amount() -> None:
    text = HEAD + (
        "1.对新租赁办公用房的企业给予一定补助。\n2.技术转让收入免征增值税。\n"
        "3.设立服务贸易发展专项资金。\n"
    )
    found = incentives(text)
    assert [i.kind for i in found] == ["subsidy", "tax_exemption", "fund"]
    assert all(i.amount_max is None and i.rate_max is None for i in found)
    assert found[0].recipient == "新租赁办公用房的企业"


def test_an_incentive_restated_in_the_task_table_counts_once() -> None:
    text = HEAD + (
        "1.经认定的企业，减按15%税率缴纳企业所得税。\n\n附件\n任务分工表\n\n"
        "序号\t工作任务\t责任单位\t完成时限\n"
        "1\t经认定的企业，减按15%税率缴纳企业所得税。\t市税务局\t2025年\n"
        "2\t完善服务贸易统计制度。\t市统计局\t2025年\n"
    )
    assert [i.rate_max for i in incentives(text)] == [15]


def test_equal_grants_to_different_recipients_both_count() -> None:
    text = HEAD + "1.对获评的示范园区给予50万元奖励。\n2.对获评的培训机构给予50万元奖励。\n"
    assert [i.recipient for i in incentives(text)] == ["获评的示范园区", "获评的培训机构"]


def test_a_table_of_standards() -> None:
    text = (
        "附件\n奖励标准表\n\n序号\t项目\t奖励标准（万元）\n1\t国家级示范基地\t100\n"
        "2\t省级示范基地\t50\n3\t参加展会\t最高10\n"
    )
    assert [(i.recipient, i.amount_max, i.unit) for i in incentives(text)] == [
        ("国家级示范基地", 100, "万元"), ("省级示范基地", 50, "万元"), ("参加展会", 10, "万元"),
    ]  # fmt: skip


def test_a_table_with_words_in_its_cells() -> None:
    text = (
        "附件\n扶持标准表\n\n序号\t支持对象\t支持条件\t支持标准\n"
        "1\t参展企业\t参加目录内展会\t按展位费的50%补助，最高3万元\n"
        "2\t认证企业\t取得国际认证\t每项5万元\n"
    )
    assert [(i.amount_max, i.rate_max) for i in incentives(text)] == [(3, 50), (5, None)]


def test_offsets_survive_wraps_and_full_width() -> None:
    text = (
        "甲市支持服务贸易若干措施\n\n第一条　对获评省级示范基地的企业，给予一次性奖励最高为５\n"
        "０万元的奖励，并由市商务局会同市财政局按年度组织申报和审核。\n"
    )
    (only,) = incentives(text)
    assert (only.amount_max, only.unit, only.one_off) == (50, "万元", True)
    assert "５\n０万元" in text[only.start : only.end]


@given(
    st.integers(min_value=1, max_value=9999),
    st.sampled_from(["万元", "亿元", "元", "万美元"]),
    st.sampled_from(["奖励", "补助", "补贴", "资助"]),
)
def test_form_does_not_change_an_incentive(value: int, unit: str, gift: str) -> None:
    plain = f"对符合条件的企业，给予最高{value}{unit}的{gift}。"
    wide = plain.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    traditional = plain.translate(str.maketrans("对条业给万亿奖励补贴资", "對條業給萬億獎勵補貼資"))
    expected: list[Row] = [(str(value), unit, None)]
    assert rows(plain) == rows(wide) == rows(traditional) == expected
    assert rows(f"对符合条件的企业，给予最高 {value} {unit}的{gift}。") == expected


@given(
    st.text(
        alphabet="对给予最高不超过10万元50%的奖励补助，。；：分别、每家累计按（）零税率",
        max_size=80,
    )
)
def test_any_text_is_read_and_every_span_lies_in_it(text: str) -> None:
    for grant in grants_in(match_text(text)):
        assert 0 <= grant.start < grant.end <= len(text)
        assert grant.amount is not None or grant.rate is not None


MONEY = [("200", "万元", "30"), ("80", "万元", "30")]


@pytest.mark.parametrize(
    "lead", ["按设备投资额的30%给予补助", "给予设备投资额30%的补助", "按不超过投资额的30%予以资助"]
)
@pytest.mark.parametrize("goes_on", ["：", "，其中：", "，具体为："])
@pytest.mark.parametrize(
    "labels", [("（一）", "（二）"), ("（1）", "（2）"), ("1.", "2."), ("①", "②")]
)
@pytest.mark.parametrize("lines", [True, False])
@pytest.mark.parametrize("who", ["", "每个项目", "单个企业"])
def test_the_rate_that_opens_a_list_holds_for_each_item(
    lead: str, goes_on: str, labels: tuple[str, str], lines: bool, who: str
) -> None:
    gap = "\n" if lines else ""
    text = (
        f"某市扶持办法\n第三条 支持更新改造。对符合条件的企业，{lead}{goes_on}{gap}"
        f"{labels[0]}制造业项目，{who}最高200万元；{gap}{labels[1]}服务业项目，{who}最高80万元。\n"
    )
    assert quantified(text) == MONEY


def quantified(text: str) -> list[Row]:
    return [
        (
            None if i.amount_max is None else str(i.amount_max),
            i.unit,
            None if i.rate_max is None else str(i.rate_max),
        )
        for i in read_text("文.txt", text).incentives
        if i.amount_max is not None or i.rate_max is not None
    ]


def test_a_rate_whose_items_name_no_ceiling_stands_alone() -> None:
    text = "某市扶持办法\n第三条 按实际费用的50%给予资助：\n（1）租金；\n（2）宽带费。\n"
    assert quantified(text) == [(None, None, "50")]


def test_an_item_may_name_its_own_rate_and_a_limit_on_all_is_none() -> None:
    text = (
        "某市扶持办法\n第三条 按展位费的60%给予补贴：\n（1）境外展，最高3万元；\n"
        "（2）境内展，按40%补贴，最高1万元；\n（3）单个企业每年累计不超过30万元。\n"
    )
    reading = read_text("文.txt", text)
    assert quantified(text) == [("3", "万元", "60"), ("1", "万元", "40")]
    assert reading.targets == ()


@pytest.mark.parametrize(
    ("words", "rate"),
    [
        ("对获得银行贷款的企业，按1.5个百分点给予贴息", "1.5"),
        ("对小微企业给予2个百分点的贷款贴息", "2"),
        ("对单笔500万元以下的贷款，给予年利率2个百分点的利息补贴", "2"),
        ("贴息比例不超过3个百分点", "3"),
        ("对单户800万元以下流动资金贷款，给予1个百分点的贴息", "1"),
    ],
)
def test_points_of_interest_are_a_rate(words: str, rate: str) -> None:
    assert rows(f"{words}。") == [(None, None, rate)]


@pytest.mark.parametrize(
    "words",
    ["贷款利率降低0.5个百分点", "增速高于全市平均水平5个百分点的企业优先支持", "占比提高3个百分点"],
)
def test_points_that_are_no_help(words: str) -> None:
    assert rows(f"{words}。") == []


def test_a_loan_that_is_offered_is_one_though_loans_with_help_are_not() -> None:
    assert rows("提供单户300万元以下信用贷款。") == wan("300")
    assert rows("对单户300万元以下贷款，给予20%的风险补偿。") == [(None, None, "20")]


def test_another_recipient_of_the_same_kind_of_help() -> None:
    said = "对引进人才的企业，给予每人2万元补贴；对中介机构，每人不超过800元。"
    assert rows(said) == [("2", "万元", None), ("800", "元", None)]
    assert rows("对服务企业给予10万元奖励；对注册资本不超过500万元的，不予支持。") == wan("10")
