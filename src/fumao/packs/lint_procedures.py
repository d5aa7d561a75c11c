"""Checks of the procedures in packs, each with what its pack and the required ones define, and
their golden cases.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import get_args

from fumao.core.schemes import load_scheme, scheme_files
from fumao.packs.lint_rules import shown_problem
from fumao.packs.load import SHIPPED, load_packs, pack_folders
from fumao.packs.model import FunctionKind, Pack, Place
from fumao.packs.problem import PackError, Problem
from fumao.packs.procedure_cases import CaseFile, check_cases, load_cases
from fumao.packs.procedures import FOLDER, Written, load_procedures, pack_rules
from fumao.procedures.definitions import Procedure
from fumao.procedures.golden import GoldenCase
from fumao.procedures.lint import lint
from fumao.procedures.lint_notes import Known, Note


def lint_procedures(packs: Iterable[Pack], root: Path = SHIPPED) -> tuple[Problem, ...]:
    """Return every fault of the procedures and golden cases in the packs below `root`."""
    by_key = {pack.head.key: pack for pack in packs}
    if not any((folder / FOLDER).is_dir() for folder in pack_folders(root)):
        return ()
    try:
        written, files = load_procedures(root), load_cases(root)
    except PackError as error:
        return error.problems
    problems = list(_same_twice(written))
    cases = {one.procedure: one for one in files}
    procedures = {one.procedure.key: one.procedure for one in written}
    for one in written:
        if one.pack in by_key:
            found = cases.get(one.procedure.key)
            given = found.cases if found is not None else ()
            known = known_to(by_key[one.pack], by_key, procedures, root)
            problems += lint_written(one.procedure, known, given, root)
    problems += _for_nothing(files, procedures)
    return tuple(problems)


def lint_written(
    procedure: Procedure,
    known: Known,
    cases: tuple[GoldenCase, ...] | None,
    root: Path = SHIPPED,
) -> Iterator[Problem]:
    """Yield the faults of one procedure; its golden cases are played where it has no error."""
    notes = lint(procedure, pack_rules(root), known, cases)
    for note in notes:
        yield problem_of(note)
    if cases and not any(_breaks(note) for note in notes):
        for problem in check_cases(procedure, cases, root):
            yield shown_problem(problem)


def _breaks(note: Note) -> bool:
    return not note.warning and note.problem.code != "golden_missing"


def problem_of(note: Note) -> Problem:
    """Return a note of the linter as a problem of the pack."""
    problem = shown_problem(note.problem, prefix="procedure_")
    if not note.warning:
        return problem
    return Problem(
        problem.code, problem.place, problem.zh, problem.en, problem.mend_zh, problem.mend_en,
        level="warning",
    )  # fmt: skip


def known_to(
    pack: Pack,
    by_key: Mapping[str, Pack],
    procedures: Mapping[str, Procedure],
    root: Path = SHIPPED,
) -> Known:
    """Return what the procedures of a pack may refer to: its own and the required packs' things."""
    visible = list(_visible(pack, by_key))
    return Known(
        functions=frozenset(get_args(FunctionKind)),
        documents=frozenset(d.key for one in visible for d in one.documents),
        clauses=frozenset((c.document, c.ref) for one in visible for c in one.clauses),
        laws=frozenset(item.key for one in visible for item in one.laws),
        areas=frozenset(area.code for one in visible for area in one.areas),
        schemes=frozenset(key for one in visible for key in scheme_keys(root / one.head.key)),
        procedures=procedures,
    )


@cache
def known_to_all(root: Path = SHIPPED) -> Known:
    """Return what a procedure outside the packs may refer to: the things of every pack."""
    by_key = {pack.head.key: pack for pack in load_packs(None, root)}
    procedures = {one.procedure.key: one.procedure for one in load_procedures(root)}
    found = Known()
    for pack in by_key.values():
        one = known_to(pack, by_key, procedures, root)
        found = Known(
            functions=one.functions,
            documents=(found.documents or frozenset()) | (one.documents or frozenset()),
            clauses=found.clauses | one.clauses,
            laws=found.laws | one.laws,
            areas=(found.areas or frozenset()) | (one.areas or frozenset()),
            schemes=(found.schemes or frozenset()) | (one.schemes or frozenset()),
            procedures=procedures,
        )
    return found


@cache
def scheme_keys(folder: Path) -> frozenset[str]:
    """Return the keys of the code lists in a pack's folder."""
    return frozenset(load_scheme(path).key for path in scheme_files(folder / "schemes"))


def _visible(pack: Pack, by_key: Mapping[str, Pack]) -> Iterator[Pack]:
    seen, waiting = set(), [pack.head.key]
    while waiting:
        key = waiting.pop()
        if key not in seen and key in by_key:
            seen.add(key)
            yield by_key[key]
            waiting.extend(by_key[key].head.requires)


def _same_twice(written: Iterable[Written]) -> Iterator[Problem]:
    """Yield procedures whose key or code another has, or whose file is named otherwise."""
    keys: dict[str, str] = {}
    for one in written:
        spot = one.procedure.spot
        place = Place(spot.file, spot.line)
        for name in (f"key {one.procedure.key}", f"code {one.procedure.code}"):
            if name in keys:
                yield Problem(
                    "procedure_repeated", place, f"{name} 已在 {keys[name]} 用过",
                    f"{name} is used in {keys[name]}", "换一个", "choose another",
                )  # fmt: skip
            keys.setdefault(name, spot.file)
        if Path(spot.file).stem != one.procedure.key:
            yield Problem(
                "procedure_file", place, f"key“{one.procedure.key}”与文件名不同",
                f'the key "{one.procedure.key}" is not the name of the file', "改为一致",
                "make them the same",
            )  # fmt: skip


def _for_nothing(
    files: Iterable[CaseFile], procedures: Mapping[str, Procedure]
) -> Iterator[Problem]:
    for file in files:
        if file.procedure not in procedures:
            yield Problem(
                "procedure_unknown", Place(file.shown, 1), f"没有办法“{file.procedure}”",
                f'there is no procedure "{file.procedure}"', "文件名改为办法的 key",
                "name the file as the procedure's key",
            )  # fmt: skip
