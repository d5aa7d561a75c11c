"""Incentives of one paragraph or cell: who gets how much, at what rate, up to what ceiling."""

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal

from fumao.reading import incentive_words as words
from fumao.reading.numbers import Figure, figures

_CLAUSE_END = re.compile(r"[，,；;。：:！!\t\n]")
_QUOTE = re.compile(r"《[^《》]*》")
_PAREN = re.compile(r"[（(][^（）()]*[）)]")
_JOINER = re.compile(r"^(?:以上|以下|左右|以内|人民币)?(?:、|和|及|与|或|以及|,|，|至|到|-|—)")
_RANGE_GAP = re.compile(r"^(?:以上)?(?:至|到|—|-|~|、|,)?$")


@dataclass(slots=True)
class Grant:
    """One incentive in the making, with positions in its passage."""

    start: int
    end: int
    amount: Decimal | None = None
    unit: str | None = None
    rate: Decimal | None = None
    one_off: bool = False
    per: str | None = None
    per_money: bool = False  # counted by a sum: 每100万美元
    cap: tuple[int, int] | None = None
    kind: str = "support"
    level: int = 0  # its place in a list of levels or values, from 0
    levels: int = 1  # how many that list holds
    recipient: tuple[int, int] | None = None
    condition: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class _Clause:
    start: int
    end: int
    text: str
    stop: str  # the sign that ends it
    figures: tuple[Figure, ...]


@dataclass(slots=True)
class _State:
    done: list[Grant] = field(default_factory=list)
    open: list[Grant] = field(default_factory=list)  # the grants of the sentence so far
    promised: bool = False  # 给予 without a figure, which may follow
    one_off: bool = False  # that promise is 一次性
    listed: bool = False  # after 标准为: every money figure is a grant
    sentence: int = 0  # where the sentence begins


def grants_in(text: str, standard: bool = False) -> list[Grant]:
    """Read the quantified incentives of one passage; `standard`: a cell of amounts alone."""
    if not standard and not words.STRICT.search(text):
        return []
    state = _State(listed=standard)
    for clause in _clauses(text):
        _read_clause(text, clause, state)
        if clause.stop in "；;。！!\t\n":
            _close(text, clause, state, standard)
    _close(text, None, state, standard)
    return [g for g in state.done if g.amount is not None or g.rate is not None]


def _close(text: str, clause: _Clause | None, state: _State, standard: bool) -> None:
    state.done.extend(g for g in state.open if g not in state.done)
    if clause is not None and clause.stop in "；;。！!":
        state.listed = standard or (state.listed and clause.stop in "；;")
        state.promised = state.promised and clause.end - state.sentence < 120 and clause.stop in "。！!"
        state.sentence = clause.end + 1
    keep = clause is not None and clause.stop in "。！!"
    state.open = [g for g in state.open if keep and g.amount is None]


def _clauses(text: str) -> list[_Clause]:
    hidden = [m.span() for m in _QUOTE.finditer(text)]
    parens = [m.span() for m in _PAREN.finditer(text)]
    found = [f for f in figures(text) if f.kind in ("money", "share") and not _in(f.start, hidden)]
    found = [f for f in found if f.unit not in ("个百分点", "百分点", "个点", "‰")]
    out, start = [], 0
    marks = [(m.start(), m[0]) for m in _CLAUSE_END.finditer(text)]
    marks = [
        (at, sign) for at, sign in marks
        if not _in(at, parens) and not any(f.start < at < f.end for f in found)
        and not (sign in ":：" and text[at - 1 : at].isdigit())
    ]
    number = 0
    for at, sign in [*marks, (len(text), "\n")]:
        inside = []
        while number < len(found) and found[number].start < at:
            inside.append(found[number])
            number += 1
        out.append(_Clause(start, at, text[start:at], sign, tuple(inside)))
        start = at + 1
    return out


def _in(position: int, spans: list[tuple[int, int]]) -> bool:
    return any(a <= position < b for a, b in spans)


# --- one clause ---------------------------------------------------------------------------------


def _read_clause(text: str, clause: _Clause, state: _State) -> None:
    if words.PENALTY.search(clause.text):
        return
    if clause.stop in ":：" and words.STRICT.search(clause.text) and not clause.figures:
        state.listed = True
    if words.ZERO_RATE.search(clause.text) and not re.search(r"零税率(?:范围|应税行为|目录)", clause.text):
        state.done.append(_zero(text, clause, state))
    condition = clause.text.rstrip().endswith("的") and clause.stop in ",，"
    ratio = words.RATIO.search(clause.text)
    if ratio and re.search(r"配套|匹配|配比|资助|补", clause.text) and not condition:
        grant = _new(text, clause, state, clause.start + ratio.start(), clause.start + ratio.end())
        grant.rate = Decimal(ratio[1]) * 100
        state.open.append(grant)
    fund = words.FUND.search(clause.text)
    money = [f for f in clause.figures if f.kind == "money"]
    if fund and money and not condition:
        grant = _new(text, clause, state, money[0].start, money[0].end)
        grant.amount, grant.unit, grant.kind = money[0].value_max or money[0].value, money[0].unit, "fund"
        state.done.append(grant)
        return
    if not clause.figures or condition:
        if not condition and re.search(r"给予|予以", clause.text) and words.GIVE.search(clause.text):
            state.promised, state.one_off = True, "一次性" in clause.text
        return
    taken = [f for f in clause.figures if _is_benefit(text, clause, f, state)]
    rates = [f for f in taken if f.kind == "share"]
    amounts = _amounts(text, [f for f in taken if f.kind == "money"])
    _place_rates(text, clause, state, rates)
    _place_amounts(text, clause, state, amounts, bool(rates))


