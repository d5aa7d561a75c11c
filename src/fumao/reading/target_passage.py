"""A passage as the target reader sees it: its figures, years, clauses and sentences."""

import re
from bisect import bisect_left, bisect_right

from fumao.reading import target_words as words
from fumao.reading.numbers import Figure, prose_figures
from fumao.reading.target_clause import Clause, Sentence
from fumao.reading.years import YearMention, years

type Range = tuple[int, int]

_TITLE = re.compile(r"《[^《》]*》")
_HIDDEN = re.compile(r"《[^《》]*》|“[^“”]*”|‘[^‘’]*’|〔[^〔〕]*〕|\[\d{4}\]")
_PAREN = re.compile(r"[（(][^（）()]*[）)]")
_CLAUSE_END = re.compile(r"[，,；;。：:！!？?\t]|——")
_SENTENCE_END = re.compile(r"[；;。！!？?\t]")
_NO_YEAR_BEFORE = re.compile(r"(?:比|较|以|自|从|由|相比于?|自从)$")
_NO_YEAR_AFTER = re.compile(
    r"(?:底|末)?(?:起|以来|版|的?基础|基期|同期|的?水平|的?[\d.]+[^,;。\d]{1,4}(?:的?基础上|翻))"
    r"|(?:\d{1,2}月)?(?:\d{1,2}日)?(?:起|以来)"
)
_YEAR_LIST = re.compile(r"(?:(?<!\d)(?:19|20)\d\d(?:年(?:底|末)?)?(?:、|和|及|与))+(?:19|20)\d\d年")
_YEAR_OF_LIST = re.compile(r"(?:19|20)\d\d")
_PAREN_YEAR = re.compile(r"[（(]((?:19|20)\d\d)年(?:度)?(?:底|末)?[）)]")
_NUMERAL = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,2})"
_FRAME = re.compile(
    rf"(?<![\d近前后起续每第])(?:{_NUMERAL}(?:[-—~到至]{_NUMERAL})?年(?:左右)?(?:的?时间|之?内|以内|左右))"
    rf"|(?:未来|今后|接下来的?){_NUMERAL}(?:[-—~到至]{_NUMERAL})?年"
)
_TERMS = re.compile(
    r"(?:具备|符合|满足|达到)[^。;:]{0,20}(?:条件|要求|标准|情形)[^。;:]{0,12}:[^。]{0,800}"
)
_GOAL_WORDS = re.compile(
    r"(?:达到|超过|突破|增长|提高到|不低于|不少于|实现|培育|新增)[^“”]{0,12}\d"
)
_JOINER = re.compile(r"(?:、|和|及|与|以及|，|,)$")
# Nothing that decides about a figure stands farther away; so the time is linear in the text.
_CLAUSE_REACH = 400
_SENTENCE_REACH = 1200


