"""The columns of a file by their heads: the labels of the form in either language, or its keys."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import xlsxwriter

from fumao.core.errors import CoreError
from fumao.core.text import match_key
from fumao.forms.fields import ALWAYS, Field
from fumao.surveys.bulk.layout import Layout

CODE, PERIOD, TOLD, SKIPPED = "code", "period", "told", ""
# Columns beside those of the form; what is skipped stands in lists and in the marked copy.
BESIDE: Mapping[str, tuple[str, ...]] = {
    CODE: ("统一社会信用代码", "信用代码", "填报单位信用代码", "Unified social credit code",
           "credit code"),
    PERIOD: ("报告期", "报告期别", "Period"),
    TOLD: ("情况说明", "说明", "Explanation"),
    SKIPPED: ("序号", "原行号", "企业名称", "填报单位", "单位名称", "须改正的问题", "备注", "No.",
              "Row", "Enterprise", "What to mend", "Remark"),
}  # fmt: skip
WHERE = 64  # characters of a head that is shown in a message


@dataclass(frozen=True, slots=True)
class Heads:
    """The row of the heads; `keys` has for each column what it is, "" where it is skipped."""

    row: int
    texts: tuple[str, ...]
    keys: tuple[str, ...]

    def place(self, key: str) -> int | None:
        """Return the column of a key, from 0."""
        return self.keys.index(key) if key in self.keys else None


def template_heads(layout: Layout, language: str) -> list[str]:
    """Return the heads of an empty file, needed ones marked with a star."""
    english = language == "en"
    code = BESIDE[CODE][3 if english else 0]
    told = BESIDE[TOLD][2 if english else 0]
    own = [
        one.label.say(language) + ("*" if one.required == ALWAYS else "") for one in layout.columns
    ]
    return [code, *own, told]


def find_heads(top: Sequence[tuple[int, Sequence[str]]], layout: Layout, *, code: bool) -> Heads:
    """Return the heads among the first rows; raises CoreError that says what, where, how to mend.

    `code` says that the respondent has to be named in each row.
    """
    known = _known(layout)
    rows = [(number, cells, [known.get(_plain(cell)) for cell in cells]) for number, cells in top]
    number, cells, keys = max(rows, key=lambda row: sum(key is not None for key in row[2]))
    if sum(bool(key) for key in keys) < min(2, len(layout.columns)):
        raise _no_heads(layout)
    _refuse_unknown(cells, keys)
    _refuse_twice(cells, keys)
    _refuse_missing(layout, keys, code=code)
    return Heads(number, tuple(cells), tuple(key or "" for key in keys))


def _plain(text: str) -> str:
    return match_key(text.rstrip("*＊ "))


def _known(layout: Layout) -> dict[str, str]:
    found = {match_key(head): key for key, heads in BESIDE.items() for head in heads}
    for one in layout.columns:  # a column of the form is never taken for another
        found |= dict.fromkeys(
            (match_key(one.key), match_key(one.label.zh), match_key(one.label.en)), one.key
        )
    return found


def _no_heads(layout: Layout) -> CoreError:
    labels = [one.label for one in layout.columns[:3]]
    return CoreError(
        "no_heads",
        "前10行里没有找到表头：表头应有"
        + "、".join(f"“{label.zh}”" for label in labels)
        + "等列，请从“下载空白文件”取表头。",
        "No heads were found in the first 10 rows: columns such as "
        + ", ".join(f'"{label.en}"' for label in labels)
        + " are needed; take them from the empty file.",
    )


def _refuse_unknown(cells: Sequence[str], keys: Sequence[str | None]) -> None:
    wrong = [
        f"{letter(place)} “{cell[:WHERE]}”"
        for place, (cell, key) in enumerate(zip(cells, keys, strict=True))
        if cell and key is None
    ]
    if wrong:
        raise CoreError(
            "unknown_columns",
            f"有不认识的列：{'、'.join(wrong[:5])}。请改成空白文件里的列名，或删去这些列。",
            f"Unknown columns: {', '.join(wrong[:5])}. Name them as in the empty file, or delete "
            "them.",
        )


def _refuse_twice(cells: Sequence[str], keys: Sequence[str | None]) -> None:
    seen: dict[str, int] = {}
    for place, key in enumerate(keys):
        if key and key in seen:
            raise CoreError(
                "column_twice",
                f"“{cells[place][:WHERE]}”有两列（{letter(seen[key])} 和 {letter(place)}），"
                "请只留一列。",
                f'"{cells[place][:WHERE]}" stands in two columns ({letter(seen[key])} and '
                f"{letter(place)}): keep one.",
            )
        if key:
            seen[key] = place


def _refuse_missing(layout: Layout, keys: Sequence[str | None], *, code: bool) -> None:
    missing = list(_missing(layout, keys))
    zh = [one.label.zh for one in missing]
    en = [one.label.en for one in missing]
    if code and CODE not in keys:
        zh.append(BESIDE[CODE][0])
        en.append(BESIDE[CODE][3])
    if zh:
        raise CoreError(
            "missing_columns",
            f"缺少必填的列：{'、'.join(zh)}。请从“下载空白文件”取表头。",
            f"Columns that are needed are missing: {', '.join(en)}. Take the heads from the empty "
            "file.",
        )


def _missing(layout: Layout, keys: Sequence[str | None]) -> Iterator[Field]:
    # What shows under a condition only may be missing altogether.
    return (
        one for one in layout.columns
        if one.required == ALWAYS and not one.visible and one.key not in keys
    )  # fmt: skip


def letter(place: int) -> str:
    """Return how a spreadsheet calls a column: A, B, AA."""
    name: str = xlsxwriter.utility.xl_col_to_name(place)
    return name
