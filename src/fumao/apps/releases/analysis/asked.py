"""What a query string asks of the analysis page: the whole state of the page, read and written.

A parameter that cannot be is told, with how to mend it, and its usual value is taken in its place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from fumao.apps.releases.analysis.data import Data, Offer
from fumao.apps.releases.wording import say
from fumao.core.periods import Period
from fumao.statistics.pivot import PERIOD, Shows, Terms
from fumao.statistics.tabulation import TOTAL

VIEWS = ("table", "line", "bar", "treemap", "rank", "tiles")
TOPS = (0, 5, 10, 20)
MONTHS = 12  # shown where nothing is said
ONLY = "only."  # before the name of a dimension: the code it is kept to


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of an offer, and what of it could not be (`faults`, in words)."""

    offer: str
    view: str
    terms: Terms
    sort: str
    descending: bool
    most: int
    page: int
    kept: Mapping[str, str]  # parameters as they were taken, by name; usual ones left out
    faults: tuple[str, ...] = field(default=())

    def query(self, **changed: str | int | None) -> str:
        """Return the query string of this page, or with some parameters changed (None: left
        out)."""
        found = {**self.kept, **{name: str(value) for name, value in changed.items() if value}}
        for name, value in changed.items():
            if not value:
                found.pop(name, None)
        return urlencode(found)


def chosen(given: Mapping[str, str], offers: Sequence[Offer]) -> tuple[Offer | None, list[str]]:
    """Return the offer that is asked for, the first without a word, and what is wrong with it."""
    wanted = given.get("set", "")
    found = next((one for one in offers if one.key == wanted), None)
    if found is not None or not offers:
        return found, []
    if not wanted:
        return offers[0], []
    words = _("没有可分析的数据“%(given)s”，改用第一个。请在“数据”中重新选择。")
    return offers[0], [words % {"given": wanted[:60]}]


def asked(given: Mapping[str, str], data: Data, faults: Sequence[str] = ()) -> Asked:
    """Return what the parameters ask of some figures."""
    return _Reading(given, data, list(faults)).asked()


class _Reading:
    def __init__(self, given: Mapping[str, str], data: Data, faults: list[str]) -> None:
        self.given, self.data, self.faults = given, data, faults
        self.kept: dict[str, str] = {"set": data.offer.key}

    def asked(self) -> Asked:
        view = self._one_of("view", VIEWS, "table", _("图表"))
        measure, shows = self._measure()
        rows, columns = self._axes(view, measure)
        across = [name for name in (rows, columns) if name in self.data.axes]
        at = self._at(measure, across)
        terms = Terms(measure, shows, rows, columns, at, self._periods(), self._depth())
        most = int(self._one_of("top", [str(one) for one in TOPS], "0", _("前几项")))
        direction = self._one_of("dir", ("desc", "asc"), "desc", _("排序"))
        sort = self._sort(terms)
        page = self._page()
        return Asked(
            self.data.offer.key, view, terms, sort, direction == "desc", most, page, self.kept,
            tuple(self.faults),
        )  # fmt: skip

    def _one_of(self, name: str, allowed: Sequence[str], usual: str, words: str) -> str:
        value = self.given.get(name, "")
        if value in allowed:
            if value != usual:
                self.kept[name] = value
            return value
        if value:
            self._fault(words, value)
        return usual

    def _fault(self, words: str, value: str) -> None:
        told = _("“%(what)s”没有“%(given)s”这一项，按通常的显示。请在筛选栏重新选择。")
        self.faults.append(told % {"what": words, "given": value[:60]})

    def _measure(self) -> tuple[str, Shows]:
        told = {f"{measure}.{shows}": (measure, shows) for measure, shows in self.data.measures()}
        return told[self._one_of("measure", list(told), next(iter(told)), _("指标"))]

    def _axes(self, view: str, measure: str) -> tuple[str, str]:
        names = list(self.data.axes)
        crossed = self.data.crossed(measure)
        first = next((one for one in crossed or names if one != "area"), names[0])
        if view == "tiles":
            return "area" if "area" in names else first, ""
        rows = self._one_of("rows", [*names, PERIOD], first, _("行"))
        if view in ("treemap", "rank"):
            return (first if rows == PERIOD else rows), ""
        if view == "line":
            return (first if rows == PERIOD else rows), PERIOD
        usual = PERIOD if rows != PERIOD else self.data.offer.publication.split
        columns = self._one_of("cols", [*names, PERIOD, "none"], usual, _("列"))
        if columns == rows:
            self.faults.append(_("行和列不能是同一维度，列按通常的显示。"))
            self.kept.pop("cols", None)
            columns = usual
        return rows, "" if columns == "none" else columns

    def _at(self, measure: str, across: Sequence[str]) -> dict[str, str]:
        at: dict[str, str] = {}
        for name, axis in self.data.axes.items():
            codes = [one.code for one in axis.members]
            code = self._one_of(f"{ONLY}{name}", codes, "", say(axis.label))
            if code:
                at[name] = code
        for name, code in self.data.fixed(measure, across).items():
            at.setdefault(name, code)
        return {name: code for name, code in at.items() if code != TOTAL or name not in across}

    def _periods(self) -> tuple[Period, ...]:
        known = {one.code: one for one in self.data.periods}
        codes = list(known)
        last = self._one_of("to", codes, codes[-1], _("止"))
        place = codes.index(last)
        first = self._one_of("from", codes, codes[max(0, place - MONTHS + 1)], _("起"))
        if first > last:
            self.faults.append(_("起始期间晚于截止期间，只显示截止的一期。"))
            self.kept.pop("from", None)
            first = last
        return tuple(known[code] for code in codes if first <= code <= last)

    def _depth(self) -> int:
        return int(self._one_of("depth", ("0", "1", "2", "3"), "0", _("层级")))

    def _sort(self, terms: Terms) -> str:
        if terms.columns == PERIOD:
            codes = [one.code for one in self.data.periods]
        else:
            axis = self.data.axes.get(terms.columns)
            codes = [one.code for one in axis.members] if axis else ["value"]
        return self._one_of("sort", codes, "", _("排序"))

    def _page(self) -> int:
        value = self.given.get("page", "")
        if not value:
            return 1
        if value.isascii() and value.isdecimal() and 0 < int(value[:6]) < 10_000:
            return int(value[:6])
        self._fault(_("页码"), value)
        return 1
