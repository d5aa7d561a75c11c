"""The public face of enterprises: for the calculator and the screening, administrative facts only.

What was given for statistics cannot be had here (统计法 art. 28).
"""

import json
from datetime import date
from typing import TYPE_CHECKING

from fumao.apps.enterprises.models import Enterprise, Fact
from fumao.apps.enterprises.queries.facts import Columns, current_columns
from fumao.apps.enterprises.queries.facts import facts_on as _facts_on
from fumao.apps.enterprises.vocabulary import inputs
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import visible_to
from fumao.rules.types import Type

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["Columns", "current_columns", "enterprise_of", "facts_on", "into_duckdb"]


def facts_on(actor: Actor, enterprise: Enterprise, day: date) -> dict[str, Fact]:
    """Return the current administrative facts of an enterprise on a day, by name."""
    return _facts_on(actor, enterprise, day)


def enterprise_of(actor: Actor, code: str) -> Enterprise | None:
    """Return the enterprise of a credit code where the actor sees it."""
    rows = visible_to(actor, Enterprise.objects.select_related("area", "park"))
    return rows.filter(code=code).first()


def into_duckdb(
    connection: "DuckDBPyConnection", relation: str, columns: Columns
) -> frozenset[str]:
    """Make a table of the columns, one row an enterprise, keyed by `code`; return the inputs in it.

    Values have the types of their inputs, exactly: numbers are whole numbers of their last digit
    (fen for money), as `fumao.rules.Source(scaled=True)` reads them. A place in the columns is
    kept as `place`.
    """
    vocabulary = inputs()
    form = json.dumps(dict.fromkeys(vocabulary, "VARCHAR"))
    typed = ", ".join(_typed(name, given.type) for name, given in vocabulary.items())
    kinds = {"code": "VARCHAR", "area": "BIGINT", "park": "BIGINT", "kind": "VARCHAR"}
    own = {"place": "BIGINT", **kinds, "industry": "VARCHAR"}
    listed = [f"unnest(CAST(? AS {kind}[])) AS {name}" for name, kind in own.items()]
    plain = ", ".join(own)
    connection.execute(
        f"CREATE OR REPLACE TABLE {relation} AS SELECT {plain}, {typed} FROM ("  # noqa: S608 - names of inputs
        f"SELECT {plain}, unnest(json_transform(told, ?)) FROM ("
        f"SELECT {', '.join(listed)}, unnest(CAST(? AS VARCHAR[])) AS told))",
        [
            form, list(range(len(columns))), columns.codes, columns.areas, columns.parks,
            columns.kinds, columns.industries, columns.told,
        ],
    )  # fmt: skip
    return frozenset(vocabulary)


def _typed(name: str, type_: Type) -> str:
    if type_.is_number:
        exact = f'CAST("{name}" AS DECIMAL(38, {type_.scale}))'
        return f'CAST({exact} * {10**type_.scale} AS BIGINT) AS "{name}"'
    plain = {"bool": "BOOLEAN", "date": "DATE", "month": "DATE"}.get(type_.kind, "VARCHAR")
    return f'CAST("{name}" AS {plain}) AS "{name}"'
