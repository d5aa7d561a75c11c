"""The server against its published description: schemathesis, in process, every check, fixed seed.

Boundaries and chance, wanted and unwanted data, every operation, for a program that may write and
for one that may only read. Well-formed keys are replaced by those of real records, so that the
replies of success are held against the description and not only the refusals.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from schemathesis.config import (
    GenerationConfig,
    HealthCheck,
    ProjectConfig,
    ProjectsConfig,
    SchemathesisConfig,
)
from schemathesis.core.parameters import ParameterLocation

from fumao.web.wsgi import application
from tests.api.conftest import CallerMaker

DESCRIPTION = Path(__file__).parents[2] / "docs" / "api" / "openapi.json"
POSITIVE = schemathesis.GenerationMode.POSITIVE
RECORDS = {
    "/api/v1/areas/{code}": {"code": "350200"},
    "/api/v1/departments/{key}": {"key": "xm-commerce"},
    "/api/v1/documents/{key}": {"key": "xiamen-2016"},
    "/api/v1/documents/{key}/clauses": {"key": "xiamen-2016"},
    "/api/v1/tasks/{code}": {"code": "XM16-01"},
    "/api/v1/tasks/{code}/progress": {"code": "XM16-01"},
    "/api/v1/targets/{code}": {"code": "XM16-T05"},
    "/api/v1/rules/{name}": {"name": "ats_qualified"},
    "/api/v1/parameters/{name}": {"name": "ats_revenue_share"},
    "/api/v1/reports/{number}": {"number": 1},
    "/api/v1/reports/{number}/form": {"number": 1},
    "/api/v1/reports/{number}/draft": {"number": 1},
    "/api/v1/reports/{number}/filed": {"number": 1},
    "/api/v1/reports/{number}/approved": {"number": 1},
    "/api/v1/reports/{number}/returned": {"number": 1},
    "/api/v1/screen/{number}": {"number": 1},
    "/api/v1/screen/{number}/results": {"number": 1},
}
# A form cannot say which names of facts there are: a well-formed case names some that exist.
CASE = {
    "facts": {"staff_total": 100, "total_revenue": "1000000.00", "ats_accredited": None},
    "rows": {"fund_hires": [{"college": True}]},
    "rules": ["ats_qualified", "edu_limit"],
}


def description(examples: int) -> schemathesis.BaseSchema:
    """Load the published description, to be tried on the application itself."""
    generation = GenerationConfig(
        modes=list(schemathesis.GenerationMode), max_examples=examples, deterministic=True,
        no_shrink=True,
    )  # fmt: skip
    config = SchemathesisConfig(
        seed=20160810,
        suppress_health_check=[HealthCheck.all],
        projects=ProjectsConfig(default=ProjectConfig(generation=generation)),
    )
    schema = schemathesis.openapi.from_path(DESCRIPTION, config=config)
    schema.app = application
    return schema


def made_real(case: schemathesis.Case) -> None:
    """Let the well-formed parts of a case name records that exist."""
    parts = case.meta.components if case.meta else {}
    path, body = parts.get(ParameterLocation.PATH), parts.get(ParameterLocation.BODY)
    if path is not None and path.mode is POSITIVE:
        case.path_parameters = dict(RECORDS[case.path])
    if body is None or body.mode is not POSITIVE:
        return
    if case.path in ("/api/v1/calculate", "/api/v1/explain"):
        case.body |= {name: value for name, value in CASE.items() if name in case.body}
    elif case.path == "/api/v1/screen":
        case.body["area"] = "350200"
    # A close-out without evidence is refused by the state of the task, not by its form.
    elif "kind" in case.body and case.body["kind"] != "close_out":
        case.body["department"] = "xm-commerce"


@pytest.fixture(autouse=True)
def _connection_stays() -> Iterator[None]:
    """Keep the connection that holds the test's transaction, as Django's own client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@description(25).parametrize()
@pytest.mark.parametrize("scopes", [("read", "write"), ("read",)], ids="-".join)
def test_the_server_does_what_it_says(
    case: schemathesis.Case, caller: CallerMaker, scopes: tuple[str, ...]
) -> None:
    made_real(case)
    reply = case.call_and_validate(
        headers={"Authorization": f"Bearer {caller(scopes=scopes).token}"}
    )
    assert reply.status_code != 201 or "write" in scopes
