"""Surveys: who files, who reviews, and who sees what was filed (统计法 art. 28).

- A respondent's own unit sees its own filings; its handlers file.
- A filing is seen by the offices on its way (checkers and office) and by the office that runs the
  period: by nobody else, whatever stands above them. Posts delegated today count.
- A filing is reviewed by a checker of the office whose turn it is, or that person's delegate.
- Periods are published: everybody who reads the area may know what is asked for and when.
"""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Role
from fumao.apps.orgs.policy.facts import Facts

REVIEWING = frozenset({Role.CHECKER, Role.OFFICE})


def of_filing(filing: Any) -> Facts:
    """Return the facts of a filing; its reporter is the respondent's own unit."""
    return Facts(filing.area.path, reporter=frozenset({filing.unit} - {None}))


SURVEY_READERS: dict[str, Callable[[Any], Facts]] = {
    "surveys.ReportingPeriod": lambda period: Facts(period.area.path),
    "surveys.Filing": of_filing,
    "surveys.FilingVersion": lambda version: of_filing(version.filing),
    "surveys.FilingDraft": lambda draft: of_filing(draft.filing),
    "surveys.Reminder": lambda reminder: of_filing(reminder.filing),
    "surveys.WorkItem": lambda item: of_filing(item.filing),
}


def reviewing_offices(actor: Actor) -> frozenset[int]:
    """Return the departments in which the actor may look at filings."""
    found: frozenset[int] = frozenset()
    for position in (*actor.positions, *actor.delegated):
        if position.role in REVIEWING and not position.of_company:
            found |= position.covers
    return found


def filings(actor: Actor, way: str = "") -> Q:
    """Return the condition on filings, or on rows that lead to one by `way` ("filing__")."""
    offices = reviewing_offices(actor)
    routes = apps.get_model("surveys", "ReviewOffice")._default_manager.filter(
        period=OuterRef(f"{way}period_id"), area=OuterRef(f"{way}area_id"), office_id__in=offices
    )
    own = Q(**{f"{way}enterprise__unit_id__in": actor.department_ids}) | Q(
        **{f"{way}department_id__in": actor.department_ids}
    )
    if not offices:
        return own
    return own | Q(**{f"{way}period__office_id__in": offices}) | Q(Exists(routes))


def is_own(actor: Actor, filing: Any) -> bool:
    """Tell whether a filing is of the actor's own unit and may be read: `filings` without asking
    the database."""
    readable = actor.person is not None and (actor.scopes is None or "read" in actor.scopes)
    return readable and filing.unit in actor.department_ids


def own_filings(actor: Actor, way: str = "") -> Q:
    """Return the condition on filings of the actor's own units: a draft is nobody else's."""
    return Q(**{f"{way}enterprise__unit_id__in": actor.department_ids}) | Q(
        **{f"{way}department_id__in": actor.department_ids}
    )


def streams_of_filings(actor: Actor) -> Q:
    """Return the condition on rows with a `stream`: none of a filing that the actor does not see.

    The chain of a filing is `report:` and its number.
    """
    of_filing = Q(stream__startswith="report:")
    rows = apps.get_model("surveys", "Filing")._default_manager.filter(filings(actor))
    named = rows.annotate(chain=Concat(Value("report:"), Cast("pk", CharField())))
    return ~of_filing | Q(stream__in=named.order_by().values("chain"))


SURVEY_ROWS: dict[str, Callable[[Actor], Q]] = {
    "surveys.SurveyVersion": lambda _actor: Q(),  # what is asked is no secret
    "surveys.Filing": filings,
    "surveys.FilingVersion": lambda actor: filings(actor, "filing__"),
    "surveys.FilingDraft": lambda actor: own_filings(actor, "filing__"),
    "surveys.Reminder": lambda actor: filings(actor, "filing__"),
    "surveys.WorkItem": lambda actor: filings(actor, "filing__"),
}
