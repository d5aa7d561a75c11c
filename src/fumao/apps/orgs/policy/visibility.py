"""Which rows an actor sees: every query of a page passes here."""

from collections.abc import Callable, Iterable
from enum import Enum

from django.apps import apps
from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from fumao.apps.orgs.actor import Actor, Position
from fumao.apps.orgs.models import CALLED_IN, Area, Park, Post, Role
from fumao.apps.orgs.policy.cases import CASE_ROWS, applicants, files_of_cases
from fumao.apps.orgs.policy.funds import bank_seen, claims_seen, files_of_claims
from fumao.apps.orgs.policy.key_enterprises import KEY_ROWS
from fumao.apps.orgs.policy.notices import addressed_to, sent_to_people_of
from fumao.apps.orgs.policy.releases import RELEASE_ROWS
from fumao.apps.orgs.policy.sharing import SHARING_ROWS, files_of_exchanges
from fumao.apps.orgs.policy.surveys import (
    SURVEY_ROWS,
    streams_of_bulk_files,
    streams_of_filings,
)

WORK_ROLES = frozenset(Role) - CALLED_IN
DRAFT_ROLES = frozenset({Role.OFFICE, Role.LEADER})
LOG_ROLES = frozenset({Role.ADMIN, Role.OFFICE, Role.LEADER})
ENTERPRISE_ROLES = frozenset({Role.OFFICE, Role.LEADER, Role.CHECKER, Role.READER})
ROLL_ROLES = frozenset({Role.OFFICE, Role.CHECKER})
PEOPLE_ROLES = frozenset({Role.ADMIN, Role.OFFICE, Role.LEADER, Role.CHECKER})


class Reach(Enum):
    """How far a kind of record is seen from a post.

    PUBLISHED: own area, below it, and the areas above it (districts read what their city
    published). WORK: own area and below; upward only on tasks in which the own department has a
    part; nothing for those called in, and for companies only the tasks they have a part in.
    DRAFT: own area and below, office and leaders only. LOG: the same with administrators.
    """

    PUBLISHED = "published"
    WORK = "work"
    DRAFT = "draft"
    LOG = "log"


# What each model's rows belong to: the reach, and the way from the row to its area.
ROWS: dict[str, tuple[Reach, str]] = {
    "orgs.Department": (Reach.PUBLISHED, "area"),
    "orgs.DepartmentName": (Reach.PUBLISHED, "department__area"),
    "orgs.Succession": (Reach.PUBLISHED, "successor__area"),
    "orgs.DepartmentGroup": (Reach.PUBLISHED, "area"),
    "orgs.GroupName": (Reach.PUBLISHED, "group__area"),
    "orgs.GroupMember": (Reach.PUBLISHED, "group__area"),
    "orgs.Park": (Reach.PUBLISHED, "area"),
    "funds.Fund": (Reach.PUBLISHED, "area"),
    "funds.FundYear": (Reach.PUBLISHED, "fund__area"),
    "funds.BudgetEntry": (Reach.PUBLISHED, "fund_year__fund__area"),
    "funds.Call": (Reach.PUBLISHED, "fund_year__fund__area"),
    "surveys.ReportingPeriod": (Reach.PUBLISHED, "area"),
    "releases.Release": (Reach.PUBLISHED, "area"),
    "plans.Document": (Reach.PUBLISHED, "area"),
    "plans.Clause": (Reach.PUBLISHED, "document__area"),
    "plans.Import": (Reach.DRAFT, "area"),
    "plans.Proposal": (Reach.DRAFT, "source__area"),
    "plans.Plan": (Reach.PUBLISHED, "area"),
    "plans.PlanVersion": (Reach.PUBLISHED, "plan__area"),
    "plans.Finding": (Reach.PUBLISHED, "plan__area"),
    "plans.Incentive": (Reach.PUBLISHED, "plan__area"),
    "plans.Target": (Reach.PUBLISHED, "area"),
    "plans.Actual": (Reach.PUBLISHED, "target__area"),
    "plans.Task": (Reach.PUBLISHED, "area"),
    "plans.TaskUnit": (Reach.PUBLISHED, "task__area"),
    "plans.Milestone": (Reach.PUBLISHED, "task__area"),
    "plans.Progress": (Reach.WORK, "task__area"),
    "plans.Comment": (Reach.WORK, "task__area"),
    "plans.Extension": (Reach.WORK, "task__area"),
    "plans.HelpRequest": (Reach.WORK, "task__area"),
}

_NOTHING = Q(pk__in=[])


def _below(positions: Iterable[Position]) -> Q:
    condition = _NOTHING
    for path in {position.area_path for position in positions}:
        condition |= Q(path__startswith=path)
    return condition