def _is_benefit(text: str, clause: _Clause, figure: Figure, state: _State) -> bool:
    before, after = text[clause.start : figure.start], text[figure.end : clause.end]
    if words.TAIL_THRESHOLD.match(after):
        return False
    tail = words.TAIL_BENEFIT.match(after)
    if tail and re.match(r"\d|人民币\d", after[tail.end() :]):
        return False  # 每1美元奖励0.1元: the first figure is what the grant is counted by
    if words.GIVES_NEXT.match(after):
        return False
    if figure.kind == "share":
        return _is_rate(before, after, state) or _is_deduction(text, clause, after)
    if tail or words.TAIL_STANDARD.match(after) or words.GIVES_AFTER.match(after):
        return True
    if state.listed and not re.search(r"达到|超过|突破|不低于|不少于|以上$", before[-8:]):
        return True
    ahead = words.CAP_AHEAD.search(before)
    given = words.GIVE.search(before) is not None
    if re.search(r"(?:达到|达|超过(?<!不超过)|突破|满|不低于|不少于|高于(?<!不高于))$", before) and not re.search(
        r"(?:给予|奖励|补助|补贴|资助|可)[^，,]{0,6}$", before
    ):
        return False
    if given:
        return True
    if ahead and (state.open or state.promised or words.LOAN.search(clause.text) or words.HOLDER.search(before)):
        return bool(state.open) or state.promised or bool(words.LOAN.search(clause.text)) or bool(
            re.search(words.NOUN, clause.text)
        )
    return False


def _is_deduction(text: str, clause: _Clause, after: str) -> bool:
    """Tell whether a ceiling of expense is deducted later on: 不超过总额8%的部分,准予扣除."""
    if not re.match(r"(?:的)?部分", after):
        return False
    stop = re.search(r"[。；;]", text[clause.end :])
    rest = text[clause.start : clause.end + (stop.start() if stop else len(text))]
    return words.DEDUCTION.search(rest) is not None and "不超过" in clause.text


def _is_rate(before: str, after: str, state: _State) -> bool:
    if re.search(r"(?:增长|增幅|增速|占比|比重|提高|提升|达到|超过(?<!不超过)|下降|占[^，,]{0,12}|持股|股权|利率|费率|LPR)[^，,给按]{0,4}$", before) \
            and not re.search(r"(?:按|按照|给予)[^，,]{0,20}$", before):
        return False
    if re.search(r"按|给予|予以|减按|补贴|补助|资助|奖励|贴息|返还|享受|配套|标准", before):
        return True
    if words.DEDUCTION.search(after) or words.TAIL_BENEFIT.match(after):
        return True
    if re.match(r"(?:的)?(?:比例|标准|额度|税率|部分)?(?:以内|左右)?(?:的)?(?:由|给予|予以|进行|安排|奖励|补助|补贴|资助|贴息|计提|征收|税率|优惠)", after):
        return True
    return bool(words.CAP_AHEAD.search(before)) and bool(state.open)


def _amounts(text: str, found: list[Figure]) -> list[Figure]:
    """Join 50万元至100万元 into one figure, its high end."""
    out: list[Figure] = []
    for figure in found:
        if out and re.fullmatch(r"(?:以上)?(?:至|到|—|-|~)", text[out[-1].end : figure.start]):
            out[-1] = replace(figure, start=out[-1].start)
        else:
            out.append(figure)
    return out


# --- placing rates and amounts ----------------------------------------------------------------------


def _place_rates(text: str, clause: _Clause, state: _State, rates: list[Figure]) -> None:
    if not rates:
        return
    lone = state.open[-1:] and state.open[-1].rate is None and state.open[-1].amount is not None
    ahead = text[clause.start : rates[0].start]
    ceiling = words.RATE_CEILING.search(ahead) or (
        words.CAP.search(ahead) and not words.GIVE.search(clause.text)
    )
    if len(rates) == 1 and lone and ceiling and not re.search(r"给予|予以", ahead):
        for grant in state.open:
            if grant.rate is None:  # 给予10万元补助,不超过投资额的30%
                grant.rate, grant.end = rates[0].value_max or rates[0].value, rates[0].end
        return
    if not words.YEARS_APART.search(clause.text):
        _flush(state)
    for place, figure in enumerate(rates):
        grant = _new(text, clause, state, figure.start, figure.end)
        grant.rate = figure.value_max or figure.value
        grant.level, grant.levels = place, len(rates)
        state.open.append(grant)


