"""Whether a figure is a target: what speaks for it, and what it is instead."""

import re
from dataclasses import dataclass

from fumao.reading import target_words as words
from fumao.reading.numbers import Figure
from fumao.reading.target_clause import Clause
from fumao.reading.target_passage import TargetPassage

_CONDITION_ENDS = ("的", "的企业", "的单位", "者", "的项目")
_NOT_A_UNIT = re.compile(r"强|级|成|版|线|年|星|码|号|章|条|城|网|带|国集|国")
_TOPIC = re.compile(
    r"(?:在(?![岸线])|以(?![上下内及])|围绕|针对|从(?![业事])|对(?![外接])|(?<![面导])向|按照?|依托|面向|由)[^，,、]*$"
)
_LIST = re.compile(r"[,、]?[^,;。]{0,30}?(?:、|和|及|与|,|并|等)(?:不少于|不低于|至少|约)?")
_BASE = re.compile(r"每(?:新增|增加|增长|提高|引进|实现|完成|满|超过|超)?$")  # 每增加1万平方米
_CEILING = re.compile(
    r"(?:最高|封顶|上限|限额)[^,、]{0,8}$"
    r"|(?:资助|补助|补贴|奖励|奖补|贴息|扶持|支持)(?:资金|金额|总?额度?|合计|累计)+(?:不超过|不高于|不多于|至多|最多)$"
    r"|(?:单个|单家|单户|每家|每户|每个|同一)[^,、]{0,14}(?:不超过|不高于|不多于|至多|最多)$"
)
_NOTE = re.compile(r"(?:注|备注|说明)\d{0,2}[:.]")
_AMONG = re.compile(r"在.*(?:中|之中|方面|基础上|框架下)$")
_MODAL = re.compile(r"力争|争取|确保|努力|要|将|实现|推动|使(?!用)|目标|预期|计划|保持|达到")
_DONE = re.compile(
    r"(?:全面|全部|基本|如期|率先)?(?:建成|完成|投入使用|投用|落地|开工|达标|上市|入库|竣工|开业|运营|启动)$"
)
_PRESSED = re.compile(r"压缩|压减|缩短|精简")
_DOWN_TO = re.compile(r"控制在|压减|压缩|降|减")
_SOFT_PAST = ("已", "取得", "占全国", "占全省", "占全市", "了")  # a year outweighs these


@dataclass(frozen=True, slots=True)
class Scope:
    """What governs a passage from outside it."""

    year: int | None = None
    goal: bool = False  # under a heading of goals
    past: bool = False  # under a heading of what has been achieved
    terms: bool = False  # in a list of conditions
    issued: int | None = None  # the document's own year


@dataclass(frozen=True, slots=True)
class Case:
    """One figure with all that is known when it is judged."""

    passage: TargetPassage
    scope: Scope
    figure: Figure
    clause: Clause
    said: words.Wording
    rest: str  # the words before the verb
    gap: str | None  # what stands since an earlier target of the sentence

    @property
    def amid(self) -> bool:
        """Tell whether an earlier figure of the sentence is a target."""
        return self.gap is not None

    @property
    def goes_on(self) -> bool:
        """Tell whether the figure goes on a list of targets: 培育企业3家、平台2个, 5名骨干."""
        return self.gap is not None and _LIST.fullmatch(self.gap) is not None

    @property
    def ahead(self) -> str:
        """The clause up to the figure."""
        return self.passage.text[self.clause.start : self.figure.start]

    @property
    def behind(self) -> str:
        """The clause after the figure and its 以上."""
        return self.passage.text[self.passage.after(self.figure) : self.clause.end]


