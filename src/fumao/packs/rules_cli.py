"""`fumao rules`: check the rules, explain an answer, run them over files, compare a reform."""

import time
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console

from fumao.core.errors import Words
from fumao.packs import rules_run
from fumao.packs.cli import lint_command
from fumao.packs.load import SHIPPED, load_packs
from fumao.packs.rules_explain import Account, find_rule, read_facts
from fumao.packs.rules_screen import (
    Lang,
    Memory,
    On,
    PackKeys,
    Root,
    day_of,
    library_of,
    progress_bar,
    refusals,
)
from fumao.reading.cli import user_language
from fumao.rules.batch.intake import Files
from fumao.rules.batch.run import Request, wanted_rules
from fumao.rules.batch.session import Session
from fumao.rules.batch.synthetic import measure
from fumao.rules.definitions import Definitions
from fumao.rules.golden import check_case
from fumao.rules.library import Library

app = typer.Typer(
    help="规则：检查、试算、解释、批量计算、改革比较。Rules: check, explain, run, compare.",
    no_args_is_help=True,
)
Keys = Annotated[list[str] | None, typer.Argument(help="包名；不写则全部 / packs; all where none")]
Names = Annotated[
    list[str] | None, typer.Option("--rules", help="只算这些规则，以逗号分隔 / only these rules")
]
Children = Annotated[
    list[str] | None, typer.Option("--child", help="子表，如 invoices=发票.csv / child rows")
]
BudgetName = Annotated[
    str | None, typer.Option("--budget", help="把这项预算分给各户的申报额 / budget to share out")
]
Database = Annotated[
    bool,
    typer.Option(
        "--from-database",
        help="用登记册代替文件；在服务器上运行，不分人员权限，不含统计资料 / "
        "the register instead of a file; run on the server, it reads every enterprise whoever asks,"
        " and no statistics",
    ),
]
Area = Annotated[
    str | None, typer.Option("--area", help="只算这个地区（代码）/ only the area of this code")
]
Key = Annotated[str | None, typer.Option("--key", help="主键列 / key column")]
Output = Annotated[Path | None, typer.Option("-o", "--output", help="写入文件 / write to a file")]


class Form(StrEnum):
    """The forms an explanation is printed in."""

    TREE = "tree"
    JSON = "json"


@app.command()
def lint(keys: Keys = None, root: Root = SHIPPED, lang: Lang = None) -> None:
    """检查规则包；有错误时退出码为 1。Check rule packs; exit code 1 where one has an error."""
    language = lang or user_language()
    with refusals(language):
        chosen = keys or [p.head.key for p in load_packs(None, root) if p.head.kind == "rules"]
    lint_command(chosen, root, language)


@app.command()
def test(keys: Keys = None, root: Root = SHIPPED, lang: Lang = None) -> None:
    """试算手算案例；有出入时退出码为 1。Run the golden cases; exit code 1 on a difference."""
    language = lang or user_language()
    console = Console(soft_wrap=True, highlight=False, markup=False)
    begun = time.perf_counter()
    count = answers = wrong = 0
    with refusals(language):
        packs = load_packs(keys or None, root)
        wanted = [pack for pack in packs if not keys or pack.head.key in keys]
        found = Definitions()
        for pack in packs:
            found += pack.rules
        library = Library(found)
        for case in (case for pack in wanted for case in pack.cases):
            count += 1
            answers += len(case.expect)
            problems = list(check_case(case, library))
            wrong += bool(problems)
            for problem in problems:
                console.print(problem.sentence(language))
    seconds = time.perf_counter() - begun
    words = Words(
        f"算例 {count} 个、答案 {answers} 个，{wrong} 个算例有出入，用时 {seconds:.2f} 秒",
        f"{count} cases with {answers} answers, {wrong} cases differ, {seconds:.2f} s",
    )
    console.print(words.say(language))
    raise typer.Exit(1 if wrong else 0)


@app.command()
def explain(
    rule: Annotated[str, typer.Argument(help="规则的名称或标题 / name or label of a rule")],
    facts: Annotated[Path, typer.Option("--facts", help="YAML 或 JSON / the case")],
    on: On = None,
    form: Annotated[Form, typer.Option("--format", help="tree / json")] = Form.TREE,
    lang: Lang = None,
    pack: PackKeys = None,
    root: Root = SHIPPED,
) -> None:
    """解释一条规则对一个案例的答案。Explain the answer of a rule for one case."""
    language = lang or user_language()
    with refusals(language):
        library, _ = library_of(pack, root)
        rules = library.at(day_of(on))
        name = find_rule(library, rule)
        values, rows = read_facts(facts, library)
        account = Account(rules, rules.answers(values, rows, [name]), language, root)
        if form is Form.JSON:
            typer.echo(account.as_json(name))
        else:
            account.show(name, Console())


