"""The clauses of a passage and which of their figures are given, not thresholds or bases."""

import re
from dataclasses import dataclass, replace

from fumao.reading import incentive_words as words
from fumao.reading.numbers import Figure, prose_figures
from fumao.reading.target_passage import within

_CLAUSE_END = re.compile(r"[，,；;。：:！!\t\n]")
_TITLE = re.compile(r"《[^《》]*》")
_PAREN = re.compile(r"[（(][^（）()]*[）)]")
_NOT_RATES = ("个百分点", "百分点", "个点")
_THRESHOLD_VERB = re.compile(r"(?:达到|达|(?<!不)超过|突破|满|不低于|不少于|(?<!不)高于)$")
_GIVEN_JUST_NOW = re.compile(r"(?:给予|奖励|补助|补贴|资助|可)[^，,]{0,6}$")
_LISTED_THRESHOLD = re.compile(r"达到|超过|突破|不低于|不少于|以上$")
_BASE_SHARE = re.compile(
    r"(?:增长|增幅|增速|占比|比重|提高|提升|达到|(?<!不)超过|(?<!不)高于|低于|下降|占[^，,]{0,12}|持股|股权|"
    r"上浮|下浮|上调|下调|利率|费率|LPR)[^，,给按]{0,4}$"
)
_BY_RATE = re.compile(r"(?:按|按照|给予)[^，,]{0,20}$")
_RATE_AHEAD = re.compile(
    r"(?:支持|扶持)[^,]{0,16}(?:不超过|不高于|最高)|按|给予|予以|减按|补贴|补助|资助|奖励|贴息|返还|享受|配套|标准"
)
_RATE_BEHIND = re.compile(
    r"(?:的)?(?:比例|标准|额度|税率|部分)?(?:以内|左右)?(?:的)?"
    r"(?:由|给予|予以|进行|安排|奖励|补助|补贴|资助|贴息|计提|征收|税率|优惠)"
)
_NAMED_LEVEL = re.compile(rf"[^,\d]{{0,12}}(?:{words.LEVELS.pattern})[^,\d]{{0,12}}")
_INTEREST_AHEAD = re.compile(
    r"(?:贴息|利息补[贴助])[^,;。:]{0,10}$|(?:贴息|利息补[贴助])[^;。:,]{0,8},(?:贴息|补贴|补助)?[^,;。:\d]{0,10}$"
)
_INTEREST_BEHIND = re.compile(
    r"(?:的)?(?:比例|标准|幅度|额度)?(?:以内)?(?:的)?(?:给予|予以|进行|享受)?[^,;。:、\d]{0,10}?(?:贴息|利息补[贴助]|贴补)"
)
_LOAN_BASE = re.compile(
    r"(?:及|或)?(?:以下|以内)?(?:\(含\))?(?:的|流动资金|信用|银行|短期)*(?:贷款|授信|融资)(?:的|本金|部分)*$"
)
_LOAN_HELP = re.compile(r"[^;。]{0,30}(?:贴息|贴补|补助|补贴|奖励|利息|担保费|风险)")
_ELLIPSIS = re.compile(r"(?:[每单][^,\d]{1,8})?(?:最高|不超过|最多)$")
_EXCESS = re.compile(r"(?:高于|超过|超出|低于)$")
_CLAUSE_REACH = 400
_LONGEST = 1500


@dataclass(frozen=True, slots=True)
class Clause:
    """What stands between two commas or colons, with its sums of money and shares."""

    start: int
    end: int
    text: str
    stop: str  # the sign that ends it
    figures: tuple[Figure, ...]

    @property
    def is_condition(self) -> bool:
        """Tell whether it ends in 的 before a comma: 获得省级称号的,"""
        return self.stop in (",", "，") and self.text.rstrip().endswith("的")

    @property
    def sums(self) -> tuple[Figure, ...]:
        """The sums of money."""
        return tuple(f for f in self.figures if f.kind == "money")


@dataclass(frozen=True, slots=True)
class Setting:
    """What the sentence has said before the clause."""

    open: bool = False  # a grant whose ceiling may follow
    promised: bool = False  # 给予 without a figure
    listed: bool = False  # after 标准为: every sum is given
    same: bool = False  # another recipient of what the sentence before gave: 对机构,每人不超过…


def clauses_of(text: str) -> list[Clause]:
    """Cut a passage at commas, colons and stops outside parentheses."""
    titles = [m.span() for m in _TITLE.finditer(text)]
    parens = [m.span() for m in _PAREN.finditer(text)]
    found = [
        replace(f, value=f.value / 10, unit="%") if f.unit == "‰" else f
        for f in prose_figures(text)
        if f.kind in ("money", "share")
        and not within(f.start, titles)
        and (f.unit not in _NOT_RATES or _is_interest(text, f))
    ]
    inside = [(f.start, f.end) for f in found]
    out, start, number = [], 0, 0
    for at, sign in [*_stops(text), (len(text), "\n")]:
        if at < len(text) and (within(at, parens) or within(at, inside)):
            continue
        while at - start > _LONGEST:  # no sentence of the genre; keeps the time linear
            cut = start + _LONGEST
            mine = []
            while number < len(found) and found[number].start < cut:
                mine.append(found[number])
                number += 1
            cut = max(cut, mine[-1].end if mine else 0)
            out.append(Clause(start, cut, text[start:cut], "\n", tuple(mine)))
            start = cut
        mine = []
        while number < len(found) and found[number].start < at:
            mine.append(found[number])
            number += 1
        out.append(Clause(start, at, text[start:at], sign, tuple(mine)))
        start = at + 1
    return out


