"""One fault of a survey's definition, with how to mend it."""

from fumao.core.errors import Words
from fumao.rules.problem import RuleProblem, Spot

type Said = tuple[str, str]


def fault(code: str, spot: Spot, said: Said, mend: Said) -> RuleProblem:
    """Return a fault at its place; `said` and `mend` are Chinese and English."""
    return RuleProblem(code, spot, Words(*said), Words(*mend))
