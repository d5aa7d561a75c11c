"""The words around a figure: what makes it a target, and what makes it something else.

All patterns match matching text (half-width, simplified). A tail pattern is anchored to the end
of the words before a figure and is only given a short window, so it cannot run away.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

from fumao.reading.model import Comparator

type Direction = Literal["up", "down"]

_GREATER = "超过|突破|高于|多于|大于|跃上|迈上|跨越|超|逾|(?<![通经超不])过|>"
_AT_LEAST = "不低于|不少于|不小于|不下于|至少|最少|最低|≥|>=|≧"
_AT_MOST = "不超过|不高于|不多于|不大于|至多|最多|控制在|压减在|≤|<=|≦"
_LESS = "低于|少于|小于|<"
_ABOUT = "大约|约为|约|接近|将近|近"
_UP = "提高|提升|增长|增加|上升|扩大|递增|回升|放大"
_DOWN = "下降|降低|减少|压缩|压减|缩短|缩减|递减|节约"
_UP_TO = f"{_UP}|恢复|延长|拓展|壮大|发展|增|升|提"
_DOWN_TO = f"{_DOWN}|降|减|缩"
_EQUAL = (
    f"达到|达成|达|占到|实现|完成|稳定在|保持在|维持在|保持|维持|稳定|总量为|为|是|(?:{_UP_TO}|{_DOWN_TO})(?:到|至|为)|到|至|"
    "总数|占|="
)
_CHANGE = f"增长率|增速|增幅|降幅|翻|{_UP}|{_DOWN}"
_ADVERB = (
    "力争|争取|确保|努力|分别|均|各|都|也|再|累计|年均|每年|同比|环比|平均|全部|合计|共计|总计|共|"
    "(?:比|较|在|以)(?:上年|去年|(?:19|20)\\d\\d年)(?:度)?(?:底|末)?(?:的?基础上|的?水平|为基期)?|逐年|进一步|基本|普遍|预计|预期|将|要|应|(?:19|20)\\d\\d年(?:底|末|度)?的?|目标值?|左右|不断|"
    "稳步|持续|每年|每[千万百]?人(?:拥有)?|每平方公里|人均|户均|每|:|：|以每年|(?:\\d{1,2}|[一二三四五六七八九十])年|年"
)
_AT_LEAST_AHEAD = re.compile(r"(?:至少|不少于|不低于|最少)[^，,、；;。\d]{1,6}$")
VERBS = re.compile(
    f"(?:{_AT_LEAST}|{_AT_MOST}|{_GREATER}|{_LESS}|{_EQUAL}|{_CHANGE}|{_ABOUT}|{_ADVERB})+$"
)
_STEP = re.compile(
    f"(?P<ge>{_AT_LEAST})|(?P<le>{_AT_MOST})|(?P<gt>{_GREATER})|(?P<lt>{_LESS})|"
    f"(?P<eq>{_EQUAL})|(?P<change>{_CHANGE})|(?P<about>{_ABOUT})|(?P<adverb>{_ADVERB})"
)
_RISING, _FALLING = re.compile(_UP_TO), re.compile(_DOWN_TO)
_SHARE_BASE = re.compile(
    r"(达到|达|占到|占|为|超过|突破|相当于|提高到|提高至|提升至|提升到|不低于|高于|约占)"
    r"[^，,；;。：:、\d]{1,20}的(?:比重|比例|份额)?(达到|达|为|约|超过|不低于|约为)?$"
)
BASELINE = re.compile(
    r"(?:由|从|自|在)(?:目前|现在|现有|当前|现状|上年|去年|(?P<year>(?:19|20)\d\d)年(?:度)?(?:底|末)?)?"
    r"(?:的|约|不足|不到|近|为)*$"
    r"|(?:较|比)(?:上年|去年|(?P<than>(?:19|20)\d\d)年(?:度)?(?:底|末)?)的?$"
)
BASELINE_NEXT = re.compile(
    rf"的?基础上|(?:左右|以上|以下)?(?:稳步|逐步|进一步|大幅|快速)?(?:{_UP_TO}|{_DOWN_TO}|到|至|翻)"
)
BARE_BASELINE = re.compile(
    rf"(?:由|从)(?:目前|现在|(?:19|20)\d\d年(?:底|末)?)?的?(\d+(?:\.\d+)?)"
    rf"(?:{_UP_TO}|{_DOWN_TO}|到|至)[到至]?(?:(?:19|20)\d\d年的?)?$"
)
SUFFIX = re.compile(
    r"(?:人民币)?(?:[（(](?:不?含|次|个|家|项|人|户|条)[）)])?(?P<word>及以上|或以上|以上|左右|上下|及以内|以内|之内|"
    r"及以下|以下|内)?(?:[（(]含[）)])?"
)
BOUNDARY = re.compile(
    r"\s|$|[/，,。；;：:、！!？?（()）”》〔〕【】\[\]]|和|及|与|以及|并|且|或|而|至|到|提|增|升|下|降|扩|压|缩|"
    r"大关|新台阶|新高|规模(?!以上|化|企)|目标|水平|台阶|量级|关口|的(?:目标|速度|增速|增幅|水平|规模(?!以上|化|企)|比例|比重|份额)"
)
_STRONG_ACTIONS = (
    "新增|新建|新设|新开|新引进|新招引|新认定|新培育|新签|净增|建成|建设|建立|共建|创建|打造|培育|培植|引育|"
    "引进|引入|招引|认定|培养|培训|轮训|设立|组建|孵化|集聚|聚集|汇聚|吸引|吸纳|举办|承办|举行|开通|开行|增设|布局|"
    "争创|获批|形成|制修订|选派|遴选|选树|拥有|接待|做强|壮大|扩大到|招收|发展|落地|实现|完成|策划|开设|"
    "达成|签署|推出|新上|制定|制订|研制|编制|签约|建好|办好|储备|输送|转化|创作|出版"
)
_WEAK_ACTIONS = (
    "组织|资助|发动|动员|谋划|筹建|加强与|开展|实施|评选|选拔|扶持|支持|入驻|落户|签订|修订|发布|推动|推进|带动|拓展|服务|登记|授权|改造|覆盖|"
    "出台|启动|开工|推广|提供|创造|安置|招聘|派出|主导|参与|争取|力争|确保|保持|保有|辐射|链接|上云|推荐|设置|配备|梳理|"
    "复制|总结|部署|新|纳入|升级|加密|超|达|投放|投入|建|育"
)
STRONG_ACTION = re.compile(_STRONG_ACTIONS)
ACTION = re.compile(f"{_STRONG_ACTIONS}|{_WEAK_ACTIONS}")
ACTS_ON = re.compile(f"(?:{_STRONG_ACTIONS}|{_WEAK_ACTIONS})(?:至少|约|超过)?$")
MAKES = re.compile(
    r"(?:实现|推动|推进|确保|力争|带动|使|保证|引导|支持|促进|组织)(?:(?:全|本|我)[市省区县镇乡村国校域行]|辖区(?:内)?)?(?:至少)?$"
)
LEADING = re.compile(
    r"^(?:[、，,和及与并且；;\s“]|以及|(?:未来|今后)?(?:\d{1,2}|[一二三四五六七八九十])年(?:左右)?(?:的?时间|之?内)|用(?=.{1,4}年)|同时|其中|力争|争取|确保|努力|实现|使|推动|促进|年内|全年|"
    r"(?:到|至|在|于|截至|力争到|截止)?(?:(?:19|20)\d\d年(?:度)?(?:(?:至|到|[-—~])(?:(?:19|20)\d\d)年)?|"
    r"[“\"]?十[一二三四五六七八九]五[”\"]?(?:期?末|期间|时期))(?:\d{1,2}月)?(?:底|末|初)?(?:之?前)?)+"
)
SETS_GOING = re.compile(
    r"(?:争取|力争|推进|推动|引导|带动|帮助|指导|组织|助力|促进)(?:全[市省区县]|辖区内?)?(?:不少于|不低于|至少|超过|约|近)?$"
)
MULTIPLIES = re.compile(r"翻番|倍增")
GENERIC = re.compile(
    r"(?:重点|主要|关键|基本|核心|大|具体|细分|新兴|优势|特色|潜力)*(?:方面|领域|环节|阶段|原则|层面|维度|步骤|要素|目标|方向|因素|问题|"
    r"层次|部门|单位|工作组|专班|小组|专项|转变|优势|抓手|体系|机制|统一|结合|坚持|意识|文件|通知|意见|办法|"
    r"部分|类别|任务|举措|措施|工作|事项|改革|条例|档次|等级|环境|市场|关系|一批|条件|要求|条款|附件|规定)"
)
PLACES = re.compile(
    r"(?:试点|示范)?(?:省|直辖市|市|城市|地区|区域|县|区|国家|自治区|省份|自贸试验区|片区)"
    r"(?=$|[^\u4e00-\u9fff]|[和及与开试推先复的设进实等在率参共间内])"
)
RANKING = re.compile(r"(?:前|第|前列第|排名|位列|位居|位次|全国第|top|TOP)$")
HEADCOUNT_LIST = re.compile(
    r"(?:等|等共|共|这|上述|(?<![元人家个户%万亿吨米级])以上|以下|下列|如下|该|其他|另外|前述)$"
)
MARKET_ACCESS = re.compile(
    r"股比|股权|权重|表决|评分|得分|总票数|持股|控股|外资比例|出资|注册资本|注册资金|实缴|税率|税负|费率|利率|首付|保证金|罚款|处以|"
    r"滞纳金|扣除|减按|征收率|退税率|误差|起征|限额(?!以[上下])|免税额|门槛|资产总额不|净资产|抵免|自付|容积率"
)
MEETING = re.compile(
    r"召开|(?:联席|调度|专题|工作|座谈|领导小组|办公)会|会议(?=[1-4一二两]次)|(?:评估|考核|复核|更新|公布)(?=[1-4一二两]次)|评审|评委|例会|通报|报送|检查|调度|抽查|联系|走访|碰头|会商|汇报|反馈"
)
RECURRING = re.compile(r"每年|逐年|每年度|每两年|每三年")
SHORTEN = re.compile(
    r"(?:压缩|缩短|压减|减少|降低|缩减|控制|稳定|提速|延长|增加|提高|保持|降|减|缩|达)(?:到|至|在|为)?(?:不超过|平均|约)*$|"
    r"(?:压缩|缩短|压减|减少|缩减)(?:了|约|至少|近)?$"
)
GRANT = re.compile(
    r"给予|给与|奖励|奖补|补助|补贴|(?<!培养)(?<!选拔)(?<!评选)(?<!扶持)资助(?!(?:不少于|不低于|约)?\d+(?:余|多)?[名人个家项支])|贴息|"
    r"减按|加计扣除|税前扣除|免征|减征|返还|授信额度|贷款额度|罚款|处以|"
    r"领取|予以(?:奖|补|资|扶|支持|配套)|可申请|可以申请|方可|视同|兑现|(?:设立|安排|组建|统筹)[^，,。；;]{0,24}(?:资金|基金|经费)"
)
ALLOTS = re.compile(
    r"(?:安排|统筹|整合|列支|下达|拨付|筹集)[^,;。]{0,24}(?:资金|基金|经费|预算)(?![^,;。]{0,6}(?:增长|达到))"
)
ADDRESSEE = re.compile(r"^(?:\s|支持|鼓励)*(?:对|凡|按|符合|经|获|新获|首次|被)")
PAST = re.compile(
    r"(?:已(?!经批准|建成[^，,。]{0,12}(?:基础上))|了(?!解)|截至|截止|以来|(?<![比较])去年|(?<![比较])上年(?!度?的|末的)|连续(?:\d|[一二三四五六七八九])+年(?![^,。]{0,4}[给每奖补资])|"
    r"现有|位居|首次突破|创历史|历史性|同期增|占全国|占全省|占全市|取得|近(?:\d|[一二三四五六七八九两])+年|跃居|稳居|成功|荣获)"
)
TENSE = re.compile(
    r"(?P<past>(?<![比较与同])(?:去年|上年)(?!度?的|末的|同期|[^,。]{0,6}基础上|水平)|"
    r"(?<=年)1[-—~至][2-9]月|(?<=年)1[-—~至]1[0-2]月|今年(?:以来|上半年|前|一季度|\d)|前(?:\d+|[一二三])个?(?:月|季度)|过去|截至|近(?:\d{1,2}|[一二三四五六七八九十两])?年来?)"
    r"|力争|争取|确保|预期|目标|计划|未来|今后|下一步|将(?=[^,。]{0,12}\d)|到(?:19|20)\d\d年|要"
)
ADMITS = re.compile(
    r"的(?:企业|单位|机构|园区|项目|平台|基地|个人|人员|组织|主体)[^,。;]{0,6}(?:可|方可|均可|可以|有资格)(?:以)?(?:申报|申请|参评|参加|享受|认定|纳入)"
)
AGO = re.compile(r"比上年|较上年|比去年|较去年|比20|较20")


# 各建成1家, 分别培育3家、5家: the word that hands out stands before the verb.
_HANDED_OUT = re.compile(
    f"(?P<how>各|均|分别)(?:要|再|新|至少|力争|将){{0,2}}(?:{_STRONG_ACTIONS}|{_WEAK_ACTIONS}){{1,2}}$"
)


@dataclass(frozen=True, slots=True)
class Wording:
    """What the words right before a figure say of it."""

    start: int  # where they begin, in the string given
    comparator: Comparator
    reach: bool  # a verb of reaching or changing stands there, not only adverbs
    change: bool  # growth: the indicator is the growth of the subject
    direction: Direction | None
    each: bool  # 各, 均
    respectively: bool  # 分别
    ceiling: bool


def wording(before: str) -> Wording:
    """Read the verbs and adverbs that end `before`, the words in front of a figure."""
    window = before[-48:]
    offset = len(before) - len(window)
    base = _SHARE_BASE.search(window)
    if base:
        verb = base[2] or base[1]
        start, words = offset + (base.start(2) if base[2] else len(window)), verb
    else:
        tail = VERBS.search(window)
        start = offset + tail.start() if tail else len(before)
        words = tail[0] if tail else ""
    kinds = [(m.lastgroup, m[0]) for m in _STEP.finditer(words)]
    said = _wording(start, kinds)
    handed = _HANDED_OUT.search(before[:start][-16:])
    if handed:
        start -= len(before[:start][-16:]) - handed.start()
        how = handed["how"]
        said = replace(said, start=start, each=how != "分别", respectively=how == "分别")
    if said.comparator == "=" and _AT_LEAST_AHEAD.search(window):
        said = replace(said, comparator=">=")
    return said


def _wording(start: int, kinds: list[tuple[str | None, str]]) -> Wording:
    names = [k for k, _ in kinds]
    comparator: Comparator = "="
    signs: tuple[tuple[str, Comparator], ...] = (
        ("about", "~"),
        ("gt", ">"),
        ("lt", "<"),
        ("ge", ">="),
        ("le", "<="),
    )
    for name, sign in signs:
        if name in names:
            comparator = sign
    words = [w for _, w in kinds]
    verbs = [(k, w) for k, w in kinds if k != "adverb"]
    down = any(_FALLING.match(w) for _, w in verbs)
    up = any(_RISING.match(w) for _, w in verbs)
    return Wording(
        start,
        comparator,
        reach=bool(verbs) and any(k != "about" and w not in ("到", "至") for k, w in verbs),
        change=any(k == "change" for k in names),
        direction="down" if down else "up" if up else None,
        each=any(w in ("各", "均", "都") for w in words),
        respectively="分别" in words,
        ceiling="le" in names or "lt" in names,
    )


def with_suffix(comparator: Comparator, word: str | None) -> Comparator:
    """Return the comparator once 以上, 左右 or 以内 follows the figure; it outweighs the verb."""
    if not word:
        return comparator
    if word.endswith("以上"):
        return ">=" if comparator != ">" else comparator
    if word in ("左右", "上下"):
        return "~"
    return "<="
