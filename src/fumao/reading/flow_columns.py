"""The pieces of a record laid over the columns of its table, by what each column holds."""

import re
from itertools import accumulate, pairwise

from fumao.reading.columns import Role
from fumao.reading.rawtable import INTEGER, RawCell
from fumao.reading.schedules import DUE
from fumao.reading.units import is_unit, split_units

Piece = tuple[int, int]
DUE_CELL = re.compile(
    rf"(?:{DUE.pattern})(?:完成|启动|实施)?|(?:持续|长期)(?:推进|实施|坚持|开展)?|每年|全年"
)
_UNIT_ROLES = ("lead", "cooperating", "upper")
_BEYOND = 6  # pieces of a cell of units after one that is no name
_HALF = re.compile(r"^(?:局|委|厅|办|会|部|政府|管委会|分局|前|底|月|日|[、,。;)])")
_NO_NAME = re.compile(
    r"[。;:!?“”《》%\d]|建立|完善|制定|开展|推进|推动|加强|健全|优化|支持|鼓励|探索|打造|提供|落实|做好|形成"
)
_HEADQUARTERS = re.compile(r"(?:国家|中国|人民|海关|监管)[^、,]{0,12}(?:总局|总署|银行|局|会)$")
_BEGINS = re.compile(
    r"[市省区县州各](?!场|级|直|政)|国家|中国|中央|人民银行|人行"
    r"|[^局委办厅部会、,]{2,4}(?:海关|市|省|银行|大学|学院|集团)"
)


def lay_over(pieces: list[Piece], roles: tuple[Role, ...], plain: str) -> list[RawCell]:
    """Lay pieces over columns in order, each column taking neighbours, by dynamic programming."""
    if len(pieces) < len(roles) or len(pieces) == 1:
        return [[piece] for piece in pieces]
    record = _Record([plain[a:b] for a, b in pieces])
    best: list[dict[int, tuple[float, list[int]]]] = [{0: (0.0, [])}]
    for role in roles:
        step: dict[int, tuple[float, list[int]]] = {}
        for begin, (score, cuts) in best[-1].items():
            for end in range(begin, record.reach(role, begin) + 1):
                value = score + record.worth(role, begin, end)
                if end not in step or step[end][0] < value:
                    step[end] = (value, [*cuts, end])
        best.append(step)
    if len(pieces) not in best[-1]:
        return [[piece] for piece in pieces]
    cuts = best[-1][len(pieces)][1]
    return [pieces[a:b] for a, b in zip([0, *cuts[:-1]], cuts, strict=True)]


class _Record:
    """The words of a record's pieces, and what of them is asked again and again."""

    def __init__(self, words: list[str]) -> None:
        self.words = words
        self.text = "".join(words)
        self.offsets = [0, *accumulate(map(len, words))]
        self.widest = max(map(len, words))
        self.stops = [0, *accumulate(word.endswith("。") for word in words)]
        self.tails = [is_unit(word) for word in words]
        self._units: dict[Piece, float] = {}
        nameless = len(words)
        self.nameless = [nameless] * (len(words) + 1)  # the first piece from here on without a name
        for at in range(len(words) - 1, -1, -1):
            nameless = at if _NO_NAME.search(words[at]) else nameless
            self.nameless[at] = nameless

    def reach(self, role: Role, begin: int) -> int:
        """Return where the longest cell of a column that is worth a look ends."""
        if role == "task":
            return len(self.words)
        if role in _UNIT_ROLES:
            return min(len(self.words), self.nameless[begin] + _BEYOND)
        return min(len(self.words), begin + 3)

    def worth(self, role: Role, begin: int, end: int) -> float:
        """Say how well a run of pieces suits a column."""
        if begin == end:
            return -0.2 if role == "category" else -0.6
        joins = -0.05 * (end - begin - 1) - (0.8 if _HALF.match(self.words[begin]) else 0)
        if role in _UNIT_ROLES:
            if (begin, end) not in self._units:
                self._units[begin, end] = self._unit_worth(begin, end)
            return joins + self._units[begin, end]
        if role == "task":
            return joins + self._task_worth(begin, end)
        return joins + self._other_worth(role, begin, end)

    def _other_worth(self, role: Role, begin: int, end: int) -> float:
        text = self.text[self.offsets[begin] : self.offsets[end]]
        if role == "number":
            return 3.0 if INTEGER.fullmatch(text) else -6.0
        if role == "schedule":
            return 3.0 if DUE_CELL.fullmatch(text) else -1.5
        if role == "category":
            sentence = re.search(r"[,。;:]", text) or text.count("“") != text.count("”")
            wrapped = len(self.words[end - 1]) > max(self.widest - 2, 6)
            return -1.5 if sentence or wrapped else 0.5
        return 0.3

    def _task_worth(self, begin: int, end: int) -> float:
        ends = 1.0 if self.words[end - 1].endswith(("。", ";")) else 0.0
        # words after a full stop that are no sentence belong to the next cell
        beyond = 1.8 if not ends and self.stops[end] > self.stops[begin] else 0.0
        tail = 2.0 if end - begin > 1 and self.tails[end - 1] else 0.0
        return min(self.offsets[end] - self.offsets[begin], 30) / 15 + ends - beyond - tail

    def _unit_worth(self, begin: int, end: int) -> float:
        if self.nameless[begin] < end:
            return -2.5
        text = self.text[self.offsets[begin] : self.offsets[end]]
        names = [text[a:b] for a, b in split_units(text).ranges]
        good = bool(names) and all(is_unit(name) or name.startswith("各") for name in names)
        words = self.words[begin:end]
        glued = sum(
            is_unit(left) and left[-1] not in "、," and _opens_name(right)
            for left, right in pairwise(words)
        )
        if not glued and names and max(map(len, names)) > 8:
            glued = _glued_names(words, text)
        open_end = 1.0 if text.endswith(("、", ",")) else 0.0
        return (2.5 if good else -2.5) - 3.0 * glued - open_end


def _glued_names(words: list[str], text: str) -> int:
    """Count the line ends between two whole names that no sign parts: 金融办 above 人民银行分行."""
    count = at = 0
    for word in words[:-1]:
        at += len(word)
        left = re.split(r"[、,;]", text[:at])[-1]
        right = re.split(r"[、,;]", text[at:], maxsplit=1)[0]
        if len(right) >= 4 and _BEGINS.match(right) and is_unit(left) and is_unit(right):
            count += not _HEADQUARTERS.search(left)
    return count


def _opens_name(words: str) -> bool:
    """Tell the beginning of a name from the rest of one: 员会 and 政局 are rests."""
    first = words.split("、", maxsplit=1)[0]
    return is_unit(first) and (len(first) >= 4 or first.startswith(("市", "省", "区", "县", "各")))