def _above(positions: Iterable[Position]) -> Q:
    paths: set[str] = set()
    for position in positions:
        codes = position.area_path.strip("/").split("/")
        paths.update("/" + "/".join(codes[:n]) + "/" for n in range(1, len(codes)))
    return Q(path__in=paths)


def _areas(actor: Actor, reach: Reach) -> Q:
    """Return the condition on areas from which the actor sees rows of this reach."""
    if reach is Reach.PUBLISHED:
        return _below(actor.positions) | _above(actor.positions)
    roles = {Reach.DRAFT: DRAFT_ROLES, Reach.LOG: LOG_ROLES, Reach.WORK: WORK_ROLES}[reach]
    return _below(
        p for p in actor.positions if p.role in roles and not (reach is Reach.WORK and p.of_company)
    )


def _covers(actor: Actor) -> frozenset[int]:
    """Return the departments whose inner work the actor shares."""
    return frozenset().union(*(p.covers for p in actor.positions if p.role in WORK_ROLES))


def _in_areas(actor: Actor, reach: Reach, way: str) -> Q:
    # A subquery of few areas: the row's own index on area is used, and no join multiplies rows.
    areas = Area.objects.filter(_areas(actor, reach)).order_by().values("pk")
    return Q(**{f"{way}__in": areas})


def _own_part(actor: Actor, model: str) -> Q:
    """Return the condition on entries of tasks in which the actor's departments have a part."""
    units = apps.get_model("plans", "TaskUnit")._default_manager
    tasks = units.filter(department_id__in=_covers(actor)).order_by().values("task_id")
    condition = Q(task_id__in=tasks) | Q(department_id__in=_covers(actor))
    if model == "plans.HelpRequest":
        condition |= Q(to_id__in=_covers(actor))
    return condition


def _attachments(actor: Actor) -> Q:
    """Evidence follows its task, the file of an import is a draft, anything else is published."""
    units = apps.get_model("plans", "TaskUnit")._default_manager
    part = units.annotate(stream=Concat(Value("task:"), "task__code")).filter(
        stream=OuterRef("stream"), department_id__in=_covers(actor)
    )
    evidence = Q(stream__startswith="task:")
    draft = Q(stream__startswith="import:") | Q(stream__startswith="roll:")
    money = Q(stream__startswith="claim:") | Q(stream__startswith="batch:")
    case = Q(stream__startswith="case:") | Q(stream__startswith="draft:")
    shared = Q(stream__startswith="exchange:")
    reports = Q(stream__startswith="bulk:")
    apart = evidence | draft | money | case | shared | reports
    return (
        (evidence & (_in_areas(actor, Reach.WORK, "area") | Q(department_id__in=_covers(actor))))
        | (evidence & Exists(part))
        | (draft & _in_areas(actor, Reach.DRAFT, "area"))
        | (money & files_of_claims(actor, _not_of_enterprises(actor)))
        | (case & files_of_cases(actor))
        | (shared & files_of_exchanges(actor))
        | (reports & streams_of_bulk_files(actor))
        | (~apart & _in_areas(actor, Reach.PUBLISHED, "area"))
    )


def _events(actor: Actor) -> Q:
    """The log of the areas; what happened to a report only for who sees the report (统计法 art.
    28): the words of a return may hold figures."""
    return _in_areas(actor, Reach.LOG, "area") & streams_of_filings(actor)


def _stored_files(actor: Actor) -> Q:
    attachments = apps.get_model("files", "Attachment")._default_manager
    seen = attachments.filter(_attachments(actor)).order_by().values("file_id")
    return Q(pk__in=seen)


def _posts(actor: Actor) -> Q:
    wide = Area.objects.filter(_below(p for p in actor.positions if p.role in PEOPLE_ROLES))
    areas = wide.order_by().values("pk")
    own = {p.department_id for p in actor.positions if p.role in WORK_ROLES}
    return Q(department__area__in=areas) | Q(department__in=own)


def _own_posts(actor: Actor) -> Q:
    return _posts(actor) | Q(person=actor.person)


def _delegations(actor: Actor) -> Q:
    wide = Area.objects.filter(_below(p for p in actor.positions if p.role in PEOPLE_ROLES))
    areas = wide.order_by().values("pk")
    own = Q(post__person=actor.person) | Q(to=actor.person)
    return own | Q(post__department__area__in=areas)


def _people(actor: Actor) -> Q:
    holders = Post.objects.filter(_posts(actor)).order_by().values("person_id")
    return Q(pk__in=holders) | Q(pk=actor.person.pk if actor.person else None)


def _not_of_enterprises(actor: Actor) -> list[Position]:
    """Return the posts that are not in an enterprise's own unit."""
    model = apps.get_model("enterprises", "Enterprise")._default_manager
    units = set(
        model.filter(unit_id__in=actor.department_ids).values_list("unit_id", flat=True).distinct()
    )
    return [p for p in actor.positions if p.department_id not in units]


