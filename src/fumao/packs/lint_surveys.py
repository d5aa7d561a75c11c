"""Checks of the surveys in packs, each with what its pack and the required ones define."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from fumao.packs.lint_procedures import known_to
from fumao.packs.lint_rules import shown_problem
from fumao.packs.load import SHIPPED
from fumao.packs.model import Pack, Place
from fumao.packs.problem import PackError, Problem
from fumao.packs.procedures import pack_rules
from fumao.packs.surveys import Written, load_surveys
from fumao.surveys.lint import lint


def lint_surveys(packs: Iterable[Pack], root: Path = SHIPPED) -> tuple[Problem, ...]:
    """Return every fault of the surveys in the packs below `root`."""
    by_key = {pack.head.key: pack for pack in packs}
    try:
        written = load_surveys(root)
    except PackError as error:
        return error.problems
    problems = list(_same_twice(written))
    for one in written:
        if one.pack in by_key:
            known = known_to(by_key[one.pack], by_key, {}, root)
            documents = (known.documents or frozenset()) | known.laws
            found = lint(one.survey, pack_rules(root), documents)
            problems += (shown_problem(problem, prefix="survey_") for problem in found)
    return tuple(problems)


def _same_twice(written: Iterable[Written]) -> Iterator[Problem]:
    keys: dict[str, str] = {}
    for one in written:
        key, spot = one.survey.key, one.survey.spot
        if key in keys:
            yield Problem(
                "survey_repeated", Place(spot.file, spot.line),
                f"key {key} 已在 {keys[key]} 用过", f"key {key} is used in {keys[key]}",
                "换一个", "choose another",
            )  # fmt: skip
        keys[key] = spot.file
