"""Rules: a condition or an amount written once, with its clause, and evaluated three ways.

library = Library(definitions)                    # checked, or RuleError says what and where
rules = library.at(date(2016, 10, 14))            # parameters and versions of that day
rules.answers({"staff": 120, ...})                # one case, exact, with every step
batch_query(rules, source).sql                    # every case, in DuckDB or Spark
"""

from fumao.rules.definitions import Definitions
from fumao.rules.library import Library
from fumao.rules.problem import RuleError
from fumao.rules.ruleset import Answer, RuleSet
from fumao.rules.sql.query import Batch, Source, batch_query

__all__ = [
    "Answer",
    "Batch",
    "Definitions",
    "Library",
    "RuleError",
    "RuleSet",
    "Source",
    "batch_query",
]
