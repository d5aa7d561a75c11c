"""The server against its own description: schemathesis, in process, every check, a fixed seed.

Wanted and unwanted data, with a token that may read and write. Well-formed keys in addresses are
replaced by those of real records, so that the replies of success are held against the description.
"""

import schemathesis
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

RECORDS = {
    "/api/v1/areas/{code}": {"code": "350200"},
    "/api/v1/departments/{key}": {"key": "xm-commerce"},
    "/api/v1/documents/{key}": {"key": "xiamen-2016"},
    "/api/v1/documents/{key}/clauses": {"key": "xiamen-2016"},
    "/api/v1/tasks/{code}": {"code": "XM16-01"},
    "/api/v1/tasks/{code}/progress": {"code": "XM16-01"},
    "/api/v1/targets/{code}": {"code": "XM16-T05"},
}


def description(examples: int) -> schemathesis.BaseSchema:
    """Load the description from the server itself."""
    generation = GenerationConfig(
        modes=list(schemathesis.GenerationMode), max_examples=examples, deterministic=True,
        no_shrink=True,
    )  # fmt: skip
    config = SchemathesisConfig(
        seed=20160810,
        suppress_health_check=[HealthCheck.all],
        projects=ProjectsConfig(default=ProjectConfig(generation=generation)),
    )
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application, config=config)


@description(25).parametrize()
def test_the_server_does_what_it_says(case: schemathesis.Case, caller: CallerMaker) -> None:
    path = case.meta.components.get(ParameterLocation.PATH) if case.meta else None
    if path is not None and path.mode is schemathesis.GenerationMode.POSITIVE:
        case.path_parameters = dict(RECORDS[case.path])
    case.call_and_validate(headers={"Authorization": f"Bearer {caller().token}"})
