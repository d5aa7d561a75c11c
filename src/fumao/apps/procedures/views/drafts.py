"""填报: a draft is begun, saved as it is typed, given its papers, sent, or thrown away."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fumao.apps.formpages.sent import raw_of
from fumao.apps.orgs.acting import NOT_TAKEN, done
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import visible_to
from fumao.apps.orgs.request import actor_of
from fumao.apps.orgs.service import UPLOAD, spend
from fumao.apps.procedures.actions.attach_paper import attach_paper, remove_paper
from fumao.apps.procedures.actions.correct_case import correct_case
from fumao.apps.procedures.actions.save_draft import (
    begin_draft,
    discard_draft,
    mending_draft,
    save_draft,
)
from fumao.apps.procedures.actions.submit_case import submit_case
from fumao.apps.procedures.book import loaded
from fumao.apps.procedures.models import Case, Draft, Outcome, ProcedureVersion
from fumao.apps.procedures.queries.catalogue import own_enterprises
from fumao.apps.procedures.queries.form_page import form_page
from fumao.apps.procedures.refusals import FormRefusedError
from fumao.apps.procedures.views.request import refused_by


def draft_of(actor: Actor, pk: int) -> Draft:
    """Return a draft of one's own enterprise; raises Http404."""
    rows = Draft.objects.select_related(
        "procedure", "enterprise__area", "case__procedure", "outcome__case"
    )
    return get_object_or_404(visible_to(actor, rows), pk=pk)


@login_required
@require_POST
def begin(request: HttpRequest, key: str) -> HttpResponse:
    """Begin a draft of a procedure, or of a later case on an outcome, for an own enterprise."""
    actor = actor_of(request)
    firms = own_enterprises(actor)
    chosen = request.POST.get("enterprise")
    firm = next((one for one in firms if str(one.pk) == chosen), firms[0] if firms else None)
    variant = request.POST.get("variant", "")
    outcome = _outcome(actor, request.POST.get("outcome", ""), variant)
    if outcome is not None:
        version: ProcedureVersion | None = outcome.case.procedure
    else:
        version = ProcedureVersion.objects.filter(
            key=key, state=ProcedureVersion.State.PUBLISHED
        ).first()
    if firm is None or version is None or (variant and outcome is None):
        raise Http404
    draft = begin_draft(actor, version, firm, variant, outcome)
    return HttpResponseRedirect(reverse("draft", args=[draft.pk]), status=303)


def _outcome(actor: Actor, number: str, variant: str) -> Outcome | None:
    if not number or variant not in ("change", "renew", "recheck", "appeal"):
        return None
    rows = visible_to(actor, Outcome.objects.select_related("case__procedure"))
    found = rows.filter(number=number, enterprise__unit__in=actor.department_ids).first()
    if found is None or loaded(found.case.procedure).procedure.later(variant) is None:
        return None
    return found


@login_required
@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the draft in which a returned case is mended."""
    actor = actor_of(request)
    case = get_object_or_404(
        visible_to(actor, Case.objects.select_related("procedure", "enterprise", "outcome")), pk=pk
    )
    if case.phase != Case.Phase.CORRECTING:
        messages.error(request, _("本件不在补正中。"))
        return HttpResponseRedirect(reverse("case", args=[pk]), status=303)
    return HttpResponseRedirect(reverse("draft", args=[mending_draft(actor, case).pk]), status=303)


@login_required
@require_safe
def draft_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form."""
    actor = actor_of(request)
    return _shown(request, actor, draft_of(actor, pk))


def _shown(
    request: HttpRequest, actor: Actor, draft: Draft, *, tried: bool = False, errors: Any = ()
) -> HttpResponse:
    page = form_page(actor, draft, get_language() or "zh", tried=tried)
    context = {"page": page, "draft": draft, "procedure": page.held.procedure, "tried": tried,
               "errors": list(errors)}  # fmt: skip
    return render(request, "procedures/draft.html", context, status=NOT_TAKEN if tried else 200)


@login_required
@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is typed; answer with what follows from it."""
    actor = actor_of(request)
    draft = draft_of(actor, pk)
    _kept(actor, draft, request.POST)
    page = form_page(actor, draft, get_language() or "zh")
    context = {"page": page, "draft": draft, "procedure": page.held.procedure, "saved": True}
    return render(request, "procedures/parts/draft_answer.html", context)


def _kept(actor: Actor, draft: Draft, sent: QueryDict) -> None:
    procedure = loaded(draft.procedure, draft.variant).procedure
    save_draft(actor, draft, raw_of(procedure.form, sent), sent.getlist("promised"))


@login_required
@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the form, or the mended papers; a refused one comes back with every fault."""
    actor = actor_of(request)
    draft = Draft.objects.filter(pk=pk).first()
    if draft is None:
        # Sent twice: the first time made the case and took the draft away.
        messages.info(request, _("这份申请已经提交。"))
        return HttpResponseRedirect(reverse("my-cases"), status=303)
    draft = draft_of(actor, pk)
    _kept(actor, draft, request.POST)
    try:
        if draft.case is not None:
            case = draft.case
            correct_case(actor, draft)
            return done(request, _("已提交补正。"), reverse("case", args=[case.pk]))
        made = submit_case(actor, draft)
    except FormRefusedError:
        return _shown(request, actor, draft, tried=True)
    except ValidationError as refused:
        return _shown(request, actor, draft, tried=True, errors=refused.messages)
    said = _("已提交，编号 %(number)s。") % {"number": made.number}
    return done(request, said, reverse("case", args=[made.pk]))


@login_required
@require_POST
def paper(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Take files for a paper; good ones stay where another is refused."""
    actor = actor_of(request)
    draft = draft_of(actor, pk)
    spend(UPLOAD, str(actor.person.pk if actor.person else ""))
    errors: list[str] = []
    for file in request.FILES.getlist("file"):
        errors += refused_by(partial(attach_paper, actor, draft, key, file))
    return _papers(request, actor, draft, errors)


@login_required
@require_POST
def paper_remove(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    """Take a file away."""
    actor = actor_of(request)
    draft = draft_of(actor, pk)
    remove_paper(actor, draft, paper)
    return _papers(request, actor, draft, [])


def _papers(request: HttpRequest, actor: Actor, draft: Draft, errors: list[str]) -> HttpResponse:
    page = form_page(actor, draft, get_language() or "zh")
    context = {"page": page, "draft": draft, "paper_errors": errors}
    if request.headers.get("HX-Request") == "true":
        return render(request, "procedures/parts/papers.html", context)
    for words in errors:
        messages.error(request, words)
    return HttpResponseRedirect(reverse("draft", args=[draft.pk]) + "#papers", status=303)


@login_required
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    actor = actor_of(request)
    discard_draft(actor, draft_of(actor, pk))
    return done(request, _("草稿已删除。"), reverse("my-cases"))
