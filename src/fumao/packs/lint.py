"""Checks of packs beyond their form: every reference, date, figure and wording.

A pack may refer only to itself and to what it requires, so each is checked with those in view.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from fumao.packs.lint_exchanges import lint_exchanges
from fumao.packs.lint_orgs import check_orgs
from fumao.packs.lint_plan import check_plan
from fumao.packs.lint_procedures import lint_procedures
from fumao.packs.lint_releases import lint_releases
from fumao.packs.lint_rules import check_rules
from fumao.packs.lint_surveys import lint_surveys
from fumao.packs.lint_wording import check_wording
from fumao.packs.load import SHIPPED, load_packs, pack_folders
from fumao.packs.model import Pack
from fumao.packs.problem import PackError, Problem
from fumao.packs.report import Report, View

_VERSION = re.compile(r"\d+\.\d+\.\d+")


def lint_packs(packs: Iterable[Pack]) -> tuple[Problem, ...]:
    """Return every fault of the packs, by file and line; required packs must be among them."""
    by_key = {pack.head.key: pack for pack in packs}
    report = Report()
    for pack in by_key.values():
        view = View(pack, tuple(by_key[key] for key in closure(pack, by_key)))
        _check_head(pack, report)
        check_orgs(view, report)
        check_plan(view, report)
        check_rules(view, report)
        check_wording(pack, report)
    return tuple(sorted(report.problems, key=lambda p: (p.place.file, p.place.line, p.code)))


def lint_folder(root: Path = SHIPPED, keys: Iterable[str] | None = None) -> tuple[Problem, ...]:
    """Load the packs below `root` (all, or those named) and return every fault of form and
    sense.
    """
    wanted = [folder.name for folder in pack_folders(root)] if keys is None else list(keys)
    try:
        packs = load_packs(wanted, root)
    except PackError as error:
        return error.problems
    return (
        *lint_packs(packs), *lint_procedures(packs, root), *lint_surveys(packs, root),
        *lint_releases(packs, root), *lint_exchanges(packs, root),
    )  # fmt: skip


def closure(pack: Pack, by_key: dict[str, Pack]) -> list[str]:
    """Return a pack and all it requires, required ones first."""
    found: list[str] = []
    waiting = [pack.head.key]
    while waiting:
        key = waiting.pop()
        if key not in found and key in by_key:
            found.append(key)
            waiting.extend(by_key[key].head.requires)
    return found[::-1]


def _check_head(pack: Pack, report: Report) -> None:
    if not _VERSION.fullmatch(pack.head.version):
        report.add(
            "version",
            pack.head.place,
            (
                f"版本号“{pack.head.version}”不合格式",
                f'the version "{pack.head.version}" has a wrong form',
            ),
            ("写成三段数字，如 1.0.0", "write three numbers such as 1.0.0"),
        )
