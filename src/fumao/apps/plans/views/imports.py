"""Reading a document in: upload, review beside the original, publication with its differences."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area
from fumao.apps.orgs.policy import Action, may, offers, require
from fumao.apps.orgs.policy.actions import REFUSALS
from fumao.apps.orgs.request import actor_of, is_htmx
from fumao.apps.orgs.service import UPLOAD, spend
from fumao.apps.plans.actions.add_proposal import add_proposal
from fumao.apps.plans.actions.correct_facts import correct_facts
from fumao.apps.plans.actions.decide_proposal import Decision, decide_proposal
from fumao.apps.plans.actions.discard_import import discard_import
from fumao.apps.plans.actions.start_import import start_import
from fumao.apps.plans.document_facts import facts_of
from fumao.apps.plans.forms.imports import FactsForm, PlaceForm, UploadForm, item_form
from fumao.apps.plans.models import Import, Proposal
from fumao.apps.plans.queries.import_review import import_of, review
from fumao.apps.plans.views.review_page import may_decide, pane, review_page


def _import_areas(actor: Actor) -> Any:
    paths = [area for area in Area.objects.filter(path__in=[p.area_path for p in actor.positions])]
    return Area.objects.filter(
        pk__in=[area.pk for area in paths if may(actor, Action.IMPORT_DOCUMENT, area)]
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: HttpRequest) -> HttpResponse:
    """Take a file; it is read in the background."""
    actor = actor_of(request)
    if not offers(actor, Action.IMPORT_DOCUMENT):
        return render(
            request, "403.html", {"exception": REFUSALS[Action.IMPORT_DOCUMENT]}, status=403
        )
    areas = _import_areas(actor)
    several = areas.count() > 1
    if request.method != "POST":
        context = {"form": UploadForm(areas), "several": several}
        return render(request, "plans/import_new.html", context)
    spend(UPLOAD, str(request.user.pk))
    form = UploadForm(areas, request.POST, request.FILES)
    if form.is_valid():
        try:
            area = form.cleaned_data["area"] or areas[0]  # most officers have one
            started = start_import(actor, area, form.cleaned_data["file"])
        except ValidationError as error:
            form.add_error("file", error)
        else:
            return redirect("import-review", started.pk)
    return render(request, "plans/import_new.html", {"form": form, "several": several}, status=422)


@login_required
@require_safe
def import_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where an import stands: being read, failed, under review, published or given up."""
    source = import_of(actor_of(request), pk)
    if source.state != Import.State.REVIEW:
        response = render(
            request,
            "plans/import_state.html" if not is_htmx(request) else "plans/import_state_part.html",
            {"source": source, "may_decide": may_decide(request, source)},
        )
        if is_htmx(request) and source.state != Import.State.READING:
            response["HX-Refresh"] = "true"
        return response
    if is_htmx(request) and request.GET.get("poll"):
        response = HttpResponse()
        response["HX-Refresh"] = "true"
        return response
    item = request.GET.get("item", "")
    found = review(source, request.GET.get("tab", ""), int(item) if item.isdecimal() else None)
    context = pane(request, found)
    if is_htmx(request):
        return render(request, "plans/import_pane.html", context)
    return review_page(request, context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_facts(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was read of the document itself in a form; correct it on POST."""
    actor = actor_of(request)
    source = import_of(actor, pk)
    require(actor, Action.DECIDE_PROPOSAL, source)
    form = FactsForm(request.POST if request.method == "POST" else None, initial=facts_of(source))
    if form.is_valid():
        try:
            corrected = correct_facts(actor, source, form.cleaned_data)
        except ValidationError as error:
            form.add_error(error.code if error.code in form.fields else None, error)
        else:
            words = _("文件信息已改正。") if facts_of(corrected) != facts_of(source) else ""
            if words:
                messages.success(request, words)
            return redirect("import-review", pk)
    if source.state != Import.State.REVIEW:
        return redirect("import-review", pk)
    status = 422 if form.is_bound else 200
    return review_page(request, pane(request, review(source), facts_form=form), status)


@login_required
@require_POST
def import_decide(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Decide one item and go to the next that waits; a refusal is said beside the item."""
    actor = actor_of(request)
    source = import_of(actor, pk)
    proposal = get_object_or_404(source.proposals, pk=item)
    decision = Decision(request.POST.get("decision", "")) if _known(request) else None
    if decision is None:
        return _refused(request, source, proposal, _("没有这种处理方式，请重新选择。"))
    form = None
    if decision == Decision.EDIT:
        form = item_form(proposal.kind, source.clauses, request.POST, proposal.data)
        if form is None or not form.is_valid():
            return _refused(request, source, proposal, "", form)
    try:
        decide_proposal(
            actor,
            proposal,
            decision,
            data=_data(form.cleaned_data) if form else None,
            answer=request.POST.get("answer", ""),
            into=_named(source, request.POST.get("into", "")),
        )
    except ValidationError as error:
        return _refused(request, source, proposal, error, form)
    found = review(source, item=proposal.pk)
    stay = decision == Decision.UNDO
    goes_to = proposal if stay else found.next_pending(_about(request, proposal, source))
    return _at(request, source, goes_to)


def _known(request: HttpRequest) -> bool:
    return request.POST.get("decision", "") in set(Decision)


def _about(request: HttpRequest, proposal: Proposal, source: Import) -> Proposal:
    """Return the item from which a finding was answered, else the item itself."""
    return _named(source, request.POST.get("from", "")) or proposal


def _named(source: Import, pk: str) -> Proposal | None:
    """Return the item of the import that a form names, if it names one."""
    return source.proposals.filter(pk=int(pk)).first() if pk.isdecimal() else None


def _data(cleaned: dict[str, Any]) -> dict[str, Any]:
    due = cleaned.get("due")
    return cleaned | ({"due": due.isoformat()} if due else {})


def _refused(
    request: HttpRequest, source: Import, item: Proposal, error: Any, form: Any = None
) -> HttpResponse:
    words = error.messages if isinstance(error, ValidationError) else [error] if error else []
    found = review(source, item=item.pk)
    asked = {"edit"} if form is not None else set()
    context = pane(request, found, errors=words, form=form, asked=asked)
    if is_htmx(request):
        return render(request, "plans/import_pane.html", context, status=422)
    return review_page(request, context, status=422)


def _at(request: HttpRequest, source: Import, item: Proposal | None) -> HttpResponse:
    """Show the review at an item: a fragment for htmx, else by redirect."""
    address = reverse("import-review", args=[source.pk])
    if item is not None:
        address += f"?item={item.pk}"
    if not is_htmx(request):
        return redirect(address + "#current")
    source.refresh_from_db(fields=["state"])
    context = pane(request, review(source, item=item.pk if item else None))
    response = render(request, "plans/import_pane.html", context)
    response["HX-Push-Url"] = address
    return response


@login_required
@require_POST
def import_clean(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm at once what waits in a tab and about which nothing was noticed."""
    actor = actor_of(request)
    source = import_of(actor, pk)
    found = review(source, request.POST.get("tab", ""))
    clean = found.clean()
    try:
        with transaction.atomic():
            for proposal in clean:
                decide_proposal(actor, proposal, Decision.CONFIRM)
    except ValidationError as error:
        return _refused(request, source, clean[0], error)
    n = len(clean)
    words = ngettext("已确认 %(n)s 项没有疑点的内容。", "已确认 %(n)s 项没有疑点的内容。", n)
    if not is_htmx(request):
        messages.success(request, words % {"n": n})
    return _at(request, source, found.next_pending(clean[-1]) if clean else found.current)


@login_required
@require_POST
def import_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an item that the reader did not find."""
    actor = actor_of(request)
    source = import_of(actor, pk)
    kind = request.POST.get("tab", "")
    form = item_form(kind, source.clauses, request.POST)
    place = PlaceForm(request.POST)
    found = review(source, kind)
    if form is not None and form.is_valid() and place.is_valid():
        try:
            made = add_proposal(
                actor,
                source,
                Proposal.Kind(kind),
                _data(form.cleaned_data),
                _span(source.text, place.cleaned_data["excerpt"]),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _at(request, source, made)
    context = pane(request, found, form=form, place=place, asked={"add"})
    if is_htmx(request):
        return render(request, "plans/import_pane.html", context, status=422)
    return review_page(request, context, status=422)


def _span(text: str, excerpt: str) -> tuple[int, int] | None:
    """Return where a quoted sentence stands in the text; None where it does not, word by word."""
    words = excerpt.strip()
    start = text.find(words) if words else -1
    return None if start < 0 else (start, start + len(words))


@login_required
@require_POST
def import_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up an import; its file and record stay."""
    actor = actor_of(request)
    try:
        discard_import(actor, import_of(actor, pk))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("已放弃这次读入；文件和记录仍然保留。"))
    return redirect("documents")
