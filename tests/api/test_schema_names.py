"""The description knows a schema by its bare name: two of one name would be one for its readers."""

from collections import Counter
from collections.abc import Iterator

from ninja import Schema

from fumao.web.api import api


def _below(kind: type[Schema]) -> Iterator[type[Schema]]:
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)


def test_no_two_schemas_share_a_name() -> None:
    assert api.get_openapi_schema()["paths"]  # all routers are loaded
    ours = {one for one in _below(Schema) if one.__module__.startswith("fumao.apps")}
    times = Counter(one.__name__ for one in ours)
    assert len(ours) > 20
    assert [name for name, count in times.items() if count > 1] == []
