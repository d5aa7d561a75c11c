"""`fumao rules run|compare`: whole files through the rules, and a reform against them."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from rich.console import Console

from fumao.core.errors import CoreError, Words
from fumao.packs.overlay import read_overlay
from fumao.packs.rules_screen import day_of, print_table, progress_bar
from fumao.reading.formats.guard import kind_of
from fumao.rules.batch.award import Award, award_head, award_row
from fumao.rules.batch.compare import compare_file
from fumao.rules.batch.intake import Files, Intake
from fumao.rules.batch.outputs import whole_file
from fumao.rules.batch.reasons import input_labels
from fumao.rules.batch.refused import HEAD, refused_rows
from fumao.rules.batch.run import Done, Request, run_file
from fumao.rules.batch.session import Session
from fumao.rules.batch.write import refused_line, run_and_write, sum_head, sum_rows
from fumao.rules.batch.write_compare import change_head, change_rows, write_comparison
from fumao.rules.library import Library

_SHOWN = 10

# Writes the register into a folder, for an area (by code) and a day (both may be None); returns the
# day taken and the files. The command line sets it: packs know no database.
type Register = Callable[[Path, str | None, date | None], tuple[date, Files]]
_register: list[Register] = []


@dataclass(frozen=True, slots=True)
class Setting:
    """What both commands need: rules with their packs' versions, day, language, memory."""

    library: Library
    versions: str
    day: date
    language: str
    memory: str


def parse_children(texts: Sequence[str]) -> dict[str, Path]:
    """Read invoices=FILE into table and file; raises CoreError."""
    found: dict[str, Path] = {}
    for text in texts:
        name, sign, path = text.partition("=")
        if not sign or not path:
            raise CoreError(
                "child",
                f"“{text}”应写成 子表=文件，如 invoices=发票.csv",
                f"“{text}” must be TABLE=FILE, such as invoices=invoices.csv",
            )
        found[name.strip()] = Path(path)
    return found


def use_register(write: Register) -> None:
    """Tell where the facts of --from-database come from."""
    _register[:] = [write]


def check_source(file: Path | None, *, database: bool, area: str | None, given: bool) -> None:
    """Raise CoreError unless either a file or the register is asked for, with what belongs to it.

    `given` says whether a key or child rows were given: the register has its own.
    """
    if (file is None) != database:
        raise CoreError(
            "source",
            "请给一个文件，或写 --from-database 用登记册，二者取一。",
            "Give a file, or --from-database for the register: one of the two.",
        )
    if database and given:
        raise CoreError(
            "source",
            "用登记册时不写 --key 和 --child：主键是统一社会信用代码，明细在登记册里。",
            "With --from-database there is no --key and no --child: the register has its own.",
        )
    if area is not None and not database:
        raise CoreError(
            "source", "--area 只用于 --from-database。", "--area goes with --from-database."
        )


def from_register(folder: Path, area: str | None, on: str | None) -> tuple[date, Files]:
    """Write the register into a folder; return the day and the files. Raises CoreError."""
    if not _register:
        raise CoreError(
            "no_register",
            "这里没有登记册，请用 fumao 命令运行。",
            "There is no register here; run it with the command fumao.",
        )
    return _register[0](folder, area, day_of(on) if on is not None else None)


def check_workbooks(files: Files) -> None:
    """Refuse a damaged, locked or exploding workbook before anything opens it."""
    for path in (files.path, *files.children.values()):
        if path.suffix.lower() == ".xlsx" and path.is_file():
            kind_of(path.name, path.read_bytes())


def run(setting: Setting, request: Request, output: Path | None) -> None:
    """Compute, write, and print the figures."""
    check_workbooks(request.files)
    with (
        progress_bar(setting.language) as report,
        Session(setting.memory, report) as session,
    ):
        done, written = run_and_write(
            session,
            lambda target: run_file(session, setting.library, setting.day, request, target),
            output,
            setting.language,
        )
        console = Console()
        asked = request.names is not None
        _print_done(console, session, done, setting.language, asked=asked)
        _print_written(console, written, setting.language)


