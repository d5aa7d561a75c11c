"""Incentives of a document: what it promises to whom, quantified or not, stated once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fumao.reading import incentive_words as words
from fumao.reading.columns import column_role
from fumao.reading.document import Block, Cell, Document, Passage, Table
from fumao.reading.incentive_sentence import Grant, grants_in, opens_list
from fumao.reading.labels import read_label
from fumao.reading.model import Incentive, Span
from fumao.reading.numbers import figures
from fumao.reading.numerals import number
from fumao.reading.printed import as_printed

_PLAIN_GIFT = re.compile(
    r"(?:给予|给与|予以|享受|获得|提供|落实)[^,，;；。、]{0,30}?(?:奖励|奖补|补助|补贴|资助|贴息|扶持|(?:资金|政策|适当|一定|重点|按规定)?支持|优惠(?:政策|措施)?|补偿)|"
    r"(?:免征|减征|减免)[^,，;；。]{1,12}税|加计扣除|即征即退|(?:设立|安排)[^,，;；。]{0,24}(?:专项资金|扶持资金|发展资金|引导资金|配套资金)|争取[^,，;；。]{0,10}(?:扶持|专项|补助)资金"
)
_COLUMN = re.compile(
    r"(?:奖励|补助|补贴|资助|扶持|奖补|贴息|支持).{0,6}(?:标准|金额|额度|资金|比例|上限|限额|力度)|^(?:奖励|补助|补贴|资助)(?:\(.*\))?$|最高(?:额度|限额|奖)"
)
_PAREN_UNIT = re.compile(r"\((?:单位:)?((?:万|亿)?(?:元|美元)|%)[^()]*\)")
_BARE = re.compile(r"(?:最高|不超过|≤)?\s?(\d+(?:\.\d+)?)$")
_UNIT_LINE, _UNIT_REACH = 120, 600  # the line 单位:万元 and the header stand in there
_KEPT = 40  # incentives of one sum and kind that a later one is compared with
_LABEL = (
    r"(?:第[一二三四五六七八九十百\d]{1,4}条\s?|\(?[\d一二三四五六七八九十]{1,3}[.、)]\s?)?"
    r"(?:【[^】]*】)?"
)
_HEAD = re.compile(
    rf"{_LABEL}(?P<who>[^,，;；。:：]*?)(?=减按|适用|享受|免征|减征|$|[,，;；。:：])"
)
_HEADING_ONLY = 14  # 11.落实税收优惠 announces what the next sentences give
_SENTENCE_END = re.compile(r"[；;。！!\t]")


def find_incentives(document: Document) -> list[Incentive]:
    """Return every incentive once, in document order; those without a figure have no amount."""
    out: list[Incentive] = []
    seen: dict[tuple[object, ...], list[tuple[int, str]]] = {}
    for incentive, sentence in _all(document):
        key = (incentive.amount_max, incentive.unit, incentive.rate_max, incentive.kind)
        earlier = seen.setdefault(key, [])
        fund = incentive.kind == "fund" and incentive.amount_max is not None
        if earlier and fund:  # a fund has one size, however its title words it
            continue
        if any(o != incentive.start and (t in sentence or sentence in t) for o, t in earlier):
            continue
        out.append(incentive)
        if len(earlier) < _KEPT:
            earlier.append((incentive.start, sentence))
    return sorted(out, key=lambda i: (i.start, i.end))


@dataclass(slots=True)
class _Lead:
    """The rate of the words that open a list of items: 按50%给予资助:"""

    grant: Grant
    passage: Passage
    clause: int | None
    used: bool = False

    def governs(self, document: Document, block: Block) -> bool:
        """Tell whether a paragraph is an item of the list."""
        if block.kind == "row" or read_label(block.text) is None:
            return False
        clause = document.clause_at(block.start)
        while clause is not None and clause != self.clause:
            clause = document.clauses[clause].parent
        return clause == self.clause


def _all(document: Document) -> Iterator[tuple[Incentive, str]]:
    lead: _Lead | None = None
    for block in document.blocks:
        if lead is not None and not lead.governs(document, block):
            yield from _unused(document, lead)
            lead = None
        if block.table is not None and block.row is not None:
            yield from _row(document, document.tables[block.table], block.row)
        elif lead is not None and block.kind != "row":
            yield from _passage(document, block.passage, lead)
        elif block.kind == "paragraph" and words.STRICT.search(block.text):
            lead = _lead_of(document, block)
            yield from _passage(document, block.passage, lead)
    yield from _unused(document, lead)


def _lead_of(document: Document, block: Block) -> _Lead | None:
    """Return the rate that governs the items after a paragraph which ends in a colon."""
    if not block.text.rstrip().endswith((":", "：")):
        return None
    grants = grants_in(block.text)
    if not grants or not opens_list(grants[-1:]):
        return None
    return _Lead(grants[-1], block.passage, document.clause_at(block.start))


def _unused(document: Document, lead: _Lead | None) -> Iterator[tuple[Incentive, str]]:
    """Yield the rate itself where no item of the list took it up."""
    if lead is not None and not lead.used:
        who = _recipient(document, lead.passage, lead.grant)
        words_of = lead.passage.text[lead.grant.start : lead.grant.end]
        yield _incentive(document, lead.passage, lead.grant, who), words_of


def _row(document: Document, table: Table, row: int) -> Iterator[tuple[Incentive, str]]:
    cells = table.rows[row]
    offset = len(cells) - len(table.header)
    for at, cell in enumerate(cells):
        if not cell.text or cell.covered:
            continue
        header = table.header[at - offset] if table.header and at >= offset else ""
        if _COLUMN.search(header):
            yield from _standard(document, table, cells, (header, cell))
        elif (
            len(cell.text) > 6
            and words.STRICT.search(cell.text)
            and column_role(header)
            not in (
                "lead",
                "cooperating",
                "upper",
            )
        ):
            yield from _passage(document, cell)


def _standard(
    document: Document, table: Table, cells: tuple[Cell, ...], column: tuple[str, Cell]
) -> Iterator[tuple[Incentive, str]]:
    """Read a cell under 奖励标准: an amount alone, or words with amounts."""
    header, cell = column
    named = [c for c in cells if c.text and c is not cell and not c.text.isdigit()]
    who = named[0].printed(document.text) if named else header
    unit = _PAREN_UNIT.search(header)
    bare = _BARE.match(cell.text)
    near = Span(max(table.start - _UNIT_LINE, 0), min(cell.end, table.start + _UNIT_REACH))
    printed = unit[1] if unit else table.unit
    if bare and printed:
        value = number(bare[1])
        rate, amount = (value, None) if printed == "%" else (None, value)
        yield (
            Incentive(
                who,
                words.kind_of(header),
                cell.start,
                cell.end,
                amount_max=amount,
                unit=None if rate is not None else as_printed(document, printed, near),
                rate_max=rate,
                one_off="一次性" in header,
                clause=document.clause_at(cell.start),
            ),
            who + cell.text,
        )
        return
    for grant in grants_in(cell.text, standard=True):
        if grant.kind == "support":
            grant.kind = words.kind_of(header)
        yield _incentive(document, cell, grant, who), cell.text[grant.start : grant.end]


def _passage(
    document: Document, passage: Passage, lead: _Lead | None = None
) -> Iterator[tuple[Incentive, str]]:
    text = passage.text
    opens = lead is not None and lead.passage is passage
    grants = grants_in(text, lead=None if opens or lead is None else lead.grant)
    if lead is not None and any(grant.led for grant in grants):
        lead.used = True
    for grant in grants[:-1] if opens else grants:
        who = _recipient(document, passage, grant)
        yield _incentive(document, passage, grant, who), text[grant.start : grant.end]
    covered = sorted((g.start, g.end) for g in grants)
    number = 0
    for start, end in _sentences(text):
        while number < len(covered) and covered[number][1] <= start:
            number += 1
        match = _PLAIN_GIFT.search(text, start, end)
        if match is None or (number < len(covered) and covered[number][0] < end):
            continue
        heading = start == 0 and end <= _HEADING_ONLY and match[0].startswith(("落实", "享受"))
        if heading or words.PENALTY.search(text[start:end]):
            continue
        grant = Grant(start, end, kind=_plain_kind(match[0]), one_off="一次性" in text[start:end])
        who = _recipient(document, passage, grant)
        yield _incentive(document, passage, grant, who), text[start:end]


def _plain_kind(gift: str) -> str:
    if re.match(r"设立|安排|争取", gift):
        return "fund"
    return "preferential_treatment" if "优惠" in gift and "税" not in gift else words.kind_of(gift)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in [*_SENTENCE_END.finditer(text), None]:
        end = match.start() if match else len(text)
        if end > start:
            yield start, end
        start = end + 1


def _recipient(document: Document, passage: Passage, grant: Grant) -> str:
    """Return who gets the grant, as printed; of several levels the one this grant is for."""
    text = passage.text[grant.start : grant.end]
    match = words.NAMED_RECIPIENT.search(text)
    if match:
        start, end = grant.start + match.start("who"), grant.start + match.end("who")
    else:
        head = _HEAD.match(text)
        start, end = (grant.start + n for n in (head.span("who") if head else (0, len(text))))
    chosen = _level(passage.text[start:end], grant)
    if chosen is None:
        return passage.printed(document.text, start, end).strip()
    low, high, one_low, one_high = (start + n for n in chosen)
    return "".join(
        passage.printed(document.text, a, b).strip()
        for a, b in ((start, low), (one_low, one_high), (high, end))
        if b > a
    )


def _level(text: str, grant: Grant) -> tuple[int, int, int, int] | None:
    """Find the list of levels or values in `text`: (its start, end, this one's start, end)."""
    if grant.levels < 2:
        return None
    sums = [(f.start, f.end) for f in figures(text)]
    named = [m.span() for m in words.LEVELS.finditer(text)]
    for spans in (sums, *_runs(text, named)):
        if len(spans) == grant.levels:
            return (spans[0][0], spans[-1][1], *spans[grant.level])
    return None


def _runs(text: str, spans: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Group the spans that only 、 or 和 part: 省级、市级."""
    runs: list[list[tuple[int, int]]] = []
    for span in spans:
        if runs and text[runs[-1][-1][1] : span[0]] in ("、", "和", "及", "与", "或", "以及"):
            runs[-1].append(span)
        else:
            runs.append([span])
    return runs


def _condition(text: str, grant: Grant) -> tuple[int, int] | None:
    """Return the range of the first clause of a grant that ends in 的: 获得省级称号的."""
    end = re.compile(r"的(?=[,，])").search(text, grant.start, grant.end)
    if end is None:
        return None
    start = max(text.rfind(sign, grant.start, end.start()) for sign in ",，;；。")
    return max(start + 1, grant.start), end.end()


def _incentive(document: Document, passage: Passage, grant: Grant, who: str) -> Incentive:
    span = passage.span(grant.start, grant.end)
    condition = _condition(passage.text, grant)
    cap = passage.printed(document.text, *grant.cap).strip() if grant.cap else None
    said = None
    if condition:
        said = passage.printed(document.text, *condition).strip()
    return Incentive(
        recipient=who,
        kind=grant.kind,
        start=span.start,
        end=span.end,
        condition=said,
        amount_max=grant.amount,
        unit=as_printed(document, grant.unit, span) if grant.amount is not None else None,
        rate_max=grant.rate,
        one_off=grant.one_off,
        per=grant.per,
        cap=cap,
        clause=document.clause_at(span.start),
    )
