"""发布: decided proposals become the next version of a plan."""

import re
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal
from fumao.apps.plans.actions.decide_proposal import NOT_IN_REVIEW
from fumao.apps.plans.content import Content
from fumao.apps.plans.import_content import content_of_import
from fumao.apps.plans.models import Clause, Document, Import, Plan, PlanVersion, Proposal
from fumao.apps.plans.publishing import publish_content, set_document
from fumao.apps.plans.standing import standing

_CODE = re.compile(r"[A-Z][A-Z0-9]{1,11}")


def publish_plan(actor: Actor, source: Import, *, title: str = "", code: str = "") -> PlanVersion:
    """Publish an import whose items are all decided and whose questions are answered.

    A file with the same content as the newest version gives that version and changes nothing; an
    edited file makes the next one. `title` and `code` (the prefix of task codes) are for a new
    plan. Raises PermissionDenied and ValidationError.
    """
    with transaction.atomic():
        source = (
            Import.objects.select_for_update(of=("self",))
            .select_related("area", "attachment__file")
            .get(pk=source.pk)
        )
        _person, department = standing(actor, Action.PUBLISH_PLAN, source)
        _check(source)
        if title.strip():
            source.title = title.strip()[:200]
        plan, content = _plan_and_content(source, code.strip())
        published = publish_content(
            actor, plan, source.area, content, department=department, source=source
        )
        if published.is_new:
            _take_text(plan.document, source)
        source.state, source.plan = Import.State.PUBLISHED, plan
        source.save(update_fields=["state", "plan", "title"])
        record(
            f"import:{source.pk}",
            "import_published",
            actor=actor,
            area=source.area_id,
            department=department,
            data={
                "plan": plan.key,
                "version": published.version.number,
                "changed": published.is_new,
            },
        )
        return published.version


def undecided(source: Import) -> dict[str, int]:
    """Return how many items of each kind still wait: pending ones, and questions unanswered."""
    waiting = source.proposals.filter(state=Proposal.State.PENDING).filter(
        ~Q(kind=Proposal.Kind.FINDING) | ~Q(data__severity="note")
    )
    counts: dict[str, int] = {}
    for kind in waiting.values_list("kind", flat=True):
        counts[kind] = counts.get(kind, 0) + 1
    return counts


def _check(source: Import) -> None:
    if source.state != Import.State.REVIEW:
        raise refusal("not_in_review", NOT_IN_REVIEW)
    left = sum(undecided(source).values())
    if left:
        raise refusal("undecided", _("还有 %(left)s 项未核对，核对完才能发布。"), left=left)
    kept = source.proposals.filter(state=Proposal.State.CONFIRMED)
    if not kept.exclude(kind=Proposal.Kind.FINDING).exists():
        raise refusal("nothing", _("没有采用任何一项，不能发布；不需要的文件请选“放弃”。"))


def _plan_and_content(source: Import, code: str) -> tuple[Plan, Content]:
    """Return the plan to publish to, made if new, and the content with its codes."""
    if source.plan_id is not None:
        plan = (
            Plan.objects.select_for_update(of=("self",))
            .select_related("document")
            .get(pk=source.plan_id)
        )
        last = plan.versions.order_by("-number").first()
        content = content_of_import(source, plan.code, last.content if last else None)
        _bring_in_line(plan, content)
        return plan, content
    code = code or f"P{source.pk:03d}"
    if not _CODE.fullmatch(code):
        raise refusal("code", _("计划代码由 2 至 12 个大写字母和数字组成，以字母开头。"))
    if Plan.objects.filter(code=code).exists():
        raise refusal("code", _("计划代码 %(code)s 已被使用，请换一个。"), code=code)
    content = content_of_import(source, code, None)
    document = Document(
        key=f"{source.area.code}-{source.pk}".lower(), area=source.area, title=source.title
    )
    document.save()
    set_document(document, content)
    plan = Plan.objects.create(
        key=document.key,
        code=code,
        area=source.area,
        document=document,
        title=source.title,
        starts_on=date.fromisoformat(content["starts_on"]),
    )
    return plan, content


def _bring_in_line(plan: Plan, content: Content) -> None:
    set_document(plan.document, content)
    title = content["document"]["title"]
    if plan.title != title:
        plan.title = title
        plan.save(update_fields=["title"])


def _take_text(document: Document, source: Import) -> None:
    """Give the document the text of the file and every clause its place in it."""
    document.attachment, document.text = source.attachment, source.text
    document.save(update_fields=["attachment", "text"])
    attachment = source.attachment
    attachment.stream = f"document:{document.key}"
    attachment.save(update_fields=["stream"])
    places = {clause["ref"][:128]: (clause["start"], clause["end"]) for clause in source.clauses}
    clauses = list(document.clauses.all())
    for clause in clauses:
        clause.start, clause.end = places.get(clause.ref, (None, None))
    Clause.objects.bulk_update(clauses, ["start", "end"], batch_size=300)
