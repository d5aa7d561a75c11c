"""A budget shared over the claims that a file's rows have under a rule: a column of awards."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from fumao.core.errors import CoreError, Words
from fumao.rules.batch.session import Session, literal, quoted
from fumao.rules.budget import Claims, Shared, share_out_table
from fumao.rules.definitions import Budget, Dated
from fumao.rules.library import Library
from fumao.rules.ruleset import RuleSet
from fumao.rules.shown import unit_name

_FEN = 100


@dataclass(frozen=True, slots=True)
class Award:
    """A budget as it was shared: the year's amount with its clause, and what came of it."""

    budget: Budget
    amount: Dated
    shared: Shared
    currency: str

    def head(self, language: str) -> str:
        """Return the header of the column of awards for people."""
        words = Words(f"{self.budget.label.zh}：分配额", f"{self.budget.label.en}: award")
        return f"{words.say(language)} ({unit_name(self.currency, language)})"


def budget_of(library: Library, name: str, day: date) -> tuple[Budget, Dated]:
    """Return a budget and its amount on the day; raises CoreError."""
    budget = library.budgets.get(name)
    if budget is None:
        known = list(library.budgets)
        raise CoreError(
            "no_budget",
            f"没有预算“{name}”。现有：{'、'.join(known) or '无'}",
            f"There is no budget “{name}”. There are: {', '.join(known) or 'none'}",
        )
    rules = library.at(day)
    amount = rules.dated[budget.parameter]
    if rules.versions.get(budget.rule) is None:
        raise CoreError(
            "budget_rule",
            f"{day} 规则“{budget.rule}”无效，没有可分配的申报额",
            f"The rule “{budget.rule}” is not in force on {day}; there are no claims to share for",
        )
    if amount is None:
        raise CoreError(
            "budget_amount",
            f"{day} 没有预算额“{budget.parameter}”",
            f"“{budget.parameter}” has no amount on {day}",
        )
    return budget, amount


def share_budget(
    session: Session, rules: RuleSet, name: str, computed: tuple[Path, str], results: Path
) -> Award:
    """Write the computed results, a file and its key, with the awards as their last column.

    The file's order is kept; equal remainders go by key, so another order awards the same.
    """
    budget, amount = budget_of(rules.library, name, rules.day)
    path, key = computed
    claim = f"CAST({quoted(budget.rule)} * {_FEN} AS HUGEINT)"
    session.run(
        f"CREATE OR REPLACE TEMP TABLE claims AS SELECT {quoted(key)} AS k, {claim} AS fen"
        f" FROM read_parquet({literal(path)})",
        "share",
    )
    fen = int(Decimal(str(amount.value)) * _FEN)
    shared = share_out_table(
        session.connection, Claims("claims", "k", "fen"), fen, "awards", budget.remainder
    )
    # a fen is DECIMAL(18,2) 0.01: the product of whole numbers stays exact
    award = "CAST(a.award * CAST(0.01 AS DECIMAL(18,2)) AS DECIMAL(38,2))"
    session.run(
        f"COPY (SELECT r.* EXCLUDE (file_row_number), {award} AS {quoted(budget.award)}"
        f" FROM read_parquet({literal(path)}, file_row_number = true) AS r"
        f" JOIN awards AS a ON a.k = r.{quoted(key)} ORDER BY r.file_row_number)"
        f" TO {literal(results)} (FORMAT parquet, COMPRESSION zstd)",
        "share",
    )
    return Award(budget, amount, shared, rules.library.rule_types[budget.rule].of or "")


def award_head(language: str) -> list[str]:
    """Return the header of the table that says how a budget was shared."""
    if language.startswith("zh"):
        return ["预算", "名称", "申报合计", "预算额", "分配合计", "申报额未知"]
    return ["budget", "label", "claims", "budget amount", "awarded", "unknown claims"]


def award_row(award: Award, language: str) -> list[object]:
    """Return its one line, in units of the currency."""
    shared = award.shared
    figures = (shared.claimed, shared.budget, shared.awarded)
    return [
        award.budget.name,
        award.budget.label.say(language),
        *(Decimal(fen).scaleb(-2) for fen in figures),
        shared.unknown,
    ]


def award_notes(award: Award) -> Iterator[list[object]]:
    """Yield what the sharing rests on: the budget's clause, and the amount with its own."""
    budget = award.budget
    yield [budget.name, budget.cite.shown()]
    yield [budget.parameter, f"{award.amount.value} {award.amount.cite.shown()}"]
    yield [budget.award, budget.remainder]
