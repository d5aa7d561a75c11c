"""The command line: assembles the sub-commands of the parts."""

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from fumao.packs.cli import app as packs
from fumao.packs.compile_cli import compile_command
from fumao.packs.procedures_cli import app as procedures
from fumao.packs.rules_cli import app as rules
from fumao.packs.rules_run import use_register
from fumao.reading.cli import read_command
from fumao.rules.batch.intake import Files

app = typer.Typer(
    name="fumao",
    help="Fumao 服贸：政策文件读取与任务运行 / read policy documents and run their plans",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@app.callback()
def root() -> None:
    """Fumao 服贸."""


app.command("read")(read_command)
app.command("compile")(compile_command)
app.add_typer(packs, name="packs")
app.add_typer(rules, name="rules")
app.add_typer(procedures, name="procedures")


def _register(folder: Path, area: str | None, on: date | None) -> tuple[date, Files]:
    """Write the register for `fumao rules run --from-database`; the business date where no day."""
    import django

    from fumao.web.manage import use_settings

    use_settings()
    django.setup()
    from fumao.apps.grants.extract import extract_register

    return extract_register(folder, area, on)


use_register(_register)


@packs.command("load")
def load_packs(
    keys: Annotated[
        list[str] | None, typer.Argument(help="包名；不写则全部 / packs; all where none")
    ] = None,
) -> None:
    """把内容包载入数据库；重复载入不改变任何内容。Load packs into the database; again changes
    nothing.
    """
    _manage("load_packs", *(keys or []))


@app.command("up")
def up() -> None:
    """准备数据库，启动服务与后台任务，Ctrl-C 停止。Prepare the database, start server and worker.

    设置 settings: PORT HOST DATA DATABASE_URL DEMO (docs/ops/settings.md)
    """
    from fumao.web.up import run

    raise typer.Exit(run())


@app.command(
    "manage",
    context_settings={
        "allow_extra_args": True,
        "ignore_unknown_options": True,
        "help_option_names": [],
    },
)
def manage(context: typer.Context) -> None:
    """Django 管理命令，如 fumao manage verify_audit。Django's management commands."""
    _manage(*context.args)


def _manage(*arguments: str) -> None:
    from fumao.web.manage import main as run_command

    sys.argv = ["fumao manage", *arguments]
    run_command()


def main() -> None:
    """Run the command line."""
    app()
