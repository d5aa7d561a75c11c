"""The bulletin as a row of parts, for every kind of paper: headings, sentences and tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fumao.apps.releases.queries.shown import ShownHeadline, ShownTable, ShownVintage
from fumao.apps.releases.wording import english


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the bulletin."""

    words: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A paragraph; small ones are remarks."""

    words: str
    small: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its heads, and rows of texts."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


type Part = Heading | Sentence | Grid


def parts_of(shown: ShownVintage) -> Iterator[Part]:
    """Yield the bulletin: what happened, the tables, how districts reported, method."""
    yield Heading(_("概况"))
    for headline in shown.headlines:
        yield Sentence(headline_words(headline))
    for table in shown.series:
        yield _grid(table, _("期间"))
    for table in shown.tables:
        yield _grid(table, _("项目"))
        if table.protection:
            yield Sentence(
                _("不公布的单元格：%(words)s。") % {"words": table.protection}, small=True
            )
        if table.footnote:
            yield Sentence(table.footnote, small=True)
    yield from _quality(shown)
    yield from _changes(shown)
    yield Heading(_("口径"))
    yield Sentence(rounding_words(), small=True)
    yield Sentence(_("保护规则：%(rules)s。") % {"rules": shown.rules}, small=True)
    for note in shown.notes:
        end = f" ({note.cite})" if english() else f"（{note.cite}）"
        yield Sentence(f"{note.words}{end}", small=True)


def headline_words(one: ShownHeadline) -> str:
    """Return a headline as a sentence."""
    space = " " if english() else ""
    words = f"{one.label} {one.cell.text}{space}{one.unit}"
    grown = [
        _("同比 %(change)s%%（%(currency)s）") % {"change": cell.text, "currency": currency}
        for currency, cell in one.growth
        if cell.number is not None
    ]
    comma = ", " if english() else "，"
    return comma.join([words, *grown]) + ("." if english() else "。")


def rounding_words() -> str:
    """Say how figures are rounded."""
    return _("各单元格独立四舍五入，合计可能不等于分项之和。")


def _grid(table: ShownTable, first: str) -> Grid:
    return Grid(table.title, (first, *table.heads), tuple(table.lines()))


def _quality(shown: ShownVintage) -> Iterator[Part]:
    """计划第87项: how districts reported is told with the figures."""
    yield Heading(_("通报：各辖区报送质量"))
    if shown.quality is None:
        yield Sentence(_("本期没有报送质量的统计。"))
        return
    yield Grid(_("各辖区报送质量（件）"), shown.quality_heads, shown.quality)


def _changes(shown: ShownVintage) -> Iterator[Part]:
    if not shown.why:
        return
    yield Heading(_("修订"))
    yield Sentence(_("修订原因：%(why)s") % {"why": shown.why})
    rows = tuple((one.place, one.old.text, one.new.text) for one in shown.changes)
    yield Grid(_("修订的数字"), (_("位置"), _("原数"), _("现数")), rows)