def _is_interest(text: str, figure: Figure) -> bool:
    """Tell whether points of a rate are what is given: 2个百分点的贷款贴息, 贴息1.5个百分点."""
    before = _INTEREST_AHEAD.search(text, max(figure.start - 30, 0), figure.start)
    return before is not None or _INTEREST_BEHIND.match(text, figure.end) is not None


def _stops(text: str) -> list[tuple[int, str]]:
    """Return the signs that end clauses; the colon of 1:1 is none."""
    return [
        (m.start(), m[0])
        for m in _CLAUSE_END.finditer(text)
        if not (m[0] in ":：" and text[m.start() - 1 : m.start()].isdigit())
    ]


def given_figures(text: str, clause: Clause, setting: Setting) -> tuple[list[Figure], list[Figure]]:
    """Return (rates, sums) that the clause gives; 50万元至100万元 is one sum."""
    given: list[Figure] = []
    for figure in clause.figures:
        goes_on = bool(given) and given[-1].kind == figure.kind
        listed = goes_on and text[given[-1].end : figure.start] in ("、", "和", "及", "与", "或")
        if listed or _is_given(text, clause, figure, setting):
            given.append(figure)
    sums: list[Figure] = []
    for figure in given:
        if figure.kind != "money":
            continue
        gap = text[sums[-1].end : figure.start] if sums else ""
        if gap in ("至", "到", "—", "-", "~", "以上至"):
            sums[-1] = replace(figure, start=sums[-1].start)
        else:
            sums.append(figure)
    return [f for f in given if f.kind == "share"], sums


def _is_given(text: str, clause: Clause, figure: Figure, setting: Setting) -> bool:
    before = text[max(clause.start, figure.start - _CLAUSE_REACH) : figure.start]
    after = text[figure.end : min(clause.end, figure.end + _CLAUSE_REACH)]
    if words.TAIL_THRESHOLD.match(after):
        return False
    if _counts_by(after) and not (figure.kind == "share" and _BY_RATE.search(before)):
        return False
    if figure.kind == "share":
        paid_out = words.INSTALMENTS.match(after)  # 按40%、30%、30%的比例分三年拨付
        rate = _is_rate(before, after, setting) or _is_deduction(text, clause, after)
        return rate and not paid_out
    ends = not after.strip() and clause.stop not in (",", "，", ":", "：")
    if setting.same and ends and _ELLIPSIS.fullmatch(before.strip()):
        return True
    gives = words.GIVE.search(before) is not None and not before.lstrip().startswith("对")
    loan = not gives and clause.stop in (",", "，") and _LOAN_BASE.match(after)
    if loan and _LOAN_HELP.match(text, clause.end + 1):
        return False  # 对1000万元以下贷款,给予贴息: the loan is what the help is for
    # 对五级的给予30万元,四级20万元
    level = setting.open and not after.strip() and _NAMED_LEVEL.fullmatch(before.strip())
    listed = setting.listed and not _LISTED_THRESHOLD.search(before[-8:])
    behind = (
        words.TAIL_BENEFIT.match(after)
        or words.TAIL_STANDARD.match(after)
        or words.GIVES_AFTER.match(after)
    )
    return bool(behind or level or listed) or _is_given_ahead(clause, before, setting)


def _counts_by(after: str) -> bool:
    """Tell whether another sum is given for the figure: 每1美元奖励0.1元."""
    tail = words.TAIL_BENEFIT.match(after)
    if tail and re.match(r"\d|人民币\d", after[tail.end() :]):
        return True
    return words.GIVES_NEXT.match(after) is not None


def _is_given_ahead(clause: Clause, before: str, setting: Setting) -> bool:
    if _THRESHOLD_VERB.search(before) and not _GIVEN_JUST_NOW.search(before):
        return False
    if words.GIVE.search(before):
        return True
    loan = words.LOAN.search(clause.text) is not None
    if not words.CAP_AHEAD.search(before):
        return False
    if setting.open or setting.promised or loan:
        return True
    return (
        words.HOLDER.search(before) is not None and re.search(words.NOUN, clause.text) is not None
    )


def _is_rate(before: str, after: str, setting: Setting) -> bool:
    if "加计扣除" in before:
        return True
    if _BASE_SHARE.search(before) and not _BY_RATE.search(before):
        return False
    if _EXCESS.search(before) and re.match(r"(?:的)?部分", after):
        return words.DEDUCTION.search(after) is not None
    if words.COUNTED.match(after) and not re.search(words.NOUN, before + after):
        return False
    if (
        _RATE_AHEAD.search(before)
        or words.DEDUCTION.search(after)
        or words.TAIL_BENEFIT.match(after)
        or _RATE_BEHIND.match(after)
    ):
        return True
    # 给予房租补贴,第一年100%、第二年80%
    yearly = setting.promised and words.YEARS_APART.search(before[-12:]) is not None
    return yearly or (setting.open and words.CAP_AHEAD.search(before) is not None)


def _is_deduction(text: str, clause: Clause, after: str) -> bool:
    """Tell whether a ceiling of expense is deducted later on: 不超过总额8%的部分,准予扣除."""
    if "不超过" not in clause.text or not re.match(r"(?:的)?部分", after):
        return False
    rest = text[clause.end : clause.end + _CLAUSE_REACH]
    stop = re.search(r"[。；;]", rest)
    return words.DEDUCTION.search(rest[: stop.start()] if stop else rest) is not None
