"""The command line: assembles the sub-commands of the parts."""

import typer

from fumao.reading.cli import read_command

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


def main() -> None:
    """Run the command line."""
    app()