def _place_amounts(
    text: str, clause: _Clause, state: _State, amounts: list[Figure], with_rate: bool
) -> None:
    if not amounts:
        return
    waiting = [g for g in state.open if g.rate is not None and g.amount is None]
    first = amounts[0]
    before = text[clause.start : first.start]
    capped = bool(words.CAP.search(before)) or "封顶" in text[first.end : clause.end]
    if waiting and (with_rate or capped) and not _starts_new(text, clause, first, with_rate):
        _fill(text, clause, state, waiting, amounts)
        return
    if capped and state.open and state.open[-1].per_money and not waiting:
        grant = state.open[-1]  # 每100万美元奖励1万元,最高50万元: a rate in other words
        grant.amount, grant.unit, grant.end = first.value_max or first.value, first.unit, clause.end
        grant.per_money = False
        return
    overall = words.OVERALL.search(clause.text)
    settled = [g for g in state.open if g.amount is not None]
    if capped and not with_rate and (overall or words.HOLDER.search(before)) and not re.search(
        r"给予|予以", before
    ):
        late = not state.open and state.done and words.STANDALONE_CAP.match(before)
        late = late and state.done[-1].amount is not None and not words.LOAN.search(before)
        if settled or late or (overall and not waiting and not words.LOAN.search(before)):
            if settled and words.LEVELS.search(before) and not overall:
                _clone(text, clause, state, settled[-1], amounts)
                return
            for grant in settled or state.done[-1:]:
                grant.cap = grant.cap or (clause.start, clause.end)
            return
    _flush(state)
    for place, figure in enumerate(amounts):
        grant = _new(text, clause, state, figure.start, figure.end)
        grant.amount, grant.unit = figure.value_max or figure.value, figure.unit
        grant.per = figure.per or grant.per
        grant.per_money = _by_sum(text, clause, figure)
        grant.level, grant.levels = place, len(amounts)
        state.open.append(grant)


def _by_sum(text: str, clause: _Clause, figure: Figure) -> bool:
    """Tell whether the amount is given for every so much money: 每1美元奖励0.1元."""
    earlier = [f for f in clause.figures if f.end <= figure.start and f.kind == "money"]
    return bool(earlier) and words.GIVES_NEXT.match(text, earlier[-1].end) is not None


def _starts_new(text: str, clause: _Clause, figure: Figure, with_rate: bool) -> bool:
    """Tell whether a new recipient or a fresh 给予 parts the amount from the rate before it."""
    if with_rate:
        return False
    before = text[clause.start : figure.start].strip()
    return bool(re.match(r"(?:对|凡|其中对)", before)) or bool(re.search(r"另(?:外|行)?(?:给予|奖励)|再(?:给予|奖励)", before))


def _fill(
    text: str, clause: _Clause, state: _State, waiting: list[Grant], amounts: list[Figure]
) -> None:
    per = _per(text, clause, amounts[0])
    if len(amounts) == len(waiting):
        pairs = list(zip(waiting, amounts, strict=True))
    else:
        pairs = [(grant, amounts[0]) for grant in waiting]
    for grant, figure in pairs:
        grant.amount, grant.unit = figure.value_max or figure.value, figure.unit
        grant.per = grant.per or figure.per or per
        grant.end = max(grant.end, figure.end)
    if len(waiting) == 1 and len(amounts) > 1:
        _clone(text, clause, state, waiting[0], amounts[1:])


def _clone(
    text: str, clause: _Clause, state: _State, grant: Grant, amounts: list[Figure]
) -> None:
    for figure in amounts:
        other = replace(grant, amount=figure.value_max or figure.value, unit=figure.unit, start=clause.start, end=figure.end)
        state.open.append(other)


def _flush(state: _State) -> None:
    state.done.extend(g for g in state.open if g not in state.done)
    state.open = []


def _new(text: str, clause: _Clause, state: _State, start: int, end: int) -> Grant:
    sentence = text[state.sentence : clause.end]
    stop = clause.end
    kind_words = text[clause.start : stop]
    if not re.search(words.NOUN, kind_words):
        kind_words = sentence
    begin = state.sentence + len(sentence) - len(sentence.lstrip())
    return Grant(
        begin, max(end, stop), one_off="一次性" in clause.text or (state.promised and state.one_off), per=_per_at(text, clause, start),
        kind=words.kind_of(kind_words),
    )


def _per(text: str, clause: _Clause, figure: Figure) -> str | None:
    return figure.per or _per_at(text, clause, figure.start)


def _per_at(text: str, clause: _Clause, position: int) -> str | None:
    found = list(words.PER.finditer(text, clause.start, position))
    return found[-1][0] if found else None


def _zero(text: str, clause: _Clause, state: _State) -> Grant:
    grant = _new(text, clause, state, clause.start, clause.end)
    grant.rate, grant.kind = Decimal(0), "tax_rate"
    return grant