def _print_done(
    console: Console, session: Session, done: Done, language: str, *, asked: bool
) -> None:
    title = Words(
        f"{done.rules.day}：算 {done.rows:,} 行，退回 {done.refused:,} 行",
        f"{done.rules.day}: {done.rows:,} rows computed, {done.refused:,} set aside",
    )
    # where all rules run, those of other cities find no column; they are counted, not listed
    shown = [item for item in done.sums if asked or item.decided]
    print_table(console, title.say(language), sum_head(language), sum_rows(done, language, shown))
    if len(shown) < len(done.sums):
        left = len(done.sums) - len(shown)
        words = Words(
            f"另有 {left} 条规则因缺资料一行也算不出；用 --rules 指定规则可看缺什么。",
            f"{left} more rules decide no row for want of facts; --rules shows what is missing.",
        )
        console.print(words.say(language), markup=False, highlight=False)
    if done.award is not None:
        _print_award(console, done.award, language)
    if asked:
        absent = input_labels(done.rules.library, done.absent, language)
        words = Words("文件中没有的输入", "inputs that no column holds")
        _print_list(console, words, absent, language)
        ended = Words("当日无效的规则", "rules not in force on the day")
        _print_list(console, ended, done.not_in_force, language)
    _print_intake(console, session, done.intake, language)


def _print_award(console: Console, award: Award, language: str) -> None:
    title = Words("预算分配", "budget shared out").say(language)
    print_table(console, title, award_head(language), [award_row(award, language)])
    if award.shared.unknown:
        words = Words(
            f"{award.shared.unknown:,} 户申报额未知，未参与分配；资料补齐后各户分配额可能改变。",
            f"{award.shared.unknown:,} claims are unknown and got no part;"
            " the awards may change once they are known.",
        )
        console.print(words.say(language), markup=False, highlight=False)


def _print_intake(console: Console, session: Session, intake: Intake, language: str) -> None:
    if intake.main.layout.key is None:
        words = Words("没有主键列，以行号为主键。", "There is no key column; rows go by number.")
        console.print(words.say(language))
    for shown, names in intake.unknown.items():
        words = Words(f"“{shown}”中不认识的列", f"unknown columns of “{shown}”")
        _print_list(console, words, names, language)
    rows = [refused_line(item, language) for item in islice(refused_rows(session, intake), _SHOWN)]
    if rows:
        key = "zh" if language.startswith("zh") else "en"
        title = Words(f"退回的行（前 {_SHOWN} 条）", f"rows set aside (first {_SHOWN})")
        print_table(console, title.say(language), HEAD[key], rows)


def _print_list(console: Console, words: Words, names: Sequence[str], language: str) -> None:
    if names:
        listed = Words("、".join(names), ", ".join(names)).say(language)
        colon = Words("：", ": ").say(language)
        console.print(f"{words.say(language)}{colon}{listed}", markup=False, highlight=False)


def _print_written(console: Console, written: Sequence[Path], language: str) -> None:
    words = Words("已写入", "written")
    _print_list(console, words, [str(path) for path in written], language)


def compare(setting: Setting, overlay_path: Path, files: Files, output: Path | None) -> None:
    """Compute both sides, print the differences, and write the workbook."""
    check_workbooks(files)
    if output is not None and output.suffix.lower() != ".xlsx":
        raise CoreError(
            "output_type", "比较结果只写 .xlsx", "A comparison is written as .xlsx only"
        )
    if not overlay_path.is_file():
        raise CoreError(
            "cannot_read", f"没有文件“{overlay_path}”。", f"There is no file “{overlay_path}”."
        )
    overlay = read_overlay(overlay_path, setting.library)
    language = setting.language
    with ExitStack() as stack:
        report = stack.enter_context(progress_bar(language))
        session = stack.enter_context(Session(setting.memory, report))
        draft = stack.enter_context(whole_file(output)) if output is not None else None
        done = compare_file(session, setting.library.at(setting.day), overlay, files)
        if draft is not None:
            session.stage("write")
            notes = [
                (Words("内容包", "packs").say(language), setting.versions),
                (Words("改革方案", "reform").say(language), overlay.title.say(language)),
            ]
            text = overlay_path.read_text(encoding="utf-8").splitlines()
            notes += [(f"{overlay_path.name}:{n}", line) for n, line in enumerate(text, start=1)]
            write_comparison(session, done, draft, language, notes)
        console = Console()
        title = Words(
            f"{setting.day} “{overlay.title.zh}”：{done.rows:,} 行，退回 {done.refused:,} 行",
            f"{setting.day} “{overlay.title.en}”: {done.rows:,} rows, {done.refused:,} set aside",
        ).say(language)
        head = change_head(language)
        print_table(console, title, head, change_rows(done, done.totals, language))
        if done.by:
            head = change_head(language, done.by)
            title = Words("分组", "groups").say(language)
            print_table(console, title, head, change_rows(done, done.groups, language))
        _print_intake(console, session, done.intake, language)
    if output is not None:
        _print_written(Console(), [output], language)
