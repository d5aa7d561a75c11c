"""A screening as a spreadsheet: its rules, and the cells wanted with their reasons."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from fumao.apps.grants.book import Book
from fumao.apps.grants.firms import firms_of
from fumao.apps.grants.queries.screened_cell import cell_lines
from fumao.apps.grants.queries.screened_firms import Kept, Wanted
from fumao.apps.grants.queries.screening import RuleLine
from fumao.apps.grants.queries.told import places_of, told_at
from fumao.apps.grants.words import Amount
from fumao.apps.orgs.actor import Actor
from fumao.core.sheet import sheets
from fumao.rules.definitions import Rule

MOST = 20_000  # cells of one export; more is said to be cut


def state_words(rule: Rule | None = None) -> dict[str, str]:
    """Return how the states of a cell are called; a tax is worked out, a duty is to be done."""
    yes, no = _("符合"), _("不符合或为零")
    if rule is not None and rule.kind == "duty":
        yes, no = _("须办理"), _("不须办理")
    elif rule is not None and rule.kind == "tax" and rule.type.kind != "bool":
        yes, no = _("已算出"), _("为零")
    return {
        "granted": yes,
        "zero": no,
        "unknown": _("缺资料"),
        "elsewhere": _("不适用（外地规定）"),
    }


def shown(value: Amount | None) -> str:
    """Return an amount in one text; nothing where there is none."""
    return f"{value.figure} {value.unit}".strip() if value is not None else ""


def screening_xlsx(
    actor: Actor, book: Book, kept: Kept, lines: Sequence[RuleLine], wanted: Wanted, lang: str
) -> bytes:
    """Return the rules and the cells that the page's filter finds; every cell is a text."""
    rule_heads = [
        _("规则"), _("类别"), _("依据"), _("符合"), _("不符合或为零"), _("缺资料"), _("不适用"),
        _("金额合计"), _("说明"),
    ]  # fmt: skip
    heads = [
        _("统一社会信用代码"), _("企业名称"), _("区县"), _("园区"), _("规则"), _("结果"), _("数值"),
        _("原因或缺的资料"),
    ]  # fmt: skip
    cells = list(_cells(actor, book, kept, lines, wanted, lang))
    note = [
        [_("筛查"), kept.screening.stream],
        [_("规定和资料日期"), kept.screening.day.isoformat()],
    ]
    note += [[_("资料摘要"), kept.screening.digest], [_("规则摘要"), kept.screening.rules_digest]]
    note += [[key, version] for key, version in sorted(kept.screening.versions.items())]
    if len(cells) > MOST:
        note.insert(0, [_("注意"), _("只列前 %(n)s 行，请筛选后再导出。") % {"n": MOST}])
    return sheets([
        (_("按规则"), rule_heads, map(_rule_cells, lines)),
        (_("按企业"), heads, cells[:MOST]),
        (_("说明"), [_("项目"), _("内容")], note),
    ])  # fmt: skip


def _rule_cells(line: RuleLine) -> list[str]:
    counts = line.counts
    figures = (
        [str(n) for n in (counts.granted, counts.zero, counts.unknown, counts.elsewhere)]
        if counts
        else [""] * 4
    )
    note = line.ended if counts else line.ended or _("当日无效")
    total = shown(line.net or line.total)
    cite = f"{line.cite.document} {line.cite.clause}"
    return [line.label, str(line.kind), cite, *figures, total, note]


def _cells(
    actor: Actor, book: Book, kept: Kept, lines: Sequence[RuleLine], wanted: Wanted, lang: str
) -> Iterator[list[str]]:
    held = {line.rule.name: line.rule for line in lines if line.counts}
    rule = held.get(wanted.rule)
    firms = firms_of(actor, kept.screening.area, kept.screening.day)
    places = places_of(firms.columns.codes)
    names = [rule.name] if rule is not None else list(held)
    left = MOST + 1
    states = {"granted", "zero"} if wanted.state == "decided" else {wanted.state}
    for place in kept.places(wanted, rule):
        firm = kept.line(place, None, lang)
        told = told_at(firms, places, firm.code)
        for cell in cell_lines(book, kept, place, told, names, lang):
            if wanted.state and cell.state not in states:
                continue
            left -= 1
            if left < 0:
                return
            yield [
                firm.code, firm.name, firm.area.name if firm.area else "",
                firm.park.name if firm.park else "", cell.label, state_words(cell.rule)[cell.state],
                shown(cell.value), cell.reason,
            ]  # fmt: skip
