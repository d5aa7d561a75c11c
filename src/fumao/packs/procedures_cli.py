"""`fumao procedures`: check procedures, look at one, begin a new one, play the golden cases."""

import time
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, get_args

import typer
from rich.console import Console

from fumao.core.errors import CoreError, Words
from fumao.packs.lint_procedures import known_to_all, lint_procedures, lint_written
from fumao.packs.load import SHIPPED, load_packs
from fumao.packs.problem import Problem
from fumao.packs.procedure_cases import check_cases, load_cases
from fumao.packs.procedures import load_procedures, read_procedure
from fumao.packs.procedures_show import show_procedure
from fumao.packs.rules_screen import Lang, Root, refusals
from fumao.procedures.definitions import Procedure, ProcedureKind
from fumao.procedures.drawing import route_svg
from fumao.procedures.scaffold import scaffold
from fumao.reading.cli import user_language

app = typer.Typer(
    help="办事事项：检查、查看、新建、试办。Procedures: check, show, begin, try.",
    no_args_is_help=True,
)
Wanted = Annotated[
    list[str] | None,
    typer.Argument(help="事项的 key 或 YAML 文件；不写则全部 / keys or files; all where none"),
]
Kind = StrEnum("Kind", {name: name for name in get_args(ProcedureKind)})  # type: ignore[misc]


@app.command()
def lint(wanted: Wanted = None, root: Root = SHIPPED, lang: Lang = None) -> None:
    """检查事项及其算例；有错误时退出码为 1。Check procedures; exit code 1 on an error."""
    language = lang or user_language()
    console = Console(soft_wrap=True, highlight=False, markup=False)
    errors = warnings = 0
    with refusals(language):
        for problem in _problems(wanted or [], root):
            error = problem.level == "error"
            errors, warnings = errors + error, warnings + (not error)
            mark = Words("错误", "error") if error else Words("提醒", "warning")
            console.print(f"{mark.say(language)} {problem.sentence(language)}")
    words = Words(
        f"检查完毕：{errors} 处错误，{warnings} 处提醒",
        f"checked: {errors} errors, {warnings} warnings",
    )
    console.print(words.say(language))
    raise typer.Exit(1 if errors else 0)


def _problems(wanted: list[str], root: Path) -> Iterator[Problem]:
    files = [name for name in wanted if _is_file(name)]
    keys = set(wanted) - set(files)
    if keys or not files:
        packs = load_packs(None, root)
        known = {one.procedure.key for one in load_procedures(root)}
        for name in sorted(keys - known):
            raise _unknown(name, known)
        for problem in lint_procedures(packs, root):
            if not keys or Path(problem.place.file).stem in keys:
                yield problem
    for name in files:
        yield from _of_file(Path(name), root)


def _of_file(path: Path, root: Path) -> Iterator[Problem]:
    """Yield the faults of a file that need not lie in a pack; it may refer to every pack."""
    procedure = read_procedure(path.read_text("utf-8"), path.name, root)
    yield from lint_written(procedure, known_to_all(root), None, root)


def _is_file(name: str) -> bool:
    return name.endswith((".yaml", ".yml")) and Path(name).is_file()


def _unknown(name: str, known: set[str]) -> CoreError:
    listed = "、".join(sorted(known))
    return CoreError(
        "procedure",
        f"没有事项“{name}”；现有：{listed}",
        f'there is no procedure "{name}"; there are {", ".join(sorted(known))}',
    )


def _one(name: str, root: Path) -> Procedure:
    if _is_file(name):
        path = Path(name)
        return read_procedure(path.read_text("utf-8"), path.name, root)
    found = {one.procedure.key: one.procedure for one in load_procedures(root)}
    if name not in found:
        raise _unknown(name, set(found))
    return found[name]


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="事项的 key 或 YAML 文件 / key or file")],
    svg: Annotated[
        Path | None, typer.Option("--svg", help="把流程图写入文件 / write the drawing")
    ] = None,
    lying: Annotated[bool, typer.Option("--lying", help="横向的流程图 / a lying drawing")] = False,
    root: Root = SHIPPED,
    lang: Lang = None,
) -> None:
    """查看一个事项：表格、环节、期限、材料、依据。Show a procedure."""
    language = lang or user_language()
    with refusals(language):
        procedure = _one(name, root)
        show_procedure(procedure, language, Console())
        if svg is not None:
            drawing = route_svg(procedure, language, way="lying" if lying else "upright")
            svg.write_text(drawing, "utf-8")
            words = Words(f"流程图已写入 {svg}", f"drawing written to {svg}")
            typer.echo(words.say(language))


@app.command()
def new(
    key: Annotated[str, typer.Argument(help="新事项的 key，如 tech-centre / key of the new one")],
    kind: Annotated[Kind, typer.Option("--kind", help="类别 / kind")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="写入的文件；默认 KEY.yaml / file")
    ] = None,
    document: Annotated[
        str, typer.Option("--document", help="依据的文件或法规 / document it rests on")
    ] = "own-terms",
    clause: Annotated[str, typer.Option("--clause", help="依据的条款 / its clause")] = "总则",
    lang: Lang = None,
) -> None:
    """新建一个事项的 YAML，带说明，可直接通过检查。Begin a procedure: commented, lints clean."""
    language = lang or user_language()
    with refusals(language):
        path = output or Path(f"{key}.yaml")
        if path.exists():
            raise CoreError("exists", f"文件已存在：{path}", f"the file exists already: {path}")
        path.write_text(scaffold(key, kind.value, document, clause), "utf-8")
    words = Words(
        f"已写入 {path}；试：fumao procedures lint {path}",
        f"written to {path}; try: fumao procedures lint {path}",
    )
    typer.echo(words.say(language))


@app.command()
def test(wanted: Wanted = None, root: Root = SHIPPED, lang: Lang = None) -> None:
    """试办手算案例；有出入时退出码为 1。Play the golden cases; exit code 1 on a difference."""
    language = lang or user_language()
    console = Console(soft_wrap=True, highlight=False, markup=False)
    begun = time.perf_counter()
    count = wrong = 0
    with refusals(language):
        procedures = {one.procedure.key: one.procedure for one in load_procedures(root)}
        for name in sorted(set(wanted or []) - procedures.keys()):
            raise _unknown(name, set(procedures))
        for file in load_cases(root):
            if wanted and file.procedure not in wanted:
                continue
            if file.procedure not in procedures:
                raise _unknown(file.procedure, set(procedures))
            for case in file.cases:
                problems = list(check_cases(procedures[file.procedure], (case,), root))
                count, wrong = count + 1, wrong + bool(problems)
                for problem in problems:
                    console.print(problem.sentence(language))
    seconds = time.perf_counter() - begun
    words = Words(
        f"算例 {count} 个，{wrong} 个有出入，用时 {seconds:.2f} 秒",
        f"{count} golden cases, {wrong} differ, {seconds:.2f} s",
    )
    console.print(words.say(language))
    raise typer.Exit(1 if wrong else 0)
