"""Pack folders read into `model.Pack`; the form of every file is described in
docs/guide/packs.md.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

from fumao.packs.model import Head, Law, Pack, PackKind, Place
from fumao.packs.parts_orgs import area, department, group, person
from fumao.packs.parts_plan import clause, document, finding, incentive, park, target, task
from fumao.packs.parts_plan import demo as demo_part
from fumao.packs.parts_rules import (
    budget,
    child_table,
    exclusion,
    given,
    golden_case,
    law,
    parameter,
    rule,
)
from fumao.packs.problem import PackError, Problem
from fumao.packs.row import Row
from fumao.packs.source import Source, find_source
from fumao.rules.definitions import Definitions

SHIPPED = Path(__file__).parent


def pack_folders(root: Path = SHIPPED) -> tuple[Path, ...]:
    """Return the pack folders below `root`, by name: those that hold a pack.yaml."""
    return tuple(sorted(path.parent for path in root.glob("*/pack.yaml")))


def read_head(folder: Path) -> Head:
    """Read the pack.yaml of a folder; raises PackError."""
    problems: list[Problem] = []
    head = _head(folder, problems)
    if problems:
        raise PackError(problems)
    return head


def list_packs(root: Path = SHIPPED) -> tuple[Head, ...]:
    """Return the descriptions of all packs below `root`; raises PackError."""
    return tuple(read_head(folder) for folder in pack_folders(root))


def load_pack(folder: Path) -> Pack:
    """Read one pack folder; raises PackError with every fault of form in it."""
    problems: list[Problem] = []
    head = _head(folder, problems)
    pack = Pack(
        head=head,
        areas=_read(folder, "areas", area, problems),
        departments=_read(folder, "departments", department, problems),
        groups=_read(folder, "groups", group, problems),
        documents=_read(folder, "documents", document, problems),
        clauses=_read(folder, "clauses", clause, problems),
        tasks=_read(folder, "tasks", task, problems),
        targets=_read(folder, "targets", target, problems),
        incentives=_read(folder, "incentives", incentive, problems),
        findings=_read(folder, "findings", finding, problems),
        parks=_read(folder, "parks", park, problems),
        people=_read(folder, "people", person, problems),
        laws=_read(folder, "laws", law, problems),
        rules=_rules(folder, problems),
        cases=_read(folder, "cases", golden_case, problems),
        demo=next(iter(_read(folder, "demo", demo_part, problems)), None),
    )
    if problems:
        raise PackError(problems)
    return pack


def load_rules(root: Path = SHIPPED) -> Definitions:
    """Read the rule files alone of every pack below `root`; raises PackError."""
    problems: list[Problem] = []
    found = Definitions()
    for folder in pack_folders(root):
        found += _rules(folder, problems)
    if problems:
        raise PackError(problems)
    return found


def load_laws(root: Path = SHIPPED) -> tuple[Law, ...]:
    """Read the laws alone of every pack below `root`; raises PackError."""
    return load_part("laws", law, root)


def load_part[T](name: str, build: Callable[[Row], T], root: Path = SHIPPED) -> tuple[T, ...]:
    """Read one kind of file alone of every pack below `root`; raises PackError."""
    problems: list[Problem] = []
    found = [item for folder in pack_folders(root) for item in _read(folder, name, build, problems)]
    if problems:
        raise PackError(problems)
    return tuple(found)


def load_packs(keys: Iterable[str] | None = None, root: Path = SHIPPED) -> tuple[Pack, ...]:
    """Read the packs named (all where None) and all they require, required ones first; raises
    PackError.
    """
    folders = {folder.name: folder for folder in pack_folders(root)}
    heads = {key: read_head(folder) for key, folder in folders.items()}
    order: list[str] = []
    for key in sorted(folders) if keys is None else keys:
        _add_in_order(key, heads, order, (), Place(f"{key}/pack.yaml", 1))
    problems: list[Problem] = []
    packs: list[Pack] = []
    for key in order:
        try:
            packs.append(load_pack(folders[key]))
        except PackError as error:
            problems.extend(error.problems)
    if problems:
        raise PackError(problems)
    return tuple(packs)


def _rules(folder: Path, problems: list[Problem]) -> Definitions:
    return Definitions(
        inputs=_read(folder, "inputs", given, problems),
        tables=_read(folder, "tables", child_table, problems),
        parameters=_read(folder, "parameters", parameter, problems),
        rules=_read(folder, "rules", rule, problems),
        exclusions=_read(folder, "exclusions", exclusion, problems),
        budgets=_read(folder, "budgets", budget, problems),
    )


def _add_in_order(
    key: str, heads: dict[str, Head], order: list[str], above: tuple[str, ...], place: Place
) -> None:
    if key in order:
        return
    if key not in heads or key in above:
        raise PackError([_bad_requirement(key, key in above, place)])
    for required in heads[key].requires:
        _add_in_order(required, heads, order, (*above, key), heads[key].place)
    order.append(key)


def _bad_requirement(key: str, circle: bool, place: Place) -> Problem:
    if circle:
        return Problem(
            "requires_circle",
            place,
            f"包“{key}”间接依赖自身",
            f'pack "{key}" requires itself through others',
            "从 requires 中去掉循环的一项",
            "remove one link of the circle from requires",
        )
    return Problem(
        "unknown_pack",
        place,
        f"没有名为“{key}”的包",
        f'there is no pack "{key}"',
        "用 fumao packs list 查看现有的包",
        "see fumao packs list for those there are",
    )


def _head(folder: Path, problems: list[Problem]) -> Head:
    source = find_source(folder, "pack", problems)
    if source is None:
        source = Source(folder / "pack.yaml", f"{folder.name}/pack.yaml", problems)
        raise PackError([_no_pack(folder)])
    row = source.mapping()
    head = Head(
        key=row.text("key"),
        version=row.text("version"),
        kind=row.choice("kind", PackKind),
        title=row.words("title"),
        requires=row.texts("requires"),
        licence=row.text("licence"),
        source=row.words("source"),
        place=row.place,
    )
    if head.key != folder.name:
        row.fault(
            "key",
            f"key“{head.key}”与文件夹名“{folder.name}”不同",
            f'the key "{head.key}" is not the folder\'s name "{folder.name}"',
            ("改为一致", "make them the same"),
        )
    row.finish()
    return head


def _no_pack(folder: Path) -> Problem:
    return Problem(
        "no_pack",
        Place(f"{folder.name}/pack.yaml", 1),
        "文件夹中没有 pack.yaml",
        "the folder holds no pack.yaml",
        "加上 pack.yaml，或改用包的文件夹",
        "add a pack.yaml or name the folder of a pack",
    )


def _read[T](
    folder: Path, name: str, build: Callable[[Row], T], problems: list[Problem]
) -> tuple[T, ...]:
    source = find_source(folder, name, problems)
    if source is None:
        return ()
    built = []
    for row in source.rows():
        built.append(build(row))
        row.finish()
    return tuple(built)
