"""Checks of the rules in a pack: with all it requires in view, as one library, and its cases."""

from collections.abc import Iterator

from fumao.packs.model import Place
from fumao.packs.problem import Problem
from fumao.packs.report import Report, View
from fumao.rules.definitions import Citation, Definitions
from fumao.rules.golden import check_case
from fumao.rules.library import Library
from fumao.rules.problem import RuleError, RuleProblem, Spot


def check_rules(view: View, report: Report) -> None:
    """Note every fault of the pack's rules, of what they cite, and of its golden cases."""
    definitions = definitions_of(view)
    own = view.pack.rules
    if not (own.rules or own.inputs or own.parameters or own.budgets or view.pack.cases):
        return
    try:
        library = Library(definitions)
    except RuleError as error:
        report.problems.extend(shown_problem(p) for p in error.problems)
        return
    _check_citations(view, report)
    for case in view.pack.cases:
        report.problems.extend(shown_problem(p) for p in check_case(case, library))
    _check_cases(view, report)


def definitions_of(view: View) -> Definitions:
    """Return the definitions of the pack and of all it requires, together."""
    found = Definitions()
    for pack in view.visible:
        found += pack.rules
    return found


def shown_problem(problem: RuleProblem, prefix: str = "rule_") -> Problem:
    """Return a fault found by an engine as a problem of the pack, with its column in words."""
    spot = problem.spot
    column = ("", "") if spot.column == 1 else (f"第 {spot.column} 列：", f"column {spot.column}: ")
    return Problem(
        f"{prefix}{problem.code}",
        Place(spot.file, spot.line),
        column[0] + problem.said.zh,
        column[1] + problem.said.en,
        problem.mend.zh,
        problem.mend.en,
    )


def _cited(view: View) -> Iterator[tuple[Citation, Spot]]:
    for rule in view.pack.rules.rules:
        yield rule.cite, rule.spot
    for exclusion in view.pack.rules.exclusions:
        yield exclusion.cite, exclusion.spot
    for budget in view.pack.rules.budgets:
        yield budget.cite, budget.spot
    for parameter in view.pack.rules.parameters:
        for dated in parameter.values:
            yield dated.cite, dated.spot


def _check_citations(view: View, report: Report) -> None:
    documents = {d.key for pack in view.visible for d in pack.documents}
    clauses = {(c.document, c.ref) for pack in view.visible for c in pack.clauses}
    laws = {item.key for pack in view.visible for item in pack.laws}
    for cite, spot in _cited(view):
        place = Place(spot.file, spot.line)
        if cite.document in laws:
            continue
        if cite.document not in documents:
            report.unknown(("文件或法规", "document or law"), cite.document, place)
        elif (cite.document, cite.clause) not in clauses:
            report.unknown(("条款", "clause"), cite.shown(), place)


def _check_cases(view: View, report: Report) -> None:
    """Every rule has a golden case: a rule that nobody worked through by hand is a guess."""
    tried = {name for pack in view.visible for case in pack.cases for name in case.expect}
    for rule in view.pack.rules.rules:
        if rule.name not in tried:
            report.add(
                "untried_rule",
                Place(rule.spot.file, rule.spot.line),
                (
                    f"规则“{rule.name}”没有算例",
                    f'the rule "{rule.name}" has no golden case',
                ),
                ("在 cases 中加一个手算的例子", "add one worked by hand to cases"),
            )
