"""Work items as lists: whose they are, where they stand, found by enterprise, form and state."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import visible_to
from fumao.apps.surveys.book import loaded
from fumao.apps.surveys.models import ReviewOffice, SurveyVersion, WorkItem
from fumao.core.errors import Words
from fumao.surveys.work_items import BESIDE

MOST = 20_000  # rows of a spreadsheet
TO_DO = "todo"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the items is asked for; `state` is a phase, "todo", or "" for all."""

    search: str = ""
    survey: str = ""
    state: str = TO_DO
    owner: str = ""


def items(actor: Actor, wanted: Wanted = Wanted(state="")) -> QuerySet[WorkItem]:
    """Return the items the actor sees, the latest found first."""
    rows = visible_to(actor, WorkItem.objects.all()).select_related(
        "filing__period__survey", "filing__enterprise", "filing__department", "filing__area"
    )
    if words := wanted.search.strip():
        rows = rows.filter(
            Q(filing__enterprise__name__icontains=words)
            | Q(filing__enterprise__code__startswith=words.upper())
            | Q(filing__department__name__icontains=words)
        )
    if wanted.survey:
        rows = rows.filter(filing__period__key=wanted.survey)
    if wanted.state == TO_DO:
        rows = rows.exclude(owner="")
    elif wanted.state:
        rows = rows.filter(phase=wanted.state)
    if wanted.owner:
        rows = rows.filter(owner=wanted.owner)
    return rows


def counts(actor: Actor) -> Counter[str]:
    """Return how many items the actor sees in each phase."""
    found = visible_to(actor, WorkItem.objects.all()).order_by()
    return Counter(found.values_list("phase", flat=True))


def surveys_of(actor: Actor) -> list[SurveyVersion]:
    """Return the forms that the actor's items are of, one a key."""
    rows = visible_to(actor, WorkItem.objects.all()).order_by()
    pks = rows.values_list("filing__period__survey", flat=True).distinct()
    found = SurveyVersion.objects.filter(pk__in=pks).order_by("key", "pk")
    return list({one.key: one for one in found}.values())


def finding_words(row: WorkItem) -> Words:
    """Return what a check says; its key where the form has it no more."""
    survey = loaded(row.filing.period.survey).survey
    if row.rule.startswith(BESIDE):
        key = row.rule.removeprefix(BESIDE)
        label = next((one.label for one in survey.form if one.key == key), Words(key, key))
        return Words(
            f"“{label.zh}”与合同台账汇总的数不符",
            f"“{label.en}” is not what the register of contracts adds up to",
        )
    return next(
        (one.words for one in survey.checks if one.key == row.rule), Words(row.rule, row.rule)
    )


def office_of_turn(row: WorkItem) -> int | None:
    """Return the office whose turn it is; None where it is a respondent's, or nobody's."""
    rows = ReviewOffice.objects.filter(
        period=row.filing.period_id, area=row.filing.area_id, level=row.owner
    )
    return rows.values_list("office_id", flat=True).first()
