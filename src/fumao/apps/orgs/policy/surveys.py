"""Surveys: who files, who reviews, and who sees what was filed (统计法 art. 28).

- A respondent's own unit sees its own filings; its handlers file.
- A filing is seen by the offices on its way (checkers and office) and by the office that runs the
  period: by nobody else, whatever stands above them. Posts delegated today count.
- A filing is reviewed by a checker of the office whose turn it is, or that person's delegate.
- A file of many reports is seen by who holds posts in the units of all enterprises it names.
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
    "surveys.BulkJob": lambda job: Facts(
        job.period.area.path, reporter=frozenset(job.units.values_list("pk", flat=True))
    ),
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


def bulk_files(actor: Actor, way: str = "") -> Q:
    """Return the condition on files of many reports, or on rows that lead to one by `way`.

    Whoever lacks one of the units does not see it: it shows reports of all of them.
    """
    units = apps.get_model("surveys", "BulkJob").units.through._default_manager
    named = units.filter(bulkjob=OuterRef(f"{way}id"))
    others = named.exclude(department_id__in=actor.department_ids)
    return Q(Exists(named)) & ~Q(Exists(others))


def streams_of_bulk_files(actor: Actor) -> Q:
    """Return the condition on rows with the `stream` of a file of many reports the actor sees."""
    rows = apps.get_model("surveys", "BulkJob")._default_manager.filter(bulk_files(actor))
    named = rows.annotate(chain=Concat(Value("bulk:"), Cast("pk", CharField())))
    return Q(stream__in=named.order_by().values("chain"))


def streams_of_filings(actor: Actor) -> Q:
    """Return the condition on rows with a `stream`: none of a filing, or of a file of filings, that
    the actor does not see.

    The chain of a filing is `report:` and its number.
    """
    of_filing, of_file = Q(stream__startswith="report:"), Q(stream__startswith="bulk:")
    rows = apps.get_model("surveys", "Filing")._default_manager.filter(filings(actor))
    named = rows.annotate(chain=Concat(Value("report:"), Cast("pk", CharField())))
    seen = Q(stream__in=named.order_by().values("chain"))
    return (~of_filing | seen) & (~of_file | streams_of_bulk_files(actor))


SURVEY_ROWS: dict[str, Callable[[Actor], Q]] = {
    "surveys.SurveyVersion": lambda _actor: Q(),  # what is asked is no secret
    "surveys.Filing": filings,
    "surveys.FilingVersion": lambda actor: filings(actor, "filing__"),
    "surveys.FilingDraft": lambda actor: own_filings(actor, "filing__"),
    "surveys.Reminder": lambda actor: filings(actor, "filing__"),
    "surveys.WorkItem": lambda actor: filings(actor, "filing__"),
    "surveys.BulkJob": bulk_files,
    "surveys.BulkRow": lambda actor: bulk_files(actor, "job_"),
}