def is_target(case: Case) -> bool:
    """Judge one figure."""
    figure, passage = case.figure, case.passage
    if (figure.vague and not case.said.reach) or _BASE.search(case.ahead[-4:]):
        return False
    year, recurring = passage.year(figure, case.clause, case.scope.year)
    governed = year is not None or recurring or case.scope.goal or passage.framed(figure)
    if _is_past(case, year) or _is_condition(case, governed):
        return False
    if figure.kind in ("money", "share"):
        return _judge_amount(case, governed)
    if figure.kind == "count":
        return not _is_other_count(case) and _judge_count(case, governed)
    if figure.kind == "duration":
        shorter = words.SHORTEN.search(case.ahead[-12:]) is not None
        return shorter and case.passage.at_boundary(figure)
    said = case.said.reach or (
        passage.suffix(figure) is not None and words.STRONG_ACTION.search(case.ahead) is not None
    )
    return said and governed and not _NOT_A_UNIT.search(figure.unit)


def _is_past(case: Case, year: int | None) -> bool:
    """Tell whether the figure states what was: an earlier year, 已, 截至, 目前共有."""
    issued = case.scope.issued
    if case.passage.reports(case.figure):
        return True
    if year is not None and issued is not None and year > issued:
        return False
    if case.scope.past:
        return True
    if year is not None and issued is not None and year < issued:
        # A plan may be printed in the year after its first goals; a note tells where they start.
        late = case.scope.goal and year == issued - 1 and not _NOTE.match(case.passage.text)
        if not late:
            return True
    told = case.clause.sentence.past
    return told is not None and not (year is not None and told in _SOFT_PAST)


def _is_condition(case: Case, governed: bool) -> bool:
    """Tell whether the figure is a threshold of access, eligibility or a grant."""
    clause, sentence = case.clause, case.clause.sentence
    if case.figure.kind != "other" and clause.text.rstrip().endswith(_CONDITION_ENDS):
        return True
    if case.figure.start < sentence.admits_until:
        return True
    if clause.sets_access or case.passage.on_terms(case.figure):
        return True
    if case.figure.kind == "money" and case.figure.start > sentence.allots_from:
        return True
    return sentence.grants and _is_granted_for(case, governed)


def _is_granted_for(case: Case, governed: bool) -> bool:
    """Tell whether the grant that the sentence names is for the figure."""
    if case.clause.grants or (case.figure.kind == "money" and case.said.ceiling):
        return True
    if not governed:
        addressed = (
            case.figure.start < case.clause.sentence.addresses_from <= case.clause.sentence.end
        )
        made = addressed and words.STRONG_ACTION.search(case.ahead) is not None
        return not (made or _is_named_work(case))  # 建设平台10个,对每个平台给予…
    return case.clause.sentence.addresses_from < case.figure.start


def _judge_amount(case: Case, governed: bool) -> bool:
    """Money and shares stand at the end of what they say; before a noun they are its size."""
    bounded = case.passage.suffix(case.figure) is not None
    if case.figure.kind == "money" and _CEILING.search(case.ahead[-16:]):
        return False
    if _is_attribute(case):
        return False
    if not case.passage.at_boundary(case.figure):
        floor = bounded or case.said.comparator in (">=", ">")
        part = case.figure.kind == "share" and floor and case.behind.startswith("的")
        return part and words.MAKES.search(case.rest) is not None  # 推动80%以上的企业上云
    if case.said.reach:
        return governed or (not case.said.ceiling and not _is_reported(case, bounded))
    if not governed and not case.amid:
        return words.STRONG_ACTION.search(case.ahead) is not None
    return bool(words.LEADING.sub("", case.rest).strip()) or bounded or case.said.start > 0


def _is_attribute(case: Case) -> bool:
    """Tell whether the sum tells the size of things counted before: 3个年交易额超10亿元的平台."""
    gap = case.gap
    if not gap or len(gap) > 40 or re.search(r"[,、和及]|以及", gap):
        return False
    tail = case.passage.text[case.clause.start : case.figure.start - len(gap)]
    return tail != "" and "的" in case.behind and not words.ACTION.search(gap.rstrip("超过达到"))


def _is_reported(case: Case, bounded: bool) -> bool:
    """Tell whether a growth without year, bound or will is a report: 出口增长14.5%."""
    said = case.said
    if bounded or not said.change or said.comparator != "=" or _PRESSED.search(case.ahead[-8:]):
        return False
    return _MODAL.search(case.clause.sentence.text) is None


