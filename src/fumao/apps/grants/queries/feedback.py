"""政策兑现反馈: by clause, how many are eligible, and what became of those who applied."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from fumao.apps.grants.cited import Cited
from fumao.apps.grants.outcomes import Outcome
from fumao.apps.grants.queries.screening import RuleLine
from fumao.apps.grants.words import Amount, amount, language
from fumao.rules.definitions import Rule
from fumao.rules.types import Type


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """A clause with the entitlements that it grants; unknown is not zero."""

    cite: Cited
    label: str
    rule: str
    eligible: int
    unknown: int
    estimate: Amount | None
    outcome: Outcome | None = None  # None: nobody could apply for it here

    @property
    def granted(self) -> Amount:
        """Return what was granted in the page's words."""
        return _yuan(self.outcome.granted_fen if self.outcome else 0)

    @property
    def paid(self) -> Amount:
        """Return what was paid in the page's words."""
        return _yuan(self.outcome.paid_fen if self.outcome else 0)


def _yuan(fen: int) -> Amount:
    return amount(Decimal(fen).scaleb(-2), Type("money", 2, "CNY"), language())


def _is_given(rule: Rule) -> bool:
    """Return whether a rule says who gets something; amounts on the way to a tax are none."""
    held = rule.kind == "tax" and rule.type.kind == "bool"
    return held or rule.kind in ("grant", "accreditation")


def given_rules(lines: list[RuleLine]) -> list[str]:
    """Return the rules of a run that say who gets something."""
    return [line.rule.name for line in lines if line.counts and _is_given(line.rule)]


def clause_lines(lines: list[RuleLine], became: Mapping[str, Outcome]) -> list[ClauseLine]:
    """Return the entitlements of a run clause by clause, those of one clause together."""
    found = [
        ClauseLine(
            line.cite,
            line.label,
            line.rule.name,
            line.counts.granted,
            line.counts.unknown,
            line.net or line.total,
            became.get(line.rule.name),
        )
        for line in lines
        if line.counts and _is_given(line.rule)
    ]
    first: dict[tuple[str, str], int] = {}
    for place, line in enumerate(found):
        first.setdefault((line.cite.document, line.cite.clause), place)
    return sorted(found, key=lambda one: first[one.cite.document, one.cite.clause])
