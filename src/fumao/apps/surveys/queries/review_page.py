"""One filing as its reviewer reads it: figures beside earlier ones, findings, rounds, neighbours.

Everything here passes visible_to: earlier periods that another city reviewed stay unknown.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from fumao.apps.audit.models import Event
from fumao.apps.audit.service import history
from fumao.apps.orgs.actor import Actor, Position
from fumao.apps.orgs.models import Role
from fumao.apps.orgs.policy import seat_in, visible_to
from fumao.apps.orgs.policy.surveys import reviewing_offices
from fumao.apps.surveys.about import about
from fumao.apps.surveys.beside import beside
from fumao.apps.surveys.book import loaded, period_of
from fumao.apps.surveys.models import Filing, FilingVersion, ReviewOffice
from fumao.apps.surveys.queries.report_diff import Change, changes
from fumao.apps.surveys.queries.standing import with_standing
from fumao.apps.surveys.stored import state_of
from fumao.core.periods import Period
from fumao.surveys.examine import Examined, SurveyForm

_OTHERS = 12  # other filings shown
_TEMPLATES = 10


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """All of the page; `seat` is the post with which the actor may review it now.

    `same_person` says that the actor, or who the post belongs to, has acted at another point.
    `reopens` where the filing is accepted and its last level may reopen it. `earlier` has what was
    filed for the period before and the same one last year, by previous and year_ago. `pinned` are
    the cells of the return that the last round answers.
    """

    filing: Filing
    form: SurveyForm
    period: Period
    versions: list[FilingVersion]
    examined: Examined
    earlier: dict[str, dict[str, object]]
    events: list[Event]
    pinned: frozenset[str]
    changed: list[Change]
    others: list[Filing]
    seat: Position | None
    same_person: bool
    reopens: bool

    @property
    def version(self) -> FilingVersion:
        """Return what was filed last."""
        return self.versions[-1]


def review_page(actor: Actor, pk: int) -> ReviewPage:
    """Return the page (about ten queries).

    Raises Filing.DoesNotExist for a filing that the actor does not review or run, and for one that
    nobody has filed yet: its draft is the respondent's alone.
    """
    if not reviewing_offices(actor):
        raise Filing.DoesNotExist
    row = with_standing(
        visible_to(actor, Filing.objects.filter(round__gt=0)), actor.today
    ).select_related(
        "period__survey",
        "period__area",
        "enterprise__area",
        "enterprise__current",
        "department",
        "area",
    )
    filing = row.get(pk=pk)
    form, period = loaded(filing.period.survey), period_of(filing.period)
    versions = list(visible_to(actor, filing.versions.order_by("round").select_related("by")))
    last = versions[-1]
    events = list(history(filing.stream))
    pinned = _pinned(events, last.round - 1)
    seat = seat_now(actor, filing, form.survey.levels)
    return ReviewPage(
        filing, form, period, versions,
        form.examine(
            last.data, period, actor.today, about(form, filing), last.explained,
            beside(filing, last.data),
        ),
        _earlier(actor, filing, period), events, pinned,
        (
            changes(form.survey.form, versions[-2].data, last.data, pinned)
            if len(versions) > 1 else []
        ),
        _others(actor, filing), seat, _same_person(filing, seat, actor),
        filing.phase == Filing.Phase.ACCEPTED,
    )  # fmt: skip


def seat_now(actor: Actor, filing: Filing, levels: Sequence[str]) -> Position | None:
    """Return the post with which the actor may review a filing now; the last level reopens."""
    level = filing.level
    if filing.phase == Filing.Phase.ACCEPTED:
        level = levels[-1] if levels else ""
    if not level:
        return None
    rows = ReviewOffice.objects.filter(period=filing.period_id, area=filing.area_id, level=level)
    office = rows.values_list("office_id", flat=True).first()
    return seat_in(actor, office, Role.CHECKER, None) if office is not None else None


def _same_person(filing: Filing, seat: Position | None, actor: Actor) -> bool:
    if seat is None or actor.person is None:
        return False
    state = state_of(filing)
    level = filing.level
    if filing.phase == Filing.Phase.ACCEPTED:
        level = str(loaded(filing.period.survey).survey.levels[-1])
    people = [pk for pk in (actor.person.pk, seat.on_behalf_of) if pk is not None]
    return any(state.level_of(pk) not in (None, level) for pk in people)


def _earlier(actor: Actor, filing: Filing, period: Period) -> dict[str, dict[str, object]]:
    """Return what was filed last for the period before and the same one last year."""
    codes = {period.previous().code: "previous", period.last_year().code: "year_ago"}
    rows = FilingVersion.objects.filter(
        filing__enterprise=filing.enterprise_id, filing__department=filing.department_id,
        filing__each=filing.each, filing__period__key=filing.period.key,
        filing__period__code__in=codes,
    )  # fmt: skip
    told = visible_to(actor, rows).order_by("filing_id", "round")
    return {codes[code]: data for code, data in told.values_list("filing__period__code", "data")}


def _pinned(events: Sequence[Event], round_: int) -> frozenset[str]:
    """Return the cells that the return of a round named."""
    for event in reversed(events):
        if event.kind in ("report_returned", "report_reopened") and event.data["round"] == round_:
            return frozenset(event.data.get("cells", ()))
    return frozenset()


def _others(actor: Actor, filing: Filing) -> list[Filing]:
    """Return other filings of the same respondent, the latest first."""
    rows = Filing.objects.filter(
        enterprise=filing.enterprise_id, department=filing.department_id, round__gt=0
    ).exclude(pk=filing.pk)
    found = with_standing(visible_to(actor, rows), actor.today)
    return list(found.select_related("period__survey").order_by("-period__starts", "pk")[:_OTHERS])


def own_words(actor: Actor, seat: Position) -> list[str]:
    """Return what the actor wrote in earlier returns for the same office, the latest first.

    Own words alone: a colleague's may hold the figures of a respondent the actor does not see.
    """
    rows = Event.objects.filter(
        kind__in=("report_returned", "report_reopened"),
        actor=actor.person, department=seat.department_id,
    )  # fmt: skip
    words = [str(event.data.get("words", "")) for event in rows.order_by("-id")[: _TEMPLATES * 5]]
    return list(dict.fromkeys(one for one in words if one))[:_TEMPLATES]
