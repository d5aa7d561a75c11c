"""Results as Parquet, CSV or a workbook, with the rows that were set aside beside them.

A workbook gives each rule its value and its reason; it holds 100,000 rows. Text that a spreadsheet
would run as a formula is neutralised in all but Parquet.
"""

import csv
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from fumao.core.cells import safe_cell
from fumao.core.errors import CoreError, Words
from fumao.rules.batch.award import award_head, award_notes, award_row
from fumao.rules.batch.cases import read_cases
from fumao.rules.batch.outputs import whole_file
from fumao.rules.batch.reasons import short_reason
from fumao.rules.batch.refused import HEAD, Refused, has_refused, refused_rows
from fumao.rules.batch.run import Done, RuleSum
from fumao.rules.batch.session import Session, literal
from fumao.rules.library import Version
from fumao.rules.ruleset import RuleSet
from fumao.rules.shown import unit_name

type Job = Callable[[Path], Done]  # computes into a Parquet file at the path
MOST_ROWS = 100_000
FORMS = (".parquet", ".xlsx", ".csv")
_SOME = 10_000
_EXACT = 15  # digits that a spreadsheet keeps


def check_form(output: Path) -> None:
    """Raise CoreError for an ending that is not written."""
    if output.suffix.lower() not in FORMS:
        raise CoreError(
            "output_type",
            f"不能写“{output.suffix or output.name}”；可写 {'、'.join(FORMS)}",
            f"“{output.suffix or output.name}” is not written; {', '.join(FORMS)} are",
        )


def refused_path(output: Path) -> Path:
    """Return where the rows set aside are written beside Parquet and CSV."""
    return output.with_name(f"{output.stem}-refused.csv")


def write_refused(session: Session, done: Done, target: Path, language: str) -> None:
    """Write the rows set aside as CSV with a byte-order mark, so that Excel shows the Chinese."""
    key = "zh" if language.startswith("zh") else "en"
    with target.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEAD[key])
        for item in refused_rows(session, done.intake):
            writer.writerow([_plain(cell) for cell in refused_line(item, language)])


def refused_line(item: Refused, language: str) -> list[object]:
    """Return a row that was set aside as cells."""
    return [item.file, item.row, item.column, item.value, item.reason.say(language)]


