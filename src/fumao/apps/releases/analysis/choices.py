"""What the controls of the analysis page offer, and where to go from a question without answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fumao.apps.releases.analysis.asked import ONLY, TOPS, VIEWS, Asked
from fumao.apps.releases.analysis.data import Data, Offer
from fumao.apps.releases.analysis.shown import measure_words
from fumao.apps.releases.wording import say
from fumao.statistics.pivot import PERIOD
from fumao.statistics.tabulation import TOTAL


@dataclass(frozen=True, slots=True)
class Choice:
    """A control: a select with its options (value, words), and the one that is taken."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    value: str


@dataclass(frozen=True, slots=True)
class Choices:
    """The controls: tabs, those always shown, those behind a fold."""

    tabs: Sequence[tuple[str, str, str, bool]]  # query, icon, words, here
    first: Sequence[Choice]
    more: Sequence[Choice]
    narrowed: int  # how many behind the fold are set


def choices(data: Data, asked: Asked, offers: Sequence[Offer]) -> Choices:
    """Return the controls of a page as they stand."""
    words = _tab_words()
    more = list(_more(data, asked))
    return Choices(
        [
            (asked.query(view=None if one == "table" else one, page=None), icon, words[one],
             asked.view == one)
            for one, icon in ((name, _ICONS[name]) for name in VIEWS)
            if one != "tiles" or "area" in data.axes
        ],
        list(_first(data, asked, offers)),
        more,
        sum(1 for one in more if one.name in asked.kept),
    )  # fmt: skip


_ICONS = {
    "table": "table", "line": "chart-line", "bar": "chart-bar", "treemap": "chart-treemap",
    "rank": "list-numbers", "tiles": "layout-grid",
}  # fmt: skip


def _tab_words() -> dict[str, str]:
    return {
        "table": _("数据透视表"), "line": _("趋势"), "bar": _("柱形图"), "treemap": _("矩形树图"),
        "rank": _("排名"), "tiles": _("辖区方格"),
    }  # fmt: skip


def _first(data: Data, asked: Asked, offers: Sequence[Offer]) -> Iterator[Choice]:
    terms = asked.terms
    if len(offers) > 1:
        sets = [(one.key, say(one.label)) for one in offers]
        yield Choice("set", _("数据"), sets, asked.offer)
    measures = [
        (f"{measure}.{shows}", measure_words(data, measure, shows))
        for measure, shows in data.measures()
    ]
    yield Choice("measure", _("指标"), measures, f"{terms.measure}.{terms.shows}")
    axes = [(name, say(axis.label)) for name, axis in data.axes.items()]
    period = (PERIOD, _("报告期"))
    if asked.view != "tiles":
        rows = axes if asked.view not in ("table", "bar") else [*axes, period]
        yield Choice("rows", _("行"), rows, terms.rows)
    if asked.view in ("table", "bar"):
        columns = [one for one in (*axes, period) if one[0] != terms.rows]
        yield Choice("cols", _("列"), [*columns, ("none", _("不分列"))], terms.columns or "none")
    codes = [(one.code, one.code) for one in reversed(data.periods)]
    if PERIOD in (terms.rows, terms.columns):
        yield Choice("from", _("起"), codes, terms.periods[0].code)
    yield Choice("to", _("止") if PERIOD in (terms.rows, terms.columns) else _("报告期"), codes,
                 terms.periods[-1].code)  # fmt: skip
    if asked.view in ("table", "bar"):
        tops = [(str(n), _("前 %(n)s 项") % {"n": n} if n else _("全部")) for n in TOPS]
        yield Choice("top", _("显示"), tops, str(asked.most))


def _more(data: Data, asked: Asked) -> Iterator[Choice]:
    for name, axis in data.axes.items():
        members = [
            (one.code, "　" * max(0, one.level - 1) + say(one.label)) for one in axis.members
        ]
        options = [("", _("全部")), *((code, words) for code, words in members if code != TOTAL)]
        yield Choice(f"{ONLY}{name}", say(axis.label), options, asked.terms.at.get(name, ""))
    depths = [("0", _("全部层级")), *((str(n), _("到第 %(n)s 层") % {"n": n}) for n in (1, 2, 3))]
    yield Choice("depth", _("层级"), depths, str(asked.terms.depth))


def suggestions(data: Data, asked: Asked) -> list[tuple[str, str]]:
    """Return questions that have an answer, near one that has none: query and words."""
    crossed = data.crossed(asked.terms.measure) or list(data.axes)
    return [
        (
            asked.query(
                rows=name, cols=PERIOD, sort=None, page=None,
                **{f"{ONLY}{one}": None for one in data.axes},
            ),
            _("%(rows)s × 报告期") % {"rows": say(data.axes[name].label)},
        )
        for name in crossed
    ]  # fmt: skip