class TargetPassage:
    """Figures of a passage with the clause, sentence and year each of them stands in."""

    def __init__(self, text: str) -> None:
        """Find the figures, years and bounds of `text`; what is quoted or cited has no figure."""
        self.text = text
        found = prose_figures(text)
        hidden = [m.span() for m in _HIDDEN.finditer(text) if not _is_goal(m[0])]
        self.figures = [f for f in found if not within(f.start, hidden)]
        self._clauses: dict[tuple[int, int, bool], Clause] = {}
        self._sentences: dict[int, Sentence] = {}
        self._frames = [m.start() for m in _FRAME.finditer(text)]
        self._tenses = [(m.start(), m["past"] is not None) for m in words.TENSE.finditer(text)]
        self._terms = [m.span() for m in _TERMS.finditer(text)]
        self._starts = [f.start for f in self.figures]
        self._parens = [m.span() for m in _PAREN.finditer(text)]
        self._year_lists = [m.span() for m in _YEAR_LIST.finditer(text)]
        titles = [m.span() for m in _TITLE.finditer(text)]
        self.years = [m for m in years(text) if self._governs(m, hidden, titles)]
        self._year_starts = [m.start for m in self.years]
        inside = [(f.start, f.end) for f in found]
        self._inner_ends = [
            m.start() for m in _CLAUSE_END.finditer(text) if not within(m.start(), inside)
        ]
        self._ends = [e for e in self._inner_ends if not within(e, self._parens)]
        self._sentence_ends = [
            m.start() for m in _SENTENCE_END.finditer(text) if not within(m.start(), self._parens)
        ]

    def _governs(self, mention: YearMention, hidden: list[Range], titles: list[Range]) -> bool:
        """Tell whether the year dates what follows; “十四五”末 does though quoted."""
        if within(mention.start, titles if mention.period else hidden):
            return False
        if within(mention.start, self._parens):
            return False
        before = self.text[max(0, mention.start - 4) : mention.start]
        after = self.text[mention.end : mention.end + 24]
        return not (_NO_YEAR_BEFORE.search(before) or _NO_YEAR_AFTER.match(after))

    def clause(self, figure: Figure) -> Clause:
        """Return the clause around a figure; one in a parenthesis ends with the parenthesis."""
        at = figure.start
        place = bisect_right(self._parens, (at, 1 << 62)) - 1
        inner = place >= 0 and at < self._parens[place][1]
        low, high = self._parens[place] if inner else (-1, len(self.text) + 1)
        start, end = self._around(self._inner_ends if inner else self._ends, at, _CLAUSE_REACH)
        start, end = max(start, low + 1), min(end, high - 1)
        key = (start, end, inner)
        if key not in self._clauses:
            sentence = self._sentence(at)
            self._clauses[key] = Clause(start, end, sentence, self.text[start:end], inner)
        return self._clauses[key]

    def _sentence(self, at: int) -> Sentence:
        start, end = self._around(self._sentence_ends, at, _SENTENCE_REACH)
        if start not in self._sentences:
            first, last = bisect_left(self._ends, start), bisect_left(self._ends, end)
            starts = (start, *(e + 1 for e in self._ends[first:last]))
            self._sentences[start] = Sentence(start, end, self.text[start:end], starts)
        return self._sentences[start]

    def _around(self, ends: list[int], at: int, reach: int) -> Range:
        """Return the bounds of what ends at `ends`; what is endless is cut every `reach`."""
        place = bisect_right(ends, at)
        start = ends[place - 1] + 1 if place else 0
        end = ends[place] if place < len(ends) else len(self.text)
        start += (at - start) // reach * reach
        return start, min(end, start + 2 * reach)

    def next_figure(self, position: int, end: int) -> Figure | None:
        """Return the first figure from `position` on, before `end`."""
        place = bisect_left(self._starts, position)
        if place < len(self.figures) and self._starts[place] < end:
            return self.figures[place]
        return None

    def after(self, figure: Figure) -> int:
        """Return where the figure ends with its 以上 or 左右."""
        match = words.SUFFIX.match(self.text, figure.end)
        return match.end() if match else figure.end

    def suffix(self, figure: Figure) -> str | None:
        """Return 以上, 左右 … where it follows the figure."""
        match = words.SUFFIX.match(self.text, figure.end)
        return match["word"] if match else None

    def at_boundary(self, figure: Figure) -> bool:
        """Tell whether no noun follows the figure: 达到5亿元, but not 5亿元的企业."""
        return words.BOUNDARY.match(self.text, self.after(figure)) is not None

    def year(self, figure: Figure, clause: Clause, default: int | None) -> tuple[int | None, bool]:
        """Return (year, recurring) of a figure: 每年 recurs and has no year."""
        if clause.recurs_from <= figure.start:
            return None, True
        paren = _PAREN_YEAR.match(self.text, figure.end)
        if paren or clause.own_year:
            return int(paren[1]) if paren else clause.own_year, False
        place = bisect_right(self._year_starts, figure.start) - 1
        year = self.years[place].year if place >= 0 else default
        if self.framed(figure):
            year = None
        if year is None and clause.sentence.recurs_from <= figure.start:
            return None, True
        return year, False

    def framed(self, figure: Figure) -> bool:
        """Tell whether 三年内 or 未来5年 governs the figure, later than any calendar year."""
        frame = bisect_right(self._frames, figure.start) - 1
        if frame < 0:
            return False
        place = bisect_right(self._year_starts, figure.start) - 1
        return place < 0 or self._frames[frame] > self._year_starts[place]

    def reports(self, figure: Figure) -> bool:
        """Tell whether the last word of time before the figure is of the past: 去年, 近4年来."""
        place = bisect_right(self._tenses, (figure.start, False)) - 1
        if place < 0 or not self._tenses[place][1]:
            return False
        year = bisect_right(self._year_starts, figure.start) - 1
        return year < 0 or self._year_starts[year] < self._tenses[place][0]

    def on_terms(self, figure: Figure) -> bool:
        """Tell whether the figure stands in a list of conditions: 须具备下列条件:…"""
        return within(figure.start, self._terms)

    def years_listed(self, clause: Clause, figure: Figure) -> list[int]:
        """Return the years of a list before the figure: 2023年、2024年和2025年."""
        place = bisect_left(self._year_lists, (figure.start, 0)) - 1
        if place < 0 or self._year_lists[place][0] < clause.sentence.start:
            return []
        low, high = self._year_lists[place]
        return [int(y) for y in _YEAR_OF_LIST.findall(self.text[low:high])]

    def group(self, index: int) -> int:
        """Return how many figures from `index` on form one list after 分别."""
        first = self.figures[index]
        clause = self.clause(first)
        if "分别" not in self.text[max(clause.start, first.start - 24) : first.start]:
            return 1
        count, end = 1, self.after(first)
        for place in range(index + 1, len(self.figures)):
            figure = self.figures[place]
            if figure.start > clause.sentence.end or not _goes_on(self.text[end : figure.start]):
                break
            count, end = count + 1, self.after(figure)
        return count


def _is_goal(quoted: str) -> bool:
    """Tell whether a quotation states goals: “规模达到2000亿元,企业超过300家”."""
    return quoted[0] == "“" and _GOAL_WORDS.search(quoted) is not None


def _goes_on(gap: str) -> bool:
    """Tell whether words between two figures only join them: 、 or 和超过."""
    if gap[:1] in (",", "，"):
        return len(gap) == 1
    said = words.wording(gap)
    return said.start <= 2 and (not said.start or _JOINER.search(gap[: said.start]) is not None)


def within(position: int, spans: list[Range]) -> bool:
    """Tell whether the position lies in one of the ascending spans."""
    place = bisect_right(spans, (position, 1 << 62)) - 1
    return place >= 0 and spans[place][0] <= position < spans[place][1]
