"""The page of one case, for the applicant and for the offices: where it stands and what may be
done.
"""

from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from fumao.apps.formpages.shown import shown_answer
from fumao.apps.orgs.acting import NOT_TAKEN
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Person
from fumao.apps.orgs.request import actor_of
from fumao.apps.procedures.models import Case, OpinionTemplate
from fumao.apps.procedures.queries.case_page import CasePage, Took, case_page
from fumao.apps.procedures.queries.chosen import colleagues, experts_of, offices_to_ask
from fumao.apps.procedures.views.explained import condition_lines, finding_lines
from fumao.apps.procedures.views.history import history_lines
from fumao.core.errors import CoreError
from fumao.procedures import acts
from fumao.procedures.definitions import Correction


@login_required
@require_safe
def case_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a case; ?do= opens one of the forms."""
    return case_response(request, pk, request.GET.get("do", ""))


def case_response(
    request: HttpRequest, pk: int, opened: str, typed: dict[str, Any] | None = None
) -> HttpResponse:
    """Return the page; `typed` is what a refused form held, with its errors."""
    actor = actor_of(request)
    try:
        page = case_page(actor, pk)
    except Case.DoesNotExist as error:
        raise Http404 from error
    mine = next((took for took in page.open_mine if took.blocked is None), None)
    context = {
        "page": page,
        "case": page.case,
        "procedure": page.held.procedure,
        "state": page.state,
        "answers": [
            shown_answer(
                one.field, one.value, page.case.submitted_on, get_language() or "zh", one.defect
            )
            for one in page.answers
        ],
        "conditions": condition_lines(page, get_language() or "zh"),
        "findings": finding_lines(page, get_language() or "zh"),
        "lines": history_lines(page, get_language() or "zh"),
        "mine": mine,
        "blocked": next((took for took in page.open_mine if took.blocked is not None), None),
        "opened": opened,
        "typed": typed or {},
        "corrections_left": _corrections_left(page),
        "panel_mean": _mean(page),
        "appeal": _appeals(page),
        **_choices(actor, page, mine, opened),
    }
    return render(request, "procedures/case.html", context, status=NOT_TAKEN if typed else 200)


def _corrections_left(page: CasePage) -> int:
    terms = page.held.procedure.correction or Correction()
    return max(0, terms.rounds - page.state.corrections)


def _mean(page: CasePage) -> Decimal | None:
    for stage in page.stages:
        if stage.step.do == "panel" and stage.runs:
            return acts.panel_mean(page.state, stage.step)
    return None


def _appeals(page: CasePage) -> bool:
    """Every refusal says how it may be contested (行政复议法, 行政诉讼法)."""
    return page.state.phase in ("refused", "not_accepted")


def _choices(actor: Actor, page: CasePage, mine: Took | None, opened: str) -> dict[str, Any]:
    """Return whom the open form may choose, asked for only where it is open."""
    found: dict[str, Any] = {"people": Person.objects.none(), "offices": []}
    if mine is None:
        return found
    templates: QuerySet[OpinionTemplate] | list[OpinionTemplate] = []
    if mine.run.office:
        templates = OpinionTemplate.objects.filter(department=mine.run.office)
    found["templates"] = templates
    if opened == "transfer":
        found["people"] = colleagues(actor, mine.run)
    elif opened == "experts":
        found["people"] = experts_of(actor, mine.run, page.state)
    elif opened == "signer":
        found["offices"] = offices_to_ask(actor, page.case)
    return found


def words_of(error: CoreError) -> str:
    """Return an error of the engine in the language of the page."""
    return error.message(get_language() or "zh")
