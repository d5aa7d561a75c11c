"""`fumao packs lint|list`: look at the packs, and check them."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from fumao.packs.lint import lint_folder
from fumao.packs.load import SHIPPED, load_packs
from fumao.packs.model import Pack
from fumao.packs.problem import PackError

app = typer.Typer(help="内容包：检查与列出。Content packs: check and list.", no_args_is_help=True)

Root = Annotated[Path, typer.Option("--root", help="内容包所在文件夹 / folder of packs")]
Language = Annotated[str, typer.Option("--language", "-l", help="zh 或 en / zh or en")]
Keys = Annotated[list[str] | None, typer.Argument(help="包名；不写则全部 / packs; all where none")]


@app.command()
def lint(keys: Keys = None, root: Root = SHIPPED, language: Language = "zh") -> None:
    """检查内容包，逐条列出问题；有错误时退出码为 1。Check packs; exit code 1 where one has an
    error.
    """
    lint_command(keys, root, language)


def lint_command(keys: list[str] | None, root: Path, language: str) -> None:
    """Print every problem of the packs named, and leave with 1 where one is an error."""
    problems = lint_folder(root, keys or None)
    console = Console(soft_wrap=True, highlight=False, markup=False)
    for problem in problems:
        mark = {"error": ("错误", "error"), "warning": ("提醒", "warning")}[problem.level]
        word = mark[0] if language.startswith("zh") else mark[1]
        console.print(f"{word} {problem.sentence(language)}")
    errors = sum(problem.level == "error" for problem in problems)
    counts = (errors, len(problems) - errors)
    if language.startswith("zh"):
        console.print("检查完毕：{} 处错误，{} 处提醒".format(*counts))
    else:
        console.print("checked: {} errors, {} warnings".format(*counts))
    raise typer.Exit(1 if errors else 0)


@app.command("list")
def list_command(root: Root = SHIPPED, language: Language = "zh") -> None:
    """列出内容包及其内容数。List packs and what they hold."""
    console = Console()
    try:
        packs = load_packs(None, root)
    except PackError as error:
        console.print(error.message(language), highlight=False, markup=False)
        raise typer.Exit(2) from error
    console.print(_table(packs, language))


def _table(packs: tuple[Pack, ...], language: str) -> Table:
    chinese = language.startswith("zh")
    table = Table(title="内容包" if chinese else "Packs")
    for zh, en in (("包", "pack"), ("版本", "version"), ("标题", "title")):
        table.add_column(zh if chinese else en)
    for zh, en in (
        ("单位", "units"),
        ("条款", "clauses"),
        ("任务", "tasks"),
        ("目标", "targets"),
        ("园区", "parks"),
        ("疑点", "findings"),
    ):
        table.add_column(zh if chinese else en, justify="right")
    for pack in packs:
        held = (pack.departments, pack.clauses, pack.tasks, pack.targets, pack.parks, pack.findings)
        counts = [str(len(part) or "") for part in held]
        title = pack.head.title.zh if chinese else pack.head.title.en
        table.add_row(pack.head.key, pack.head.version, title, *counts)
    return table
