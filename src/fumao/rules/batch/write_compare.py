"""A comparison as a table's lines and as a workbook that says how to make it again."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import xlsxwriter

from fumao.core.errors import Words
from fumao.rules.batch.compare import Change, Comparison, changed_rows, labels
from fumao.rules.batch.refused import HEAD, refused_rows
from fumao.rules.batch.session import Session
from fumao.rules.batch.write import MOST_ROWS, Sheets, refused_line

_HEAD = (
    Words("规则", "rule"),
    Words("名称", "label"),
    Words("改前", "before"),
    Words("改后", "after"),
    Words("差额", "difference"),
    Words("增加", "winners"),
    Words("减少", "losers"),
    Words("不变", "unchanged"),
    Words("改前资料不全", "unknown before"),
    Words("改后资料不全", "unknown after"),
)


def change_head(language: str, by: Iterable[str] = ()) -> list[str]:
    """Return the header of the table of changes."""
    return [*by, *(words.say(language) for words in _HEAD)]


def change_rows(
    done: Comparison, changes: Iterable[Change], language: str
) -> Iterator[list[object]]:
    """Yield a line a change."""
    names = labels(done, language)
    for item in changes:
        yield [
            *item.by,
            item.name,
            names[item.name],
            item.before,
            item.after,
            item.difference,
            item.winners,
            item.losers,
            item.unchanged,
            item.unknown_before,
            item.unknown_after,
        ]


def write_comparison(
    session: Session,
    done: Comparison,
    target: Path,
    language: str,
    notes: Iterable[tuple[str, str]],
) -> None:
    """Write a workbook: totals, groups, the rows that change, rows set aside, how it was made."""
    book = xlsxwriter.Workbook(
        str(target),
        {"constant_memory": True, "tmpdir": str(session.work), "strings_to_urls": False},
    )
    try:
        sheets = Sheets(book)
        title = Words("汇总", "totals").say(language)
        sheets.add(title, change_head(language), change_rows(done, done.totals, language))
        if done.by:
            title = Words("分组", "groups").say(language)
            head = change_head(language, done.by)
            sheets.add(title, head, change_rows(done, done.groups, language))
        head = [Words("规则", "rule").say(language), done.key_name]
        head += [Words("改前", "before").say(language), Words("改后", "after").say(language)]
        rows = changed_rows(session, done, MOST_ROWS)
        sheets.add(Words("变动名单", "changed").say(language), head, rows)
        key = "zh" if language.startswith("zh") else "en"
        refused = (refused_line(item, language) for item in refused_rows(session, done.intake))
        sheets.add(Words("退回", "refused").say(language), HEAD[key], refused)
        sheets.add(Words("说明", "notes").say(language), ("", ""), _notes(done, language, notes))
    finally:
        book.close()


def _notes(
    done: Comparison, language: str, notes: Iterable[tuple[str, str]]
) -> Iterator[tuple[str, object]]:
    yield Words("日期", "day").say(language), done.combined.rules.day
    for taken in (done.intake.main, *done.intake.children.values()):
        yield taken.table.shown, f"SHA-256 {taken.table.digest}"
    yield from notes
