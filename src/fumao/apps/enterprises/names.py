"""Names of enterprises compared: what two spellings of one name share, and how near two names are.

A key folds width, case, traditional characters and brackets (core.text) and the two wordings of a
limited company; it is for finding only and is never shown.
"""

from collections import defaultdict
from collections.abc import Iterable

from fumao.core.text import bigram, match_key

_SIGNS = str.maketrans("", "", "()（）[]【】〔〕<>《》“”\"'·•.,，。、-—_/&")
_SAME_FORM = (("有限责任公司", "有限公司"), ("股份有限公司", "有限公司"))
NEAR = 0.84  # Dice's coefficient of the bigrams from which a person is asked
_COMMON = 400  # a bigram in more names than this tells nothing


def name_key(name: str) -> str:
    """Reduce an enterprise's name to what its spellings share."""
    key = match_key(name).translate(_SIGNS)
    for long, short in _SAME_FORM:
        key = key.replace(long, short)
    return key


class NearNames:
    """Names to be found by likeness; each name stands for a number (a key of a row)."""

    def __init__(self, names: Iterable[tuple[int, str]]) -> None:
        self._terms: dict[int, frozenset[str]] = {}
        self._holders: dict[str, list[int]] = defaultdict(list)
        self._keys: dict[str, int] = {}
        self._owners: dict[int, int] = {}
        for place, (owner, key) in enumerate(names):
            self._add(place, owner, key)

    def _add(self, place: int, owner: int, key: str) -> None:
        self._owners[place] = owner
        self._keys.setdefault(key, owner)
        self._terms[place] = frozenset(bigram(key))
        for term in self._terms[place]:
            self._holders[term].append(place)

    def same(self, key: str) -> int | None:
        """Return whose name has this very key."""
        return self._keys.get(key)

    def nearest(self, key: str) -> int | None:
        """Return whose name is nearest, None where none is near."""
        terms = frozenset(bigram(key))
        shared: dict[int, int] = defaultdict(int)
        telling = sorted(terms, key=lambda term: len(self._holders.get(term, ())))
        for term in telling[: max(3, len(telling) // 3)]:
            holders = self._holders.get(term, ())
            if len(holders) <= _COMMON:
                for place in holders:
                    shared[place] += 1
        best, found = NEAR, None
        for place in shared:
            other = self._terms[place]
            likeness = 2 * len(terms & other) / (len(terms) + len(other))
            if likeness >= best:
                best, found = likeness, self._owners[place]
        return found
