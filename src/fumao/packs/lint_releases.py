"""Checks of the publications in packs, each with what its pack and the required ones define."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import get_args

from fumao.packs.codes import country_groups
from fumao.packs.lint_procedures import known_to, scheme_keys
from fumao.packs.lint_rules import shown_problem
from fumao.packs.load import SHIPPED, pack_folders
from fumao.packs.model import FunctionKind, Pack, Place
from fumao.packs.problem import PackError, Problem
from fumao.packs.releases import Written, load_publications
from fumao.packs.surveys import load_surveys
from fumao.statistics.publication_lint import KnownNames, lint


def lint_releases(packs: Iterable[Pack], root: Path = SHIPPED) -> tuple[Problem, ...]:
    """Return every fault of the publications in the packs below `root`."""
    by_key = {pack.head.key: pack for pack in packs}
    try:
        written, surveys = load_publications(root), load_surveys(root)
    except PackError as error:
        return error.problems
    problems = list(_same_twice(written))
    forms = {one.survey.key: str(one.survey.period) for one in surveys}
    schemes = frozenset(key for pack in pack_folders(root) for key in scheme_keys(pack))
    for one in written:
        if one.pack in by_key:
            seen = known_to(by_key[one.pack], by_key, {}, root)
            known = KnownNames(
                forms, schemes, country_groups().names, frozenset(get_args(FunctionKind)),
                (seen.documents or frozenset()) | seen.laws,
            )  # fmt: skip
            found = lint(one.publication, known)
            problems += (shown_problem(problem, prefix="release_") for problem in found)
    return tuple(problems)


def _same_twice(written: Iterable[Written]) -> Iterator[Problem]:
    keys: dict[str, str] = {}
    for one in written:
        key, spot = one.publication.key, one.publication.spot
        if key in keys:
            yield Problem(
                "release_repeated", Place(spot.file, spot.line),
                f"key {key} 已在 {keys[key]} 用过", f"key {key} is used in {keys[key]}",
                "换一个", "choose another",
            )  # fmt: skip
        keys[key] = spot.file