def _is_other_count(case: Case) -> bool:
    """Tell whether a count is a rank, a meeting, a size or a quota."""
    ahead = case.ahead
    floor = case.said.comparator == ">=" and not case.figure.written and case.figure.value > 1
    if words.RANKING.search(ahead[-6:]) or (case.clause.meets and not floor):
        return True
    if _AMONG.match(case.clause.text.strip()):
        return True
    if case.clause.inner and not words.LEADING.sub("", ahead).strip("约超过"):
        return True  # 规模企业(800人以上)
    if case.said.ceiling and not _DOWN_TO.search(ahead[-12:]):
        return True
    return _is_size(case)


def _is_size(case: Case) -> bool:
    """Tell whether the count measures something counted later: 100人以上企业10家."""
    passage, behind = case.passage, case.behind
    after = passage.after(case.figure)
    bound = case.said.comparator in (">=", ">", "<=", "<") or after > case.figure.end
    if bound and behind.startswith("的") and not passage.at_boundary(case.figure):
        return True
    later = passage.next_figure(case.figure.end, case.clause.end)
    if later is None or later.kind not in ("count", "other"):
        return False
    gap = passage.text[after : later.start]
    last = passage.after(later)
    if bound and gap[:1] == "、" and passage.text[last : last + 1] == "的":
        return not passage.at_boundary(later) and not words.STRONG_ACTION.search(case.ahead)
    if "(" in gap:
        return False
    if not gap or re.search(r"[、和及与并]|以及", gap):
        return False
    said = words.wording(gap)
    floor = case.passage.suffix(case.figure) is not None and said.start > 0  # 100人以上企业达到
    return (floor or not said.reach) and not words.STRONG_ACTION.search(gap)


def _judge_count(case: Case, governed: bool) -> bool:
    """A count needs a verb of reaching or making, or a year that governs it."""
    said, ahead, behind = case.said, case.ahead, case.behind
    generic = words.GENERIC.match(behind) is not None
    if said.reach:
        return governed or not generic
    made = governed and behind.startswith("示范") and words.ACTS_ON.search(ahead[-8:])
    if generic or (words.PLACES.match(behind) and not made):
        return False
    listed = ahead.endswith("等")  # 服务外包、金融等八个行业
    acts = (words.ACTION if governed and not listed else words.STRONG_ACTION).search(
        ahead
    ) is not None
    acts = acts or (governed and case.goes_on)
    if case.figure.unit == "番" or words.MULTIPLIES.match(case.passage.text, case.figure.start):
        return True
    if words.HEADCOUNT_LIST.search(ahead) and not (governed and acts):
        return False
    if not acts and _TOPIC.search(ahead[-80:]):
        return False
    return _is_stated(case, governed, acts)


def _is_named_work(case: Case) -> bool:
    """Tell whether the clause is work with its count behind: 实施改造项目75个."""
    work = words.LEADING.sub("", case.rest)
    verb = words.ACTION.match(work)
    at_end = case.passage.at_boundary(case.figure)
    return verb is not None and len(work) > verb.end() + 1 and at_end and case.said.start > 0


def _is_stated(case: Case, governed: bool, acts: bool) -> bool:
    suffix = case.passage.suffix(case.figure) or ""
    floor = case.said.comparator == ">=" or (
        suffix.endswith("以上") and case.passage.at_boundary(case.figure)
    )
    if case.figure.written:  # 一批, 两个市场 are words; 三十家 under a verb is a count
        return floor or (governed and acts and case.figure.value >= 2)
    if case.said.comparator != "=" or case.passage.after(case.figure) > case.figure.end:
        return governed or acts or floor or words.ACTS_ON.search(case.ahead[-10:]) is not None
    if acts or _is_named_work(case) or (governed and _DONE.search(case.behind)):
        return True
    if case.goes_on or words.SETS_GOING.search(case.ahead):  # 推动1000家企业上云
        return not case.passage.at_boundary(case.figure)
    whole = case.passage.at_boundary(case.figure) or case.figure.value_max is not None
    return (governed or case.amid) and whole
