"""事项设计: a procedure is written as text beside what applicants will see, tried and published."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fumao.apps.formpages.inputs import Filled, form_fields
from fumao.apps.formpages.sent import raw_of
from fumao.apps.orgs.acting import NOT_TAKEN, done
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Role
from fumao.apps.orgs.policy import Action, visible_to
from fumao.apps.orgs.policy.actions import REFUSALS
from fumao.apps.orgs.request import actor_of
from fumao.apps.procedures.actions.publish_procedure import (
    draft_procedure,
    publish_draft,
    retire_procedure,
)
from fumao.apps.procedures.designing import LARGEST, Checked, Tried, checked, designs, tried
from fumao.apps.procedures.models import ProcedureVersion
from fumao.apps.procedures.queries.versions import designed
from fumao.apps.procedures.views.catalogue import KINDS
from fumao.apps.procedures.views.request import said
from fumao.core.errors import Words
from fumao.procedures.scaffold import scaffold

_KEY = "new-procedure"


def _designer(request: HttpRequest) -> Actor:
    """Return the actor; raises PermissionDenied for those who design nothing anywhere."""
    actor = actor_of(request)
    if not any(one.role == Role.OFFICE and not one.of_company for one in actor.positions):
        raise PermissionDenied(REFUSALS[Action.DESIGN_PROCEDURE])
    return actor


@login_required
@require_safe
def designer(request: HttpRequest) -> HttpResponse:
    """Show the procedures with their versions."""
    actor = _designer(request)
    rows = [(one, KINDS.get(one.kind, one.kind)) for one in designed(actor)]
    return render(request, "procedures/designer.html", {"rows": rows, "kinds": KINDS.items()})


@login_required
@require_safe
def designer_new(request: HttpRequest) -> HttpResponse:
    """Begin a procedure of a kind: commented YAML that lints clean."""
    actor = _designer(request)
    kind = request.GET.get("kind", "")
    text = scaffold(_KEY, kind if kind in KINDS else "filing", "own-terms", "总则")
    area = next(one for one in actor.positions if one.role == Role.OFFICE).area_path
    code = area.strip("/").rpartition("/")[2]
    text = text.replace("\nbasis:", f"\nareas: [{code!r}]\nbasis:".replace("'", '"'), 1)
    return _page(request, text, None)


@login_required
@require_safe
def designer_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the text of a version beside its form, route and faults."""
    row = _version(_designer(request), pk)
    return _page(request, row.text, row)


def _version(actor: Actor, pk: int) -> ProcedureVersion:
    """Return a version; raises Http404 for a draft of others."""
    row = visible_to(actor, ProcedureVersion.objects.filter(pk=pk)).first()
    if row is None or (
        row.state == ProcedureVersion.State.DRAFT and not designs(actor, list(row.areas))
    ):
        raise Http404
    return row


def _page(
    request: HttpRequest, text: str, row: ProcedureVersion | None, errors: list[str] | None = None
) -> HttpResponse:
    context = {
        "text": text,
        "row": row,
        "own": row is None or designs(actor_of(request), list(row.areas)),
        "errors": errors or [],
        "largest": LARGEST,
        **_shown(request, text),
    }
    return render(
        request, "procedures/designer_one.html", context, status=NOT_TAKEN if errors else 200
    )


@login_required
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Answer with the form, route and faults of a text; with `try` also what sample data bring."""
    _designer(request)
    text = request.POST.get("text", "").replace("\r\n", "\n")
    return render(request, "procedures/designer_check.html", _shown(request, text))


def _shown(request: HttpRequest, text: str) -> dict[str, Any]:
    found = checked(text)
    trying = request.method == "POST" and request.POST.get("try") == "1"
    context: dict[str, Any] = {
        "checked": found,
        "problems": [
            (one.place.line, said(Words(one.zh, one.en)), said(Words(one.mend_zh, one.mend_en)),
             one.level == "error")
            for one in found.problems
        ],
        "trying": trying,
    }  # fmt: skip
    if found.held is not None:
        context |= _form(request, found, trying)
    return context


def _form(request: HttpRequest, found: Checked, trying: bool) -> dict[str, Any]:
    held = found.held
    if held is None:
        return {}
    today, language = actor_of(request).today, get_language() or "zh"
    procedure = held.procedure
    raw = raw_of(procedure.form, request.POST) if trying else {}
    promised = frozenset(request.POST.getlist("promised")) if trying else frozenset()
    told: Tried = tried(held, raw, promised, today)
    faults = {one.key: one.words.say(language) for one in told.examined.faults if trying}
    filled = Filled(raw, told.examined.reading, today, faults)
    fields = list(form_fields(procedure.form, filled, language))
    conditions = [(one, told.examined.conditions.get(one.key)) for one in procedure.conditions]
    checks = [
        (one, one.key in told.examined.findings)
        for one in procedure.checks
        if one.key in (*told.examined.findings, *told.examined.unsure)
    ]
    return {
        "procedure": procedure,
        "fields": fields,
        "faults": told.examined.faults,
        "required": told.examined.required,
        "conditions": conditions,
        "checks": checks,
        "state": told.state if trying else None,
    }


@login_required
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the text as a draft version; publish it at once where that button was pressed."""
    actor = _designer(request)
    text = request.POST.get("text", "").replace("\r\n", "\n")
    try:
        row = draft_procedure(actor, text)
    except ValidationError as error:
        return _page(request, text[: LARGEST + 1], None, error.messages)
    if request.POST.get("then") == "publish":
        return _publish(request, actor, row)
    words = _("已保存草案：%(title)s 第 %(v)s 版。") % {"title": row.title, "v": row.version}
    return done(request, words, reverse("designer-one", args=[row.pk]))


@login_required
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a draft for new cases."""
    actor = _designer(request)
    return _publish(request, actor, _version(actor, pk))


def _publish(request: HttpRequest, actor: Actor, row: ProcedureVersion) -> HttpResponse:
    try:
        publish_draft(actor, row.pk)
    except ValidationError as error:
        return _page(request, row.text, row, error.messages)
    words = _("已发布：%(title)s 第 %(v)s 版。已受理的办件仍按原版本办理。") % {
        "title": row.title, "v": row.version,
    }  # fmt: skip
    return done(request, words, reverse("designer-one", args=[row.pk]))


@login_required
@require_POST
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a version to new cases."""
    actor = _designer(request)
    row = _version(actor, pk)
    try:
        retire_procedure(actor, row.pk, request.POST.get("why", ""))
    except ValidationError as error:
        return _page(request, row.text, row, error.messages)
    words = _("已停用：%(title)s。已受理的办件继续办理。") % {"title": row.title}
    return done(request, words, reverse("designer"))
