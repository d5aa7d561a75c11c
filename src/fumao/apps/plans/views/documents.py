"""The list of policy documents and the page of one."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fumao.apps.orgs.policy import Action, offers
from fumao.apps.orgs.request import actor_of, page_of
from fumao.apps.plans.marked import Mark, marked_html
from fumao.apps.plans.queries import documents as queries


@login_required
@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    """List the documents with what was read from them, and the imports under way."""
    actor = actor_of(request)
    q, area = request.GET.get("q", "").strip(), request.GET.get("area", "")
    context = {
        "page": page_of(request, queries.document_list(actor, q, area)),
        "imports": queries.open_imports(actor),
        "areas": queries.areas_with_documents(actor),
        "q": q,
        "area": area,
        "may_import": offers(actor, Action.IMPORT_DOCUMENT),
    }
    return render(request, "plans/documents.html", context)


@login_required
@require_safe
def document(request: HttpRequest, key: str) -> HttpResponse:
    """Show a document: its text with the clauses that set something in motion, or its clauses."""
    found = queries.document_page(actor_of(request), key)
    text = ""
    if found.document.text:
        marks = [
            Mark(line.clause.start, line.clause.end, line.clause.pk)
            for line in found.clauses
            if (line.tasks or line.targets)
            and line.clause.start is not None
            and line.clause.end is not None
        ]
        heads = [line.clause.start for line in found.clauses if line.clause.start is not None]
        text = marked_html(found.document.text, marks, heads)
    return render(request, "plans/document.html", {"found": found, "text": text})
