"""The page of a clause: its words, and everything they set in motion."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fumao.apps.orgs.acting import NOT_TAKEN, done, way_back
from fumao.apps.orgs.policy import Action, may, visible_to
from fumao.apps.orgs.request import actor_of
from fumao.apps.plans.actions.attach_original import attach_original
from fumao.apps.plans.forms.original import OriginalForm
from fumao.apps.plans.models import Document, Light
from fumao.apps.plans.queries.clause_page import ClausePage, clause_page
from fumao.apps.plans.views.tasks import unit_words


@login_required
@require_safe
def clause(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a clause and what follows from it."""
    actor = actor_of(request)
    page = clause_page(actor, pk)
    english = (get_language() or "").startswith("en")
    may_attach = not (page.excerpt or page.clause.is_added) and may(
        actor, Action.IMPORT_DOCUMENT, page.clause.document
    )
    context = {
        "page": page,
        "clause": page.clause,
        "document": page.clause.document,
        "excerpt_lines": [line.strip() for line in page.excerpt.splitlines() if line.strip()],
        "tasks": [(row.task, unit_words(row.leads, english)) for row in page.tasks],
        "lights": [(Light(light), n) for light, n in page.lights.items()],
        "reports": _reports(page),
        "form": OriginalForm() if may_attach else None,
    }
    return render(request, "plans/clause.html", context)


def _reports(page: ClausePage) -> dict[str, int]:
    """Return how many of the latest reports are accepted, returned, being checked."""
    counted: dict[str, int] = {}
    for entry in page.progress:
        counted[entry.state] = counted.get(entry.state, 0) + 1
    return counted


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def original(request: HttpRequest, key: str) -> HttpResponse:
    """Attach the original of a document; the clauses get their words from it."""
    actor = actor_of(request)
    rows = visible_to(actor, Document.objects.select_related("area").defer("text"))
    document = rows.filter(key=key).first()
    if document is None:
        raise Http404
    back = way_back(request, reverse("document", args=[key]))
    form: Form = OriginalForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            placed = attach_original(actor, document, form.cleaned_data["file"])
        except ValidationError as refused:
            form.add_error("file", refused.messages)
        else:
            words = _("已附上原文，对上了文字的条款：%(n)s 个。") % {"n": placed}
            return done(request, words, back)
    context: dict[str, Any] = {"document": document, "form": form, "back": back}
    status = NOT_TAKEN if form.is_bound else 200
    return render(request, "plans/original.html", context, status=status)
