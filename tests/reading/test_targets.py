"""Targets of sentences, paragraphs and tables; the expectations were read off the words by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumao.reading.clauses import build_tree, with_clauses
from fumao.reading.layout import lay_out
from fumao.reading.meta import read_frame
from fumao.reading.model import Target
from fumao.reading.plain import match_text
from fumao.reading.target_sentence import targets_in
from fumao.reading.target_verdict import Scope
from fumao.reading.targets import find_targets

type Row = tuple[str, str, str | None, str, int | None]  # sign, value, high end, unit, year


def rows(text: str, **scope: object) -> list[Row]:
    found = targets_in(match_text(text), Scope(issued=2021, **scope))  # type: ignore[arg-type]
    return [
        (
            f.comparator,
            str(f.value),
            None if f.value_max is None else str(f.value_max),
            f.unit,
            f.year,
        )
        for f in found
    ]


@pytest.mark.parametrize(
    ("verb", "sign"),
    [
        ("达到30亿元", "="), ("达30亿元", "="), ("超过30亿元", ">"), ("突破30亿元", ">"),
        ("超30亿元", ">"), ("不低于30亿元", ">="), ("不少于30亿元", ">="), ("达到30亿元以上", ">="),
        ("达到30亿元左右", "~"), ("约30亿元", "~"), ("力争达到30亿元", "="), ("提高到30亿元", "="),
        ("增加至30亿元", "="), ("控制在30亿元以内", "<="), ("下降到30亿元左右", "~"),
        ("稳定在30亿元", "="), ("达到30亿元规模", "="), ("力争突破30亿元大关", ">"),
        ("为30亿元", "="), ("不超过30亿元", "<="), ("≥30亿元", ">="), ("保持在30亿元以上", ">="),
    ],
)  # fmt: skip
def test_the_words_around_a_figure_make_its_comparator(verb: str, sign: str) -> None:
    assert rows(f"到2025年,服务出口额{verb}。") == [(sign, "30", None, "亿元", 2025)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # set going, handed out, done at the end, bounded by 以上 alone
        ("推动600家制造企业、200家商贸企业上云用数。",
         [("=", "600", None, "家", None), ("=", "200", None, "家", None)]),
        ("争取3—5家企业入选国家级示范。", [("range", "3", "5", "家", None)]),
        ("推动不少于30%的规上企业完成改造。", [(">=", "30", None, "%", None)]),
        ("到2025年底前，首批40个示范社区全面建成。", [("=", "40", None, "个", 2025)]),
        ("东区、西区各建成1家，南区和北区分别引进2个、3个。",
         [("=", "1", None, "家", None), ("=", "1", None, "家", None),
          ("=", "2", None, "个", None), ("=", "3", None, "个", None)]),
        ("达成合作意向90项以上。", [(">=", "90", None, "项", None)]),
        ("举办展览活动60场（次）以上。", [(">=", "60", None, "场", None)]),
        ("推动跨境电商企业数量翻番。", [("=", "1", None, "番", None)]),
        ("优化审批流程，办理时间压缩40%。", [("=", "40", None, "%", None)]),
        ("到2025年，规模迈上500亿元新台阶，每万人拥有基站数达到每万人25个。",
         [(">", "500", None, "亿元", 2025), ("=", "25", None, "个", 2025)]),
        ("规模以上服务业（限额以上商贸）企业总量超过3000家。",
         [(">", "3000", None, "家", None)]),
        ("支持建设6个左右公共平台，对每个平台给予最高90万元补助。",
         [("~", "6", None, "个", None)]),
        # growth, shares, several figures in a sentence
        (
            "到2025年，服务进出口额达到80亿美元，年均增长8%以上，占外贸的比重提高到15%。",
            [("=", "80", None, "亿美元", 2025), (">=", "8", None, "%", 2025),
             ("=", "15", None, "%", 2025)],
        ),
        ("到2026年，研发人员达到从业人员的40%。", [("=", "40", None, "%", 2026)]),
        ("到2026年，服务出口占全省的三成以上、30%以上。", [(">=", "30", None, "%", 2026)]),
        ("到2025年，占比提高10个百分点。", [("=", "10", None, "个百分点", 2025)]),
        ("到2025年，平台数较2020年增长1倍以上。", [(">=", "1", None, "倍", 2025)]),
        ("到2025年，服务贸易规模在2020年基础上翻一番。", [("=", "1", None, "番", 2025)]),
        # counts: after the noun and before it
        ("2023年，引进物流企业6家以上。", [(">=", "6", None, "家", 2023)]),
        ("2023年，打造1—2个知名品牌。", [("range", "1", "2", "个", 2023)]),
        ("培育100家以上“小而精”企业。", [(">=", "100", None, "家", None)]),
        ("新增上市企业3—5家、独角兽企业1家以上、高企200家。",
         [("range", "3", "5", "家", None), (">=", "1", None, "家", None),
          ("=", "200", None, "家", None)]),
        ("到2025年，企业总数突破三千家。", [(">", "3000", None, "家", 2025)]),
        ("到2025年，新增研发机构100家，其中国家级10家。",
         [("=", "100", None, "家", 2025), ("=", "10", None, "家", 2025)]),
        ("每个县区至少建设1个公共平台。", [(">=", "1", None, "个", None)]),
        # sizes inside an indicator
        ("到2025年，培育年收入过100亿元的企业1—2家，过10亿元企业5—10家。",
         [("range", "1", "2", "家", 2025), ("range", "5", "10", "家", 2025)]),
        ("到2025年，建设面积不少于10万平方米的园区3个。", [("=", "3", None, "个", 2025)]),
        ("到2025年，进入全国百强的企业达到10家。", [("=", "10", None, "家", 2025)]),
        ("打造10个百亿级集群。", [("=", "10", None, "个", None)]),
        ("到2025年，从业100人以上企业达到50家。", [("=", "50", None, "家", 2025)]),
        ("到2025年，出口额亿美元以上企业20家、千万美元以上企业100家。",
         [("=", "20", None, "家", 2025), ("=", "100", None, "家", 2025)]),
        ("到2025年，对接项目500个以上，服务企业超1万家次。",
         [(">=", "500", None, "个", 2025), (">", "1", None, "万家次", 2025)]),
        # years
        ("2022年，引进机构6家；2023年，引进机构4家。",
         [("=", "6", None, "家", 2022), ("=", "4", None, "家", 2023)]),
        ("到2025年，规模持续扩大。企业达到900家。", [("=", "900", None, "家", 2025)]),
        ("服务出口额2025年达到20亿元。", [("=", "20", None, "亿元", 2025)]),
        ("2025年底前，建成国际医学中心1至2个。", [("range", "1", "2", "个", 2025)]),
        ("到“十四五”末，建成5个国家级基地。", [("=", "5", None, "个", 2025)]),
        ("2021—2023年，累计培训10万人次。", [("=", "10", None, "万人次", 2023)]),
        ("每年新开国际航线3条以上。", [(">=", "3", None, "条", None)]),
        ("到2025年，每年举办展会不少于4场。", [(">=", "4", None, "场", None)]),
        # distribution
        ("2023年，新引进中资、外资银行各1家。", [("=", "1", None, "家", 2023)] * 2),
        ("到2025年，服务进口额、出口额分别达到50亿美元和60亿美元。",
         [("=", "50", None, "亿美元", 2025), ("=", "60", None, "亿美元", 2025)]),
        ("2023年、2024年、2025年出口额分别达到100亿元、120亿元和150亿元。",
         [("=", "100", None, "亿元", 2023), ("=", "120", None, "亿元", 2024),
          ("=", "150", None, "亿元", 2025)]),
        ("2023、2024、2025年出口额分别达到100、120和150亿元。",
         [("=", "100", None, "亿元", 2023), ("=", "120", None, "亿元", 2024),
          ("=", "150", None, "亿元", 2025)]),
        ("到2025年和2030年，交易额分别突破200亿元、400亿元。",
         [(">", "200", None, "亿元", 2025), (">", "400", None, "亿元", 2030)]),
        ("到2025年，进口、出口均增长10%以上。", [(">=", "10", None, "%", 2025)] * 2),
        ("到2025年，国家级、省级平台分别达到6个和15个。",
         [("=", "6", None, "个", 2025), ("=", "15", None, "个", 2025)]),
        # baselines are no targets
        ("到2025年，占比由目前的25%提高至40%。", [("=", "40", None, "%", 2025)]),
        ("比重由2020年的12.5%提高到2025年的18%。", [("=", "18", None, "%", 2025)]),
        ("海外仓由20个增至35个。", [("=", "35", None, "个", None)]),
        # units by grammar
        ("到2025年，集装箱吞吐量突破500万标箱、旅客3000万人次、货邮60万吨。",
         [(">", "500", None, "万标箱", 2025), ("=", "3000", None, "万人次", 2025),
          ("=", "60", None, "万吨", 2025)]),
        ("到2025年，办理时间压缩到5天以内。", [("<=", "5", None, "天", 2025)]),
        ("到2025年，航班起降达到8万架次。", [("=", "8", None, "万架次", 2025)]),
        ("到2025年，冷库库容达到50万货位。", [("=", "50", None, "万货位", 2025)]),
        ("到2025年，推动80%以上的规模以上企业上云。", [(">=", "80", None, "%", 2025)]),
        ("到2025年，服务贸易额突破万亿元。", [(">", "1", None, "万亿元", 2025)]),
    ],
)  # fmt: skip
def test_sentences_of_targets(text: str, expected: list[Row]) -> None:
    assert rows(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "从业人员不少于50人，其中大专以上学历占70%以上的企业可以申报。",
        "平均通关时间压缩三分之一。",
        "2021年1—9月，全市服务进出口增长12.3%。",
        "项目有效期三年，每年评估1次。",
        "吸引世界500强、国内100强企业落户。",
        "以纪念建城150周年为主题举办展会。",
        "实施144小时过境免签政策，提供7×24小时服务。",
        "贯彻《服务贸易规划（2021—2025年）》（国发〔2021〕15号）。",
        "以信用记录、信息共享、联合惩戒等5个方面为突破口。",
        "统筹国内国际两个市场、两种资源。",
        "围绕5大重点领域，实施8大行动，推进20项任务。",
        "在全国15个省市开展试点。",
        "发挥21个示范城市的引领作用。",
        "2020年，服务进出口额达到120亿美元，同比增长12%。",
        "目前，全市已有服务企业800家，从业人员10万人。",
        "“十三五”期间，服务贸易年均增长15%，规模突破100亿美元。",
        "截至2020年底，全市拥有国家级基地6个。",
        "近三年累计培育企业200家。",
        "对年出口额达到1000万美元以上的企业，给予50万元奖励。",
        "年营业收入不低于2000万元的，",
        "注册资本不低于500万元，从业人员不少于100人的企业可申请认定。",
        "每年认定不超过10家示范企业，推荐名额不超过20个。",
        "每年召开2次联席会议，每季度至少召开1次调度会。",
        "外资股比不超过51%。",
        "减按15%的税率征收企业所得税。",
        "自2023年3月1日起施行，有效期5年。",
        "推广4个典型案例和27条经验。",
        "打造“一区两园三平台”，推进“1+3+N”体系。",
        "项目总投资50亿元，占地300亩。",
        "进入全国前10名。",
        "处5万元以下罚款。",
        "推广5G应用，支持3A级景区发展，通过ISO9001认证。",
    ],
)
def test_what_is_no_target(text: str) -> None:
    assert rows(text) == []


def test_a_list_of_conditions_holds_no_target() -> None:
    assert rows("从业人员达到100人，离岸收入占比达到50%。", terms=True) == []


def test_under_a_heading_of_achievements_nothing_is_ahead_but_later_years() -> None:
    text = "服务出口额达到30亿元。到2025年，服务出口额达到60亿元。"
    assert rows(text, past=True) == [("=", "60", None, "亿元", 2025)]


def test_baseline_direction_and_name() -> None:
    text = "到2025年，服务贸易占外贸比重由2020年的12.5%提高到18%，物流费用占比下降到13%左右。"
    share, cost = targets_in(match_text(text))
    assert (str(share.baseline), share.baseline_year, share.direction) == ("12.5", 2020, "up")
    assert (cost.baseline, cost.direction, cost.comparator) == (None, "down", "~")
    assert [text[a:b] for a, b in share.indicator] == ["服务贸易占外贸比重"]


def test_growth_is_named_by_its_subject() -> None:
    text = "到2025年，服务出口额达到8亿美元，同比增长25%。"
    growth = targets_in(match_text(text))[1]
    assert [text[a:b] for a, b in growth.indicator] == ["服务出口额", "同比增长"]


def test_each_value_finds_its_subject() -> None:
    text = "到2025年，服务进口额、服务出口额分别达到50亿美元和60亿美元。"
    found = targets_in(match_text(text))
    assert ["".join(text[a:b] for a, b in f.indicator) for f in found] == [
        "服务进口额",
        "服务出口额",
    ]


# --- documents --------------------------------------------------------------------------------


def targets(text: str) -> list[Target]:
    document = lay_out(text)
    return find_targets(with_clauses(document, build_tree(document, read_frame(document).tail)))


HEAD = "甲市人民政府关于发展服务贸易的意见\n甲政发〔2023〕5号\n\n"


def test_a_year_governs_the_list_it_introduces() -> None:
    text = HEAD + (
        "一、发展目标\n到2025年，实现以下目标：\n1.服务出口额达到20亿美元。\n2.培育企业30家。\n"
        "二、重点任务\n1.建设公共平台3个。\n"
    )
    assert [(str(t.value), t.year) for t in targets(text)] == [
        ("20", 2025), ("30", 2025), ("3", None),
    ]  # fmt: skip


def test_a_figure_restated_later_counts_once() -> None:
    text = HEAD + (
        "一、目标\n每年新开国际及地区航线3条以上。到2025年，服务出口额达到20亿美元。\n"
        "二、任务\n1.拓展航线网络，每年新开国际航线3条以上。\n2.到2025年，服务出口额达到20亿美元。\n"
    )
    assert [(str(t.value), t.recurring) for t in targets(text)] == [("3", True), ("20", False)]


def test_equal_figures_of_different_indicators_both_count() -> None:
    text = HEAD + "一、目标\n到2025年，新增航线3条。新增班列线路3条。\n"
    assert len(targets(text)) == 2


def test_offsets_lead_to_the_words_as_printed() -> None:
    text = HEAD + "一、目標\n到２０２５年，服務出口額達到３０億美元，企業數量超過１００家。\n"
    first, second = targets(text)
    assert text[first.start : first.end] == "服務出口額達到３０億美元"
    assert second.indicator == "企業數量"
    assert (first.unit, second.comparator) == ("億美元", ">")


TABLE = (
    "附件\n甲市服务贸易发展目标分解表\n单位：亿美元\n\n序号\t类别\t行业\t2022年\t2025年目标\n"
    "1\t运输类\t海运\t30.5\t40\n\t\t空运\t\t10\n2\t旅行类\t旅行\t51\t71\n合计\t\t\t101.2\t121\n"
)


def test_a_target_table_with_groups_blank_cells_and_a_total() -> None:
    found = targets(TABLE)
    assert [(t.indicator, str(t.value), t.unit, t.year, t.is_total) for t in found] == [
        ("海运", "40", "亿美元", 2025, False),
        ("空运", "10", "亿美元", 2025, False),
        ("旅行", "71", "亿美元", 2025, False),
        ("合计", "121", "亿美元", 2025, True),
    ]
    assert [None if t.baseline is None else str(t.baseline) for t in found] == [
        "30.5", None, "51", "101.2",
    ]  # fmt: skip
    assert [t.group for t in found] == ["运输类", "运输类", "旅行类", None]


def test_units_signs_and_ranges_in_cells() -> None:
    text = (
        "附表\n主要指标表\n\n指标\t单位\t属性\t2025年基数\t2026年目标\t2028年目标\n"
        "服务出口额\t亿美元\t预期性\t18\t20\t24\n数字服务占比\t%\t预期性\t39\t≥40\t50左右\n"
        "龙头企业\t家\t约束性\t\t12\t18—20\n示范区（县级）\t个\t约束性\t1\t-\t3\n"
    )
    assert [(t.comparator, str(t.value), t.unit, t.year) for t in targets(text)] == [
        ("=", "20", "亿美元", 2026), ("=", "24", "亿美元", 2028),
        (">=", "40", "%", 2026), ("~", "50", "%", 2028),
        ("=", "12", "家", 2026), ("range", "18", "家", 2028),
        ("=", "3", "个", 2028),
    ]  # fmt: skip


def test_units_in_the_indicator_and_years_without_the_word_target() -> None:
    text = (
        "附表\n“十四五”服务贸易主要指标\n\n序号\t指标\t2020年\t2025年\t年均增长（%）\n"
        "1\t服务贸易总额（亿元）\t800\t1200\t8.5\n2\t示范企业（家）\t50\t100\t\n"
    )
    assert [(str(t.value), t.unit, t.year) for t in targets(text)] == [
        ("1200", "亿元", 2025), ("8.5", "%", 2025), ("100", "家", 2025),
    ]  # fmt: skip


def test_a_table_whose_rows_are_years() -> None:
    text = (
        "附表\n分年度发展目标\n\n年份\t服务出口额（亿美元）\t新增企业（家）\n2024年\t20\t30\n"
        "2025年\t25\t40\n"
    )
    assert [(t.indicator, str(t.value), t.unit, t.year) for t in targets(text)] == [
        ("服务出口额", "20", "亿美元", 2024), ("新增企业", "30", "家", 2024),
        ("服务出口额", "25", "亿美元", 2025), ("新增企业", "40", "家", 2025),
    ]  # fmt: skip


def test_a_table_of_tasks_is_no_table_of_targets() -> None:
    text = (
        "任务分工表\n\n序号\t工作任务\t责任单位\t完成时限\n1\t完善服务贸易统计制度。\t市统计局\t2025年\n"
        "2\t组织企业参加展会。\t市商务局\t2025年\n"
    )
    assert targets(text) == []


@given(
    st.integers(min_value=2, max_value=9999),
    st.sampled_from(["亿元", "万人次", "家", "%", "亿美元"]),
    st.sampled_from(["达到", "超过", "突破", "不低于", "提高到"]),
    st.integers(min_value=2022, max_value=2049),
)
def test_form_does_not_change_a_target(value: int, unit: str, verb: str, year: int) -> None:
    plain = f"到{year}年，全市服务贸易总额{verb}{value}{unit}。"
    wide = plain.translate(str.maketrans("0123456789%", "０１２３４５６７８９％"))
    spaced = plain.replace(str(year), f" {year} ").replace(str(value) + unit, f" {value} {unit}")
    traditional = plain.replace("务贸", "務貿").replace("总额", "總額").replace("亿", "億")
    expected = rows(plain)
    assert len(expected) == 1
    assert expected[0][1:] == (str(value), None, unit, year)
    assert rows(wide) == rows(traditional) == expected
    read = [targets(HEAD + text) for text in (plain, spaced)]
    assert [(t.value, t.unit, t.year) for t in read[0]] == [
        (t.value, t.unit, t.year) for t in read[1]
    ]


@given(
    st.text(
        alphabet="到2025年，。；服务额达到超过1030亿元家个%以上左右分别各、和（）“”《》由的",
        max_size=80,
    )
)
def test_any_text_is_read_and_every_span_lies_in_it(text: str) -> None:
    for found in targets_in(match_text(text)):
        assert 0 <= found.start < found.end <= len(text)
        assert all(0 <= a < b <= len(text) for a, b in found.indicator)


@pytest.mark.parametrize(
    ("words", "row"),
    [
        ("到2025年，入境游客恢复到80万人次", ("=", "80", None, "万人次", 2025)),
        ("每年召开调度会不少于4次", (">=", "4", None, "次", None)),
    ],
)
def test_what_is_restored_and_how_often_one_meets(words: str, row: Row) -> None:
    assert rows(f"{words}。") == [row]


@pytest.mark.parametrize(
    "words",
    [
        "单个机构年度扶持资金总额不超过60万元", "每家企业每年人才引进补贴总额不超过100万元",
        "单个企业每年累计不超过300万元", "同一项目资助金额不高于30万元",
    ],
)  # fmt: skip
def test_a_limit_on_what_somebody_gets_is_no_target(words: str) -> None:
    assert rows(f"{words}。") == []


def test_a_note_on_the_year_before_tells_where_the_goals_start() -> None:
    assert rows("说明：2020年全市服务外包执行额为18亿美元。", goal=True) == []
    assert rows("服务外包执行额2020年达到18亿美元。", goal=True) != []
