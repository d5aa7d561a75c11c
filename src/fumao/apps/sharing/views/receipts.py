"""Receipts: listed, shown, handed out, verified."""

import json
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from fumao.apps.audit.service import sent
from fumao.apps.orgs.acting import NOT_TAKEN
from fumao.apps.orgs.request import actor_of, page_of
from fumao.apps.sharing.forms import VerifyForm
from fumao.apps.sharing.models import Receipt
from fumao.apps.sharing.queries import sharing as queries
from fumao.apps.sharing.signing import handed_out, verdict
from fumao.core.errors import CoreError

_MOST = 20_000  # characters of a receipt


@login_required
@require_safe
def receipts(request: HttpRequest) -> HttpResponse:
    """List the receipts."""
    page = page_of(request, queries.receipts(actor_of(request)))
    return render(request, "sharing/receipts.html", {"page": page})


@login_required
@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """Show a receipt with what its signature is worth."""
    one = queries.receipt_of(actor_of(request), number)
    what, body = verdict(handed_out(one))
    context = {"receipt": one, "what": what, "body": body}
    return render(request, "sharing/receipt.html", context)


@login_required
@require_safe
def receipt_json(request: HttpRequest, number: str) -> HttpResponse:
    """Send a receipt as a file."""
    one = queries.receipt_of(actor_of(request), number)
    return sent(handed_out(one).encode(), f"{one.number}.json", "application/json")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Say what a receipt is worth, pasted or as a file."""
    form = VerifyForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        text = form.cleaned_data["text"]
        if file is not None:
            text = file.read(_MOST + 1).decode("utf-8", "replace")
        try:
            if len(text) > _MOST:
                raise CoreError("too_long", "太长，不是一份收据", "too long for a receipt")
            context["what"], context["body"] = verdict(text)
            context["held"] = _held(request, context["body"])
        except CoreError as error:
            form.add_error(None, error.message(get_language() or "zh"))
    status = NOT_TAKEN if form.errors else 200
    return render(request, "sharing/verify.html", context, status=status)


def _held(request: HttpRequest, body: dict[str, Any]) -> Receipt | None:
    """Return the receipt on record that says the very same, where the actor sees it."""
    number = str(body.get("number", ""))[:32]
    one = queries.receipts(actor_of(request)).filter(number=number).first()
    return one if one is not None and json.loads(one.text) == body else None
