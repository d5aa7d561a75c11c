"""The linter of procedures: everything that can be known to be wrong before the first case.

notes = lint(procedure, packs, known, cases)
"""

from collections.abc import Iterable
from dataclasses import replace

from fumao.procedures.definitions import Procedure
from fumao.procedures.golden import FIVE, GoldenCase
from fumao.procedures.lint_after import check_after, check_money, check_outcome, check_recalled
from fumao.procedures.lint_clocks import check_clocks
from fumao.procedures.lint_fees import check_fees
from fumao.procedures.lint_form import check_clauses, check_form
from fumao.procedures.lint_lookup import check_lookup
from fumao.procedures.lint_notes import Known, Note, Notes
from fumao.procedures.lint_route import check_route
from fumao.procedures.lint_seats import check_seats
from fumao.rules.definitions import Definitions

NOTHING_KNOWN = Known()


def lint(
    procedure: Procedure,
    packs: Definitions,
    known: Known = NOTHING_KNOWN,
    cases: Iterable[GoldenCase] | None = None,
) -> tuple[Note, ...]:
    """Return every fault of a procedure by its place; golden cases are asked for where given."""
    notes = Notes()
    _check_one(procedure, packs, known, notes)
    check_clauses(procedure, known, notes)
    check_after(procedure, notes)
    _check_areas(procedure, known, notes)
    if not notes.found:
        _check_variants(procedure, packs, known, notes)
    if cases is not None:
        _check_cases(procedure, cases, notes)
    return tuple(sorted(notes.found, key=_order))


def _order(note: Note) -> tuple[bool, str, int, int]:
    spot = note.problem.spot
    return note.warning, spot.file, spot.line, spot.column


def _check_one(procedure: Procedure, packs: Definitions, known: Known, notes: Notes) -> None:
    check_form(procedure, packs, known, notes)
    check_route(procedure, notes)
    check_seats(procedure, known, notes)
    check_clocks(procedure, notes)
    check_outcome(procedure, known, notes)
    check_money(procedure, packs, notes)
    check_fees(procedure, notes)


def _check_variants(procedure: Procedure, packs: Definitions, known: Known, notes: Notes) -> None:
    """Check what each later case becomes, at the place where it is declared."""
    for after in procedure.after:
        own = Notes()
        variant = procedure.variant_for(after.kind)
        if after.route:
            # What the outcome says is checked once, on the whole form.
            check_form(variant, packs, known, own)
            check_lookup(procedure, after, own)
            check_route(variant, own)
            check_clocks(variant, own)
            check_recalled(variant, own)
        for note in own.found:
            problem = note.problem
            said = problem.said._replace(
                zh=f"{after.kind}：{problem.said.zh}", en=f"{after.kind}: {problem.said.en}"
            )
            notes.take(replace(problem, spot=after.spot, said=said), note.warning)


def _check_areas(procedure: Procedure, known: Known, notes: Notes) -> None:
    for area in procedure.areas:
        if known.areas is not None and area not in known.areas:
            spot = procedure.spots.get("areas", procedure.spot)
            notes.unknown(("地区", "area"), area, spot)


def _check_cases(procedure: Procedure, cases: Iterable[GoldenCase], notes: Notes) -> None:
    found = list(cases)
    names = [case.name for case in found]
    notes.repeated(("算例", "golden case"), found, lambda one: one.name, lambda one: one.spot)
    for kind in FIVE:
        if not any(name == kind or name.startswith(f"{kind}-") for name in names):
            said = (f"没有算例“{kind}”", f'there is no golden case "{kind}"')
            mend = (
                f"在 procedure-cases/{procedure.key}.yaml 中加一个手算的",
                f"add one worked by hand to procedure-cases/{procedure.key}.yaml",
            )
            notes.add("golden_missing", procedure.spot, said, mend)