@app.command()
def run(
    file: Annotated[
        Path | None, typer.Argument(help="CSV、Parquet 或 XLSX / one row a case")
    ] = None,
    database: Database = False,
    area: Area = None,
    names: Names = None,
    on: On = None,
    key: Key = None,
    child: Children = None,
    engine: Annotated[str, typer.Option("--engine", help="duckdb / spark://…")] = "duckdb",
    budget: BudgetName = None,
    output: Output = None,
    pack: PackKeys = None,
    root: Root = SHIPPED,
    memory: Memory = "2GB",
    lang: Lang = None,
) -> None:
    """对一个文件（或登记册）的每一行计算规则。Compute the rules for every row of a file, or for
    every enterprise of the register.

    -o 写 .parquet、.xlsx（附理由）或 .csv；有错的行另列，不影响其余。
    """
    language = lang or user_language()
    wanted = [part.strip() for text in names or () for part in text.split(",")]
    with refusals(language), TemporaryDirectory(prefix="fumao-") as folder:
        rules_run.check_source(file, database=database, area=area, given=bool(key or child))
        if file is not None:
            setting = _setting(pack, root, on, language, memory)
            files = Files(file, key, rules_run.parse_children(child or ()))
        else:
            day, files = rules_run.from_register(Path(folder), area, on)
            setting = _setting(pack, root, day.isoformat(), language, memory)
        notes = ((Words("内容包", "packs").say(language), setting.versions),)
        request = Request(files, tuple(wanted) or None, engine, notes, budget)
        rules_run.run(setting, request, output)


@app.command()
def compare(
    overlay: Annotated[Path, typer.Argument(help="改革方案 YAML / what the reform changes")],
    file: Annotated[Path, typer.Argument(help="CSV、Parquet 或 XLSX / one row a case")],
    by: Annotated[list[str] | None, typer.Option("--by", help="按列分组 / group by column")] = None,
    on: On = None,
    key: Key = None,
    child: Children = None,
    output: Output = None,
    pack: PackKeys = None,
    root: Root = SHIPPED,
    memory: Memory = "2GB",
    lang: Lang = None,
) -> None:
    """比较改革方案与现行规则：费用、增减户数。Compare a reform with the rules as they are."""
    language = lang or user_language()
    with refusals(language):
        setting = _setting(pack, root, on, language, memory)
        files = Files(file, key, rules_run.parse_children(child or ()), tuple(by or ()))
        rules_run.compare(setting, overlay, files, output)


@app.command()
def bench(
    rows: Annotated[int, typer.Option("--rows", min=1, help="行数 / rows")] = 1_000_000,
    seed: Annotated[int, typer.Option("--seed", help="随机种子 / seed")] = 1,
    on: On = None,
    pack: PackKeys = None,
    root: Root = SHIPPED,
    memory: Memory = "2GB",
    lang: Lang = None,
) -> None:
    """用虚构的行量计算速度。Measure the rules over invented rows."""
    language = lang or user_language()
    with refusals(language), progress_bar(language) as report, Session(memory, report) as session:
        rules = library_of(pack, root)[0].at(day_of(on))
        names, _ = wanted_rules(rules, None)
        pace = measure(session, rules, names, rows, seed)
    words = Words(
        f"{pace.rules} 条规则、{pace.inputs} 个输入，{pace.rows:,} 行用时 {pace.seconds:.2f} 秒，"
        f"每秒 {pace.rate:,.0f} 行",
        f"{pace.rules} rules, {pace.inputs} inputs: {pace.rows:,} rows in {pace.seconds:.2f} s,"
        f" {pace.rate:,.0f} rows/s",
    )
    typer.echo(words.say(language))


def _setting(
    pack: list[str] | None, root: Path, on: str | None, language: str, memory: str
) -> rules_run.Setting:
    library, versions = library_of(pack, root)
    return rules_run.Setting(library, versions, day_of(on), language, memory)