def _plain(cell: object) -> object:
    if isinstance(cell, str):
        return safe_cell(cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return f"{cell:f}" if isinstance(cell, Decimal) else cell


def write_csv(session: Session, done: Done, target: Path) -> None:
    """Write the results as CSV: the key, then a column a rule by its name; unknown is empty."""
    with target.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        award = [done.award.budget.award] if done.award is not None else []
        writer.writerow([safe_cell(done.key_name), *done.types, *award])
        for row in _results(session, done):
            writer.writerow([_plain(cell) for cell in row])


def _results(session: Session, done: Done) -> Iterator[tuple[Any, ...]]:
    cursor = session.connection.cursor()
    try:
        cursor.execute(f"SELECT * FROM read_parquet({literal(done.results)})")
        while some := cursor.fetchmany(_SOME):
            yield from some
    finally:
        cursor.close()


def write_xlsx(session: Session, done: Done, target: Path, language: str) -> None:
    """Write a workbook: results with reasons, rows set aside, sums, and how it was made."""
    if done.rows > MOST_ROWS:
        raise CoreError(
            "too_many_rows",
            f"共 {done.rows:,} 行，工作簿最多写 {MOST_ROWS:,} 行；请改用 -o 文件.parquet",
            f"There are {done.rows:,} rows; a workbook holds {MOST_ROWS:,}. Use -o FILE.parquet",
        )
    book = xlsxwriter.Workbook(
        str(target),
        {"constant_memory": True, "tmpdir": str(session.work), "strings_to_urls": False},
    )
    with ExitStack() as stack:
        stack.callback(book.close)
        sheets = Sheets(book)
        sheets.add(
            Words("结果", "results").say(language),
            _head(done, language),
            _with_reasons(session, done, language),
        )
        key = "zh" if language.startswith("zh") else "en"
        refused = refused_rows(session, done.intake)
        sheets.add(
            Words("退回", "refused").say(language),
            HEAD[key],
            (refused_line(item, language) for item in refused),
        )
        sheets.add(
            Words("汇总", "sums").say(language), sum_head(language), sum_rows(done, language)
        )
        if done.award is not None:
            line = award_row(done.award, language)
            sheets.add(Words("预算", "budget").say(language), award_head(language), [line])
        sheets.add(Words("说明", "notes").say(language), ("", ""), notes(done, language))


class Sheets:
    """Adds sheets to a workbook row by row; no cell can become a formula."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.bold = book.add_format({"bold": True, "bg_color": "#EDF1F5", "text_wrap": True})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})

    def add(self, title: str, head: Any, rows: Any) -> None:
        """Add a sheet with a header and its rows."""
        sheet = self.book.add_worksheet(title)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(head), 18)
        for column, cell in enumerate(head):
            sheet.write_string(0, column, safe_cell(cell), self.bold)
        for number, row in zip(range(1, 1_048_576), rows, strict=False):  # a sheet's last row
            for column, cell in enumerate(row):
                self._write(sheet, number, column, cell)

    def _write(self, sheet: Any, row: int, column: int, cell: object) -> None:
        match cell:
            case None | "":
                return
            case bool():
                sheet.write_boolean(row, column, cell)
            case date():
                sheet.write_datetime(row, column, cell, self.day)
            case int() | Decimal():
                if len(str(cell).strip("-0.").replace(".", "")) > _EXACT:
                    sheet.write_string(row, column, str(cell))
                else:
                    sheet.write_number(row, column, float(cell))
            case _:
                sheet.write_string(row, column, safe_cell(str(cell)))


def _head(done: Done, language: str) -> list[str]:
    head = [done.key_name]
    for name, type_ in done.types.items():
        label = rule_label(done.rules, name, language)
        unit = type_.of if type_.kind == "money" else type_.unit
        shown = f"{label} ({unit_name(unit, language)})" if unit else label
        head += [shown, f"{label}：{Words('理由', 'reason').say(language)}"]
    return head if done.award is None else [*head, done.award.head(language)]


def rule_label(rules: RuleSet, name: str, language: str) -> str:
    """Return the label of a rule on the day."""
    return _on_the_day(rules, name).rule.label.say(language)


def _on_the_day(rules: RuleSet, name: str) -> Version:
    """Return the version in force, of a rule that has none the last."""
    return rules.versions[name] or rules.library.versions[name][-1]


def _with_reasons(session: Session, done: Done, language: str) -> Iterator[list[object]]:
    """Yield each case with value and reason of every rule, as the walk over the case gives them."""
    names = list(done.types)
    values = {str(row[0]): row[1:] for row in _results(session, done)}
    for number, (key, facts, rows) in enumerate(read_cases(session, done.intake)):
        if number % 200 == 0:
            session.stage("write", 100 * number / max(1, done.rows))
        line: list[object] = [key]
        answers = done.rules.answers(facts, rows, names)
        for name, value in zip(names, values[key][: len(names)], strict=True):
            line += [value, short_reason(answers[name], answers, done.rules, language)]
        yield [*line, *values[key][len(names) :]]  # the award, where a budget was shared


def notes(done: Done, language: str) -> Iterator[list[object]]:
    """Yield what the results were made of: day, files with their hash, rules with their clause."""
    chinese = language.startswith("zh")
    yield ["日期" if chinese else "day", done.rules.day]
    for taken in (done.intake.main, *done.intake.children.values()):
        yield [taken.table.shown, f"SHA-256 {taken.table.digest}"]
    for name in done.types:
        yield [name, _on_the_day(done.rules, name).rule.cite.shown()]
    if done.award is not None:
        yield from award_notes(done.award)
    for key, value in done.notes:
        yield [key, value]


def sum_head(language: str) -> list[str]:
    """Return the header of the table of sums."""
    if language.startswith("zh"):
        return ["规则", "名称", "合计", "大于零或成立", "已算出", "资料不全"]
    return ["rule", "label", "sum", "positive or true", "decided", "unknown"]


def sum_rows(
    done: Done, language: str, sums: Iterable[RuleSum] | None = None
) -> Iterator[list[object]]:
    """Yield a line a rule: name, label, sum, counts."""
    for item in done.sums if sums is None else sums:
        yield [item.name, rule_label(done.rules, item.name, language), *_counts(item)]


def _counts(item: RuleSum) -> list[object]:
    return [item.total, item.positive, item.decided, item.unknown]


def run_and_write(
    session: Session,
    job: Job,
    output: Path | None,
    language: str,
) -> tuple[Done, tuple[Path, ...]]:
    """Compute and write; return the figures and what was written. Nothing is left half-written."""
    if output is None:
        return job(session.draft(".parquet")), ()
    check_form(output)
    form = output.suffix.lower()
    with ExitStack() as stack:
        draft = stack.enter_context(whole_file(output))
        done = job(draft if form == ".parquet" else session.draft(".parquet"))
        session.stage("write")
        if form == ".xlsx":
            write_xlsx(session, done, draft, language)
            return done, (output,)
        if form == ".csv":
            write_csv(session, done, draft)
        if not has_refused(session, done.intake):
            return done, (output,)
        beside = refused_path(output)
        write_refused(session, done, stack.enter_context(whole_file(beside)), language)
    return done, (output, beside)
