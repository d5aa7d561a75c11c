"""The public face of enterprises: for the calculator and the screening, administrative facts only.

What was given for statistics cannot be had here (统计法 art. 28).
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from fumao.apps.enterprises.models import Enterprise, Fact
from fumao.apps.enterprises.queries.facts import (
    Columns,
    Tables,
    columns_of,
    current_columns,
    rows_of,
    rows_on,
)
from fumao.apps.enterprises.queries.facts import facts_on as _facts_on
from fumao.apps.enterprises.vocabulary import inputs, tables
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import visible_to
from fumao.rules.types import Type

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = [
    "Columns",
    "Tables",
    "columns_of",
    "current_columns",
    "enterprise_of",
    "facts_on",
    "into_duckdb",
    "own_enterprise",
    "rows_into_duckdb",
    "rows_of",
    "rows_on",
]


def facts_on(actor: Actor, enterprise: Enterprise, day: date) -> dict[str, Fact]:
    """Return the current administrative facts of an enterprise on a day, by name."""
    return _facts_on(actor, enterprise, day)


def enterprise_of(actor: Actor, code: str) -> Enterprise | None:
    """Return the enterprise of a credit code where the actor sees it."""
    rows = visible_to(actor, Enterprise.objects.select_related("area", "park"))
    return rows.filter(code=code).first()


def own_enterprise(actor: Actor) -> Enterprise | None:
    """Return the enterprise whose own people the actor is one of; None for all others."""
    rows = visible_to(actor, Enterprise.objects.select_related("area", "park"))
    return rows.filter(unit__in=actor.department_ids).order_by("pk").first()


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


def rows_into_duckdb(
    connection: "DuckDBPyConnection", prefix: str, told: Mapping[str, Tables]
) -> dict[str, frozenset[str]]:
    """Make a table of each child table that any enterprise (by code) has told; return its fields.

    `{prefix}_{name}` has one row a row keyed by `code`, typed as `into_duckdb` does;
    `{prefix}_{name}_told` has the codes of those who told it, also that there is none.
    """
    found: dict[str, frozenset[str]] = {}
    for name, table in tables().items():
        codes = [code for code, held in told.items() if name in held]
        if not codes:
            continue
        lines = [
            (code, json.dumps(row, ensure_ascii=False))
            for code in codes
            for row in told[code][name]
        ]
        fields = {given.name: given.type for given in table.fields}
        form = json.dumps(dict.fromkeys(fields, "VARCHAR"))
        typed = ", ".join(_typed(field, type_) for field, type_ in fields.items())
        connection.execute(
            f"CREATE OR REPLACE TABLE {prefix}_{name} AS SELECT code, {typed} FROM ("  # noqa: S608 - names of tables
            "SELECT code, unnest(json_transform(told, ?)) FROM ("
            "SELECT unnest(CAST(? AS VARCHAR[])) AS code, unnest(CAST(? AS VARCHAR[])) AS told))",
            [form, [code for code, _row in lines], [row for _code, row in lines]],
        )
        connection.execute(
            f"CREATE OR REPLACE TABLE {prefix}_{name}_told AS"
            " SELECT unnest(CAST(? AS VARCHAR[])) AS code",
            [codes],
        )
        found[name] = frozenset(fields)
    return found


def _typed(name: str, type_: Type) -> str:
    if type_.is_number:
        exact = f'CAST("{name}" AS DECIMAL(38, {type_.scale}))'
        return f'CAST({exact} * {10**type_.scale} AS BIGINT) AS "{name}"'
    plain = {"bool": "BOOLEAN", "date": "DATE", "month": "DATE"}.get(type_.kind, "VARCHAR")
    return f'CAST("{name}" AS {plain}) AS "{name}"'
