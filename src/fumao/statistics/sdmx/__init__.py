"""Published figures by the standard of statistical offices (ISO 17369, SDMX 3.1). No Django.

For files of a release: make a `DataSet`, its observations by `observations` from tables under
disclosure control, and call `write_data` and `write_structure`.

For the read interface (SDMX REST 2.x) a view does no more than this:

    query = parse(path_parts, parameters, accept)      # raises QueryError: status, words
    answer = respond(query, datasets, language)        # raises QueryError
    # answer.status is 200 or 204; answer.media_type, answer.body (bytes); answer.released

`path_parts` are the unquoted parts after the entry point, ("data", "dataflow", "XM_COMMERCE",
"DF_OUTSOURCING", "1.0.0", "M.*.350203"). `datasets` are those that may be seen today: for a data
query `query.flow.names(agency, id)` tells which are worth loading. Of several vintages the newest
counts, or that of `query.as_of`; nobody may see what is under embargo: leave it out.
The answer differs by Accept and Accept-Language: send `Vary`.
"""

from fumao.statistics.sdmx.codes import CodeList, Item, code_id, code_list
from fumao.statistics.sdmx.dataset import (
    Agency,
    Attribute,
    DataSet,
    Dimension,
    Indicator,
    Observation,
    hidden,
    shown,
    unknown,
)
from fumao.statistics.sdmx.errors import QueryError
from fumao.statistics.sdmx.media import Format, negotiate, offered
from fumao.statistics.sdmx.protected import observations
from fumao.statistics.sdmx.query import AvailabilityQuery, DataQuery, Query, StructureQuery
from fumao.statistics.sdmx.respond import Answer, respond, write_data, write_structure
from fumao.statistics.sdmx.rest import parse

__all__ = [
    "Agency",
    "Answer",
    "Attribute",
    "AvailabilityQuery",
    "CodeList",
    "DataQuery",
    "DataSet",
    "Dimension",
    "Format",
    "Indicator",
    "Item",
    "Observation",
    "Query",
    "QueryError",
    "StructureQuery",
    "code_id",
    "code_list",
    "hidden",
    "negotiate",
    "observations",
    "offered",
    "parse",
    "respond",
    "shown",
    "unknown",
    "write_data",
    "write_structure",
]
