"""Finding a procedure, and one's own cases."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from fumao.apps.orgs.policy import visible_to
from fumao.apps.orgs.request import actor_of
from fumao.apps.procedures.models import Draft, ProcedureVersion
from fumao.apps.procedures.queries import catalogue as queries
from fumao.apps.procedures.queries.case_fees import fees_told
from fumao.apps.procedures.views.public_request import frame_of

KINDS = {
    "filing": _("备案"), "registration": _("登记"), "accreditation": _("认定"),
    "recognition": _("资格认定"), "funding": _("资金申请"), "writeoff": _("核销"),
    "assessment": _("评估"), "licence": _("许可"),
}  # fmt: skip


@require_safe
def procedures(request: HttpRequest) -> HttpResponse:
    """Show what there is; open to all."""
    actor = actor_of(request)
    search, kind = request.GET.get("q", "")[:64], request.GET.get("kind", "")[:16]
    found = queries.catalogue(actor, search, kind)
    groups: dict[str, list[queries.Offered]] = {}
    for one in found:
        groups.setdefault(one.version.kind, []).append(one)
    context = {
        "groups": [(KINDS.get(key, key), rows) for key, rows in groups.items()],
        "count": len(found),
        "kinds": KINDS.items(),
        "search": search,
        "kind": kind,
        "frame": frame_of(request),
    }
    return render(request, "procedures/catalogue.html", context)


@require_safe
def procedure(request: HttpRequest, key: str) -> HttpResponse:
    """Show one procedure: what it is, who may, how long, what to bring, its clauses and route."""
    actor = actor_of(request)
    try:
        one = queries.offered(key)
    except ProcedureVersion.DoesNotExist as error:
        raise Http404 from error
    found = one.held.procedure
    context = {
        "one": one,
        "frame": frame_of(request),
        "procedure": found,
        "bases": queries.bases(found.basis),
        "areas": queries.areas_of(one.version),
        "fees": tuple(fees_told(found, actor.today)),
        "firms": queries.own_enterprises(actor),
        "kind": KINDS.get(found.kind, found.kind),
        "drafts": visible_to(actor, Draft.objects.filter(procedure__key=key, case=None))
        if actor.person
        else [],
    }
    return render(request, "procedures/procedure.html", context)


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show the cases, drafts and outcomes of one's own enterprises."""
    actor = actor_of(request)
    drafts = visible_to(actor, Draft.objects.filter(case=None))
    outcomes = queries.own_outcomes(actor)
    context = {
        "cases": queries.own_cases(actor),
        "drafts": drafts.select_related("procedure", "enterprise"),
        "outcomes": [
            (one, one.state_on(actor.today), queries.ending_soon(one, actor.today))
            for one in outcomes
        ],
        "firms": queries.own_enterprises(actor),
    }
    return render(request, "procedures/mine.html", context)
