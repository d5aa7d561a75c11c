"""政策兑现反馈: by clause, how many are eligible; what follows comes with the procedures."""

from dataclasses import dataclass

from fumao.apps.grants.cited import Cited
from fumao.apps.grants.queries.screening import RuleLine
from fumao.apps.grants.words import Amount
from fumao.rules.definitions import Rule


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """A clause with the entitlements that it grants; unknown is not zero."""

    cite: Cited
    label: str
    rule: str
    eligible: int
    unknown: int
    estimate: Amount | None


def _is_given(rule: Rule) -> bool:
    """Return whether a rule says who gets something; amounts on the way to a tax are none."""
    held = rule.kind == "tax" and rule.type.kind == "bool"
    return held or rule.kind in ("grant", "accreditation")


def clause_lines(lines: list[RuleLine]) -> list[ClauseLine]:
    """Return the entitlements of a run clause by clause, those of one clause together."""
    found = [
        ClauseLine(
            line.cite,
            line.label,
            line.rule.name,
            line.counts.granted,
            line.counts.unknown,
            line.net or line.total,
        )
        for line in lines
        if line.counts and _is_given(line.rule)
    ]
    first: dict[tuple[str, str], int] = {}
    for place, line in enumerate(found):
        first.setdefault((line.cite.document, line.cite.clause), place)
    return sorted(found, key=lambda one: first[one.cite.document, one.cite.clause])