def _screenings(actor: Actor) -> Q:
    """Office and leaders see what was run over enterprises of their areas, and nothing above."""
    over = [p for p in _not_of_enterprises(actor) if p.role in DRAFT_ROLES]
    return Q(area__in=Area.objects.filter(_below(over)).order_by().values("pk"))


def _enterprises(actor: Actor) -> Q:
    """Those of the areas of posts that watch over enterprises, of parks managed, the own one, and
    applicants of cases that came to one's office.

    A post in an enterprise's own unit shows that enterprise alone, whatever its role.
    """
    over = [p for p in _not_of_enterprises(actor) if p.role in ENTERPRISE_ROLES]
    areas = Area.objects.filter(_below(over)).order_by().values("pk")
    keeping = frozenset().union(*(p.covers for p in actor.positions if p.role == Role.HANDLER))
    parks = Park.objects.filter(responsible__in=keeping).order_by().values("pk")
    own = Q(unit_id__in=actor.department_ids)
    return Q(area__in=areas) | Q(park__in=parks) | own | applicants(actor)


def _of_enterprises(actor: Actor) -> Q:
    model = apps.get_model("enterprises", "Enterprise")._default_manager
    return Q(enterprise__in=model.filter(_enterprises(actor)).order_by().values("pk"))


def _rolls(actor: Actor, way: str = "") -> Q:
    areas = Area.objects.filter(_below(p for p in actor.positions if p.role in ROLL_ROLES))
    return Q(**{f"{way}area__in": areas.order_by().values("pk")}) | Q(
        **{f"{way}started_by": actor.person}
    )


def _deliveries(actor: Actor) -> Q:
    over = [p for p in _not_of_enterprises(actor) if p.role in LOG_ROLES]
    return sent_to_people_of(actor, over)


def _claims(way: str) -> Callable[[Actor], Q]:
    return lambda actor: claims_seen(actor, _not_of_enterprises(actor), way)


def _bank(way: str) -> Callable[[Actor], Q]:
    return lambda actor: bank_seen(actor, _not_of_enterprises(actor), way)


SPECIAL: dict[str, Callable[[Actor], Q]] = {
    **CASE_ROWS,
    **SURVEY_ROWS,
    **KEY_ROWS,
    "audit.Event": _events,
    **RELEASE_ROWS,
    **SHARING_ROWS,
    "funds.Claim": _claims(""),
    "funds.ClaimLine": _claims("claim__"),
    "funds.Assessment": _claims("claim__"),
    "funds.Approval": _claims("claim__"),
    "funds.Payment": _claims("claim__"),
    "funds.PerformanceReview": _claims("claim__"),
    "funds.Clawback": _claims("claim__"),
    "funds.Repayment": _claims("claim__"),
    "funds.PaymentBatch": _bank(""),
    "funds.PaymentOrder": _bank("batch__"),
    "orgs.Area": lambda actor: _areas(actor, Reach.PUBLISHED),
    "orgs.Person": _people,
    "orgs.Post": _own_posts,
    "orgs.Delegation": _delegations,
    "orgs.ApiToken": lambda actor: Q(person=actor.person),
    "files.Attachment": _attachments,
    "files.StoredFile": _stored_files,
    "notices.Notice": addressed_to,
    "notices.ReadReceipt": lambda actor: addressed_to(actor, "notice__"),
    "notices.Delivery": _deliveries,
    "notices.RefusedAddress": _deliveries,
    "enterprises.Enterprise": _enterprises,
    "enterprises.EnterpriseName": _of_enterprises,
    "enterprises.Residence": _of_enterprises,
    "enterprises.Contact": _of_enterprises,
    "enterprises.Fact": _of_enterprises,
    "enterprises.FactRows": _of_enterprises,
    "enterprises.Roll": _rolls,
    "enterprises.RollRow": lambda actor: _rolls(actor, "roll__"),
    "grants.Screening": _screenings,
    "grants.ScreeningJob": _screenings,
    "grants.Simulation": _screenings,
}


def visible_to[M: Model](actor: Actor, queryset: QuerySet[M]) -> QuerySet[M]:
    """Return the rows the actor may see.

    Raises TypeError for a model without a rule: what nobody thought of is not shown.
    """
    label = queryset.model._meta.label
    if label not in ROWS and label not in SPECIAL:
        raise TypeError(f"policy has no rule for {label}")
    if actor.person is None or (actor.scopes is not None and "read" not in actor.scopes):
        return queryset.none()
    if label in SPECIAL:
        return queryset.filter(SPECIAL[label](actor))
    reach, way = ROWS[label]
    condition = _in_areas(actor, reach, way)
    if reach is Reach.WORK:
        condition |= _own_part(actor, label)
    return queryset.filter(condition)
