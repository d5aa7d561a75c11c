"""Incentives of one paragraph or cell: who gets how much, at what rate, up to what ceiling."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from fumao.reading import incentive_words as words
from fumao.reading.incentive_clause import Clause, Setting, clauses_of, given_figures
from fumao.reading.numbers import Figure

_GIVING = re.compile(r"给予|给与|予以")
_NO_ZERO_RATE = re.compile(r"零税率(?:范围|应税行为|目录)")
_EACH = re.compile(r"每[^,、\d]{1,6}$")
_LIMIT = re.compile(r"[、,](?:且|但|并)?(?:总额|合计|累计)?(?:最高|不超过|最高不超过)")
_NEW_HOLDER = re.compile(r"(?:对|凡|其中对)")
_MORE = re.compile(r"另(?:外|行)?(?:给予|奖励)|再(?:给予|奖励)")
_BOTH = re.compile(r"均|都|分别")
_OTHER_HOLDER = re.compile(
    rf"(?!单|同一|每|年度|全年|累计|合计|总|补|奖|资|金额|额度|企业)[^,\d]*?(?:{words.LEVELS.pattern})"
    r"[^,\d]{0,16}(?:最高|不超过|不高于|上限|封顶|至多)+(?:为|补助|补贴|资助|奖励|支持)?"
)
_ITEM = re.compile(r"\s*(?:\(?(?:\d{1,2}|[一二三四五六七八九十]{1,2})[).、]|[①-⑩])")
_SENTENCE_REACH = 600
_PROMISE_REACH = 120  # a ceiling in the next sentence belongs to a short promise only


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
    led: bool = False  # its rate stands in the words that open a list


class GrantReader:
    """Reads the clauses of a passage in order; a ceiling finds the rate it belongs to."""

    def __init__(self, text: str, *, standard: bool = False, lead: Grant | None = None) -> None:
        """Prepare to read `text`; `standard`: it is a cell of amounts alone.

        `lead` is the rate of the words that open a list (按50%给予资助:); `text` is an item of it.
        """
        self.text = text
        self.standard = standard
        self.grants: list[Grant] = []
        self._open: list[Grant] = []  # those of the sentence that a ceiling may complete
        self._uncapped: list[Grant] = []  # rates of the sentence before those
        self._carried = False  # these stand in an earlier sentence
        self._promised = False
        self._promised_once = False
        self._listed = standard
        self._sentence = 0
        self._lead = lead
        self._follows = False  # a semicolon parts the sentence from a grant

    def read(self) -> list[Grant]:
        """Return the quantified grants in order."""
        for clause in clauses_of(self.text):
            if not words.PENALTY.search(clause.text):
                self._read_clause(clause)
            if clause.stop in "；;。！!\t\n":
                self._end_sentence(clause)
        whole = [g for g in self.grants if g.amount is not None]
        if self._lead in self.grants and any(g.led for g in whole):
            return [g for g in self.grants if g.amount is not None or g is not self._lead]
        return self.grants

    def _end_sentence(self, clause: Clause) -> None:
        full = clause.stop in "。！!"
        self._listed = self.standard or (self._listed and not full)
        self._promised = self._promised and full and clause.end - self._sentence < _PROMISE_REACH
        self._open = [g for g in self._open if g.amount is None] if full else []
        self._carried = bool(self._open)
        self._sentence = clause.end + 1
        self._uncapped = []
        self._follows = not full and bool(self.grants)
        if full and not _ITEM.match(self.text, clause.end + 1):
            self._lead = None

    def _read_clause(self, clause: Clause) -> None:
        if clause.stop in ":：" and not clause.figures and words.STRICT.search(clause.text):
            self._listed = True
        if words.ZERO_RATE.search(clause.text) and not _NO_ZERO_RATE.search(clause.text):
            zero = self._add(clause, clause.start, rate=Decimal(0))
            zero.kind, zero.start = "tax_rate", clause.start
        if clause.is_condition:
            return
        if clause.sums and self._is_fund(clause):
            self._add_fund(clause)
        elif clause.figures:
            self._read_figures(clause)
        elif _GIVING.search(clause.text):
            self._promised, self._promised_once = True, "一次性" in clause.text
        if clause.stop in ":：" and opens_list(self._open):
            self._lead = self._open[0]

    def _read_figures(self, clause: Clause) -> None:
        another = _NEW_HOLDER.match(self.text[self._sentence : clause.start].strip()) is not None
        setting = Setting(
            bool(self._open) or self._lead is not None,
            self._promised,
            self._listed,
            self._follows and another,
        )
        rates, sums = given_figures(self.text, clause, setting)
        if rates:
            self._place_rates(clause, rates)
        if sums:
            self._place_sums(clause, sums, with_rate=bool(rates))

    def _is_fund(self, clause: Clause) -> bool:
        """Tell whether the clause sets money aside; 统筹资金给予10万元 gives it away."""
        fund = words.FUND.search(clause.text)
        if fund is None:
            return False
        low, first = clause.start + fund.end(), clause.sums[0].start
        return low > first or not words.GIVE.search(self.text, low, first)

    def _add_fund(self, clause: Clause) -> None:
        """Note a fund with its size as a ceiling: nobody in particular is given that sum."""
        fund = self._add(clause, clause.sums[0].start)
        fund.kind, fund.cap = "fund", (clause.sums[0].start, clause.sums[0].end)

    # --- rates -----------------------------------------------------------------------------------

    def _place_rates(self, clause: Clause, rates: list[Figure]) -> None:
        ahead = self.text[clause.start : rates[0].start]
        if not self._open and not self._promised and words.SHARE_OF_ALL.search(ahead):
            return
        last = self._open[-1] if self._open else None
        ceiling = words.RATE_CEILING.search(ahead) or (
            words.CAP.search(ahead) and not words.GIVE.search(clause.text)
        )
        if len(rates) == 1 and last and last.rate is None and ceiling and not _GIVING.search(ahead):
            for grant in self._open:  # 给予10万元补助,不超过投资额的30%
                if grant.rate is None:
                    grant.rate, grant.end = _high(rates[0]), rates[0].end
            return
        if not words.YEARS_APART.search(clause.text):
            self._uncapped = [g for g in self._open if g.amount is None and not self._carried]
            self._open = []
        for place, figure in enumerate(rates):
            grant = self._add(clause, figure.start, rate=_high(figure))
            grant.level, grant.levels = place, len(rates)
            self._open.append(grant)

    # --- sums of money ---------------------------------------------------------------------------

    def _place_sums(self, clause: Clause, sums: list[Figure], *, with_rate: bool) -> None:
        before = self.text[clause.start : sums[0].start]
        capped = bool(words.CAP.search(before)) or "封顶" in self.text[sums[0].end : clause.end]
        waiting = [g for g in self._open if g.rate is not None and g.amount is None]
        if waiting and _BOTH.search(before):  # 按20%给予…,按10%给予…,最高均不超过200万元
            waiting = [*self._uncapped, *waiting]
        if self._carried and len(self.grants) > 1 and words.OVERALL.search(clause.text):
            waiting = []  # one ceiling on all that the paragraph grants
        if waiting and (with_rate or (capped and not _is_new(before))):
            self._complete(clause, waiting, sums)
        elif capped and self._open and self._open[-1].per_money and not waiting:
            grant = self._open[-1]  # 每100万美元奖励1万元,最高50万元: a rate in other words
            grant.amount, grant.unit, grant.end = _high(sums[0]), sums[0].unit, clause.end
            grant.per_money = False
        else:
            lead = self._lead if capped and not with_rate else None
            if lead is not None and self._limits_all(clause, lead, sums[0]):
                self._cap(clause, [lead])
                return
            alone = lead is None and capped and not with_rate
            if alone and self._is_ceiling(clause, before, sums):
                return
            self._open = []
            limit = self._limit_of(sums)
            for place, figure in enumerate(sums[:1] if limit else sums):
                grant = self._add(clause, figure.start, figure)
                grant.per_money = _is_by_sum(self.text, clause, figure)
                grant.level, grant.levels = place, len(sums)
                grant.cap = limit
                if lead is not None and not grant.per_money:
                    grant.rate, grant.kind, grant.led = lead.rate, lead.kind, True
                self._open.append(grant)

    def _limits_all(self, clause: Clause, lead: Grant, first: Figure) -> bool:
        """Tell whether the sum limits all items of a list: 每家企业每年最高100万元."""
        if words.OVERALL.search(clause.text):
            return True
        head = _ITEM.sub("", self.text[self._sentence : first.start].strip())
        items = lead.amount is not None or any(g.led for g in self.grants)
        return items and words.GENERAL_HOLDER.fullmatch(head.strip()) is not None

    def _limit_of(self, sums: list[Figure]) -> tuple[int, int] | None:
        """Return the span of the ceiling on what is given for each: 每亩50元、最高100万元."""
        if len(sums) != 2:
            return None
        gap = self.text[sums[0].end : sums[1].start]
        each = sums[0].per or _EACH.search(self.text, max(sums[0].start - 12, 0), sums[0].start)
        if not each or not _LIMIT.fullmatch(gap):
            return None
        return sums[0].end + 1, sums[1].end

    def _complete(self, clause: Clause, waiting: list[Grant], sums: list[Figure]) -> None:
        """Give the rates before it their ceiling: one each, or one for all."""
        per = sums[0].per or self._per(clause, sums[0].start)
        each = sums if len(sums) == len(waiting) else [sums[0]] * len(waiting)
        for grant, figure in zip(waiting, each, strict=True):
            grant.amount, grant.unit = _high(figure), figure.unit
            grant.per = grant.per or per
            grant.end = max(grant.end, figure.end)
        if len(waiting) == 1:
            self._copy(clause, waiting[0], [f for f in sums[1:] if not self._is_wider(sums[0], f)])

    def _is_wider(self, first: Figure, other: Figure) -> bool:
        """Tell whether the sum limits more than the first: 每展位5000元,每个展会2万元."""
        gap = self.text[first.end : other.start]
        return "," in gap and words.HOLDER.search(gap) is not None

    def _is_ceiling(self, clause: Clause, before: str, sums: list[Figure]) -> bool:
        """Tell whether the sum limits grants already read; note it with them as their cap."""
        overall = words.OVERALL.search(clause.text) is not None
        settled = [g for g in self._open if g.amount is not None]
        if (
            settled
            and not self._carried
            and settled[-1].rate is None
            and words.BARE_CAP.match(before)
        ):
            return self._cap(clause, settled)
        rated = bool(settled) and settled[-1].rate is not None
        if rated and not _GIVING.search(before) and _OTHER_HOLDER.fullmatch(before.strip()):
            self._copy(clause, settled[-1], sums)  # 国家级最高500万元,省级最高300万元
            return True
        if _GIVING.search(before) or not (overall or words.HOLDER.search(before)):
            return False
        another = rated and words.GENERAL_HOLDER.fullmatch(before.rstrip()) is None
        if settled and not overall and (another or words.LEVELS.search(before)):
            self._copy(clause, settled[-1], sums)
            return True
        loan = words.LOAN.search(before) is not None
        late = (
            not self._open
            and not self._promised
            and not _NEW_HOLDER.match(self.text[self._sentence : clause.start].strip())
            and bool(self.grants)
            and self.grants[-1].amount is not None
            and words.STANDALONE_CAP.match(before) is not None
        )
        if not settled and (loan or not (late or overall)):
            return False
        return self._cap(clause, settled or self.grants[-1:])

    def _cap(self, clause: Clause, grants: list[Grant]) -> bool:
        for grant in grants:
            grant.cap = grant.cap or (clause.start, clause.end)
        return True

    # --- grants ----------------------------------------------------------------------------------

    def _add(
        self,
        clause: Clause,
        position: int,
        figure: Figure | None = None,
        rate: Decimal | None = None,
    ) -> Grant:
        low = max(self._sentence, clause.start - _SENTENCE_REACH)
        sentence = self.text[low : clause.end]
        told = clause.text if re.search(words.NOUN, clause.text) else sentence
        grant = Grant(
            start=low + len(sentence) - len(sentence.lstrip()),
            end=clause.end,
            rate=rate,
            one_off="一次性" in clause.text or (self._promised and self._promised_once),
            per=(figure.per if figure else None) or self._per(clause, position),
            kind=words.kind_of(told),
        )
        if figure is not None:
            grant.amount, grant.unit = _high(figure), figure.unit
        self.grants.append(grant)
        return grant

    def _copy(self, clause: Clause, grant: Grant, sums: list[Figure]) -> None:
        for figure in sums:
            other = replace(
                grant, amount=_high(figure), unit=figure.unit, start=clause.start, end=clause.end
            )
            self.grants.append(other)
            self._open.append(other)

    def _per(self, clause: Clause, position: int) -> str | None:
        low = max(clause.start, position - 40)
        found = [m[0] for m in words.PER.finditer(self.text, low, position)]
        return found[-1] if found else None


def _high(figure: Figure) -> Decimal:
    return figure.value if figure.value_max is None else figure.value_max


def _is_by_sum(text: str, clause: Clause, figure: Figure) -> bool:
    """Tell whether the amount is given for every so much money: 每1美元奖励0.1元."""
    earlier = [f for f in clause.sums if f.end <= figure.start]
    return bool(earlier) and words.GIVES_NEXT.match(text, earlier[-1].end) is not None


def _is_new(before: str) -> bool:
    """Tell whether a new recipient or another 给予 parts the sum from the rate before it."""
    return bool(_NEW_HOLDER.match(before.strip()) or _MORE.search(before))


def opens_list(grants: list[Grant]) -> bool:
    """Tell whether what has been given is one rate, whose ceilings the items of a list may name."""
    return len(grants) == 1 and grants[0].rate is not None and grants[0].amount is None


def grants_in(text: str, *, standard: bool = False, lead: Grant | None = None) -> list[Grant]:
    """Read the quantified incentives of one passage; `standard`: a cell of amounts alone."""
    if not standard and lead is None and not words.STRICT.search(text):
        return []
    return GrantReader(text, standard=standard, lead=lead).read()
