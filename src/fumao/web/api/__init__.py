"""/api/v1: the apps' routers together; every reply is conditional, every error has one shape."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from fumao import __version__
from fumao.apps.grants.api import router as grants
from fumao.apps.grants.api import screening
from fumao.apps.orgs.api import router as orgs
from fumao.apps.plans.api import router as plans
from fumao.apps.rest import errors
from fumao.apps.rest.etag import conditional
from fumao.apps.surveys.api import router as surveys
from fumao.web.api.auth import SessionAuth, TokenAuth


class Api(NinjaAPI):
    """Ninja's API with conditional replies and a description that says what is meant."""

    def create_response(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the reply, or 304 where the client has it."""
        return conditional(request, super().create_response(request, *args, **kwargs))

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return the function's name: clients are generated with it."""
        view: Callable[..., Any] = operation.view_func
        return view.__name__

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> OpenAPISchema:
        """Return the description; a parameter that may be left out is not also null."""
        schema = super().get_openapi_schema(*args, **kwargs)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for parameter in operation.get("parameters", []):
                    parameter["schema"] = _never_null(parameter["schema"])
        return schema


def _never_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a parameter's schema without the null that only means it may be left out."""
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    if len(kinds) != 1:
        return schema
    return {**{k: v for k, v in schema.items() if k not in {"anyOf", "default"}}, **kinds[0]}


api = Api(
    title="Fumao 服贸",
    version=__version__,
    description="Plans of a city's programme: documents, clauses, tasks, targets, progress; rules.",
    urls_namespace="api",
    auth=[TokenAuth(), SessionAuth()],
    docs_url=None,  # its page needs scripts from elsewhere, which the CSP refuses
    servers=[],
    openapi_extra={"info": {"license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}},
)
errors.install(api)
api.add_router("", orgs)
api.add_router("", plans)
api.add_router("", grants, auth=[TokenAuth("rules:read"), SessionAuth()])
api.add_router("", screening)
api.add_router("", surveys)
__all__ = ["api"]
