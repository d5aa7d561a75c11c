"""Checks of the data sets in packs: clauses, code lists, crosswalks, surveys they rest on."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from fumao.packs.codes import crosswalks, schemes
from fumao.packs.cubes import shapes
from fumao.packs.exchanges import WrittenSet, load_exchanges
from fumao.packs.lint_procedures import known_to
from fumao.packs.load import SHIPPED
from fumao.packs.model import Pack, Place
from fumao.packs.problem import PackError, Problem
from fumao.statistics.exchange import DataColumn, DataSet, faults


def lint_exchanges(packs: Iterable[Pack], root: Path = SHIPPED) -> tuple[Problem, ...]:
    """Return every fault of the data sets in the packs below `root`."""
    by_key = {pack.head.key: pack for pack in packs}
    try:
        written = load_exchanges(root)
    except PackError as error:
        return error.problems
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for one in written:
        if one.pack in by_key:
            known = known_to(by_key[one.pack], by_key, {}, root)
            problems += _of(one, (known.documents or frozenset()) | known.laws, seen, root)
        seen[one.exchange.key] = one.exchange.file
    return tuple(problems)


def _of(
    one: WrittenSet, documents: frozenset[str], seen: dict[str, str], root: Path
) -> Iterator[Problem]:
    made = one.exchange
    top = Place(made.file, made.lines.get("key", 1))
    if made.key in seen:
        yield Problem(
            "exchange_repeated", top, f"key {made.key} 已在 {seen[made.key]} 用过",
            f"key {made.key} is used in {seen[made.key]}", "换一个", "choose another",
        )  # fmt: skip
    for fault in faults(made):
        yield Problem("exchange", Place(made.file, fault.line), *fault.words, *fault.mend)
    for clause in made.basis:
        if clause.document not in documents:
            yield Problem(
                "exchange_document", Place(made.file, made.lines.get("basis", 1)),
                f"没有文件“{clause.document}”", f'there is no document "{clause.document}"',
                "写本包或所依赖的包中的文件或法规",
                "name a document or law of this or a required pack",
            )  # fmt: skip
    for column in made.columns:
        yield from _of_column(made, column)
    if made.source is not None:
        yield from _of_source(made, root)


def _of_column(made: DataSet, column: DataColumn) -> Iterator[Problem]:
    place = Place(made.file, column.line)
    if column.scheme and column.scheme not in {scheme.key for scheme in schemes()}:
        yield Problem(
            "exchange_scheme", place, f"没有代码表“{column.scheme}”",
            f'there is no code list "{column.scheme}"',
            "见各包的 schemes 文件夹", "see the folders schemes of the packs",
        )  # fmt: skip
    if column.crosswalk and column.crosswalk not in crosswalks():
        yield Problem(
            "exchange_crosswalk", place, f"没有对照表“{column.crosswalk}”",
            f'there is no crosswalk "{column.crosswalk}"',
            "见各包的 schemes 文件夹", "see the folders schemes of the packs",
        )  # fmt: skip


def _of_source(made: DataSet, root: Path) -> Iterator[Problem]:
    """What is given from a survey is for statistics, by dimensions of its cube, in one figure."""
    source = made.source
    if source is None:
        return
    place = Place(made.file, made.lines.get("source", 1))
    shape = shapes(root).get(source.survey)
    named = {column.key for column in made.keys}
    sound = (
        shape is not None
        and source.measure in shape.measures
        and named <= set(shape.dimensions)
        and [one.key for one in made.figures] == [source.measure]
    )
    if not sound:
        yield Problem(
            "exchange_source", place,
            "调查、指标或分组列与汇总立方不符；只能有一个数值列，名称与指标相同",
            "survey, measure or columns are not those of a cube; one figure, named as the measure",
            "见该调查表的 cube 一节", "see the section cube of that survey",
        )  # fmt: skip
    if made.purpose != "statistics":
        yield Problem(
            "exchange_wall", place,
            "统计调查取得的数据只能用于统计（统计法第28条）",
            "what a statistical survey collected serves statistics alone (Statistics Law art. 28)",
            "写 purpose: statistics", "write purpose: statistics",
        )  # fmt: skip
