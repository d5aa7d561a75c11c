"""The page of one case."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse


@login_required
def case_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a case."""
    raise NotImplementedError
