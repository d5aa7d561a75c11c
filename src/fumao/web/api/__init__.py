"""/api/v1: the apps' routers together; every reply is conditional, every error has one shape."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from fumao import __version__
from fumao.apps.orgs.api import router as orgs
from fumao.apps.plans.api import router as plans
from fumao.apps.rest import errors
from fumao.apps.rest.etag import conditional
from fumao.web.api.auth import SessionAuth, TokenAuth


class Api(NinjaAPI):
    """Ninja's API with conditional replies."""

    def create_response(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the reply, or 304 where the client has it."""
        return conditional(request, super().create_response(request, *args, **kwargs))


api = Api(
    title="Fumao 服贸",
    version=__version__,
    description="Plans of a city's programme: documents, clauses, tasks, targets, progress.",
    urls_namespace="api",
    auth=[TokenAuth(), SessionAuth()],
    docs_url=None,  # its page needs scripts from elsewhere, which the CSP refuses
    servers=[],
    openapi_extra={"info": {"license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}},
)
errors.install(api)
api.add_router("", orgs)
api.add_router("", plans)
__all__ = ["api"]
