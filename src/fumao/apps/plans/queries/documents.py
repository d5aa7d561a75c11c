"""Documents for their pages: what was read from each, and what its clauses set in motion."""

from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Length
from django.http import Http404

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import visible_to
from fumao.apps.plans.models import Clause, Document, Finding, Import, Target, Task
from fumao.apps.plans.queries.words import contains_words


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """A clause with the numbers of tasks and targets that cite it, and their worst light."""

    clause: Clause
    tasks: int
    targets: int


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """A document with its clauses, findings and the spans to light in its text."""

    document: Document
    clauses: list[ClauseLine]
    findings: list[Finding]
    tasks: int
    targets: int


def _count(rows: QuerySet[Task] | QuerySet[Target] | QuerySet[Finding]) -> Coalesce:
    counted = rows.order_by().values("plan__document").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def document_list(actor: Actor, q: str = "", area: str = "") -> QuerySet[Document]:
    """Return the documents with counts of tasks, targets and open findings (one query a page)."""
    own = {"plan__document": OuterRef("pk")}
    rows = visible_to(actor, Document.objects.all())
    if q:
        rows = rows.filter(contains_words(q, "title", "title_en", "number", "issuer"))
    if area:
        rows = rows.filter(area__code=area)
    return (
        rows.select_related("area", "plan")
        .annotate(
            tasks=_count(Task.objects.filter(**own).exclude(state=Task.State.WITHDRAWN)),
            targets=_count(Target.objects.filter(withdrawn=False, **own)),
            findings_open=_count(Finding.objects.filter(answer="", **own)),
            length=Length("text"),
        )
        .defer("text")
    )


def areas_with_documents(actor: Actor) -> list[tuple[str, str, str]]:
    """Return (code, name, name_en) of the areas that issued a document the actor may see."""
    rows = visible_to(actor, Document.objects.all()).order_by("area__path")
    return list(rows.values_list("area__code", "area__name", "area__name_en").distinct())


def open_imports(actor: Actor) -> list[Import]:
    """Return the files on their way to a plan that the actor may see (one query)."""
    rows = visible_to(
        actor,
        Import.objects.filter(
            state__in=[Import.State.READING, Import.State.FAILED, Import.State.REVIEW]
        ),
    )
    return list(
        rows.select_related("attachment", "area", "started_by")
        .defer("text", "clauses")
        .annotate(
            items=Count("proposals"),
            pending=Count("proposals", filter=Q(proposals__state="pending")),
        )[:50]
    )


def document_page(actor: Actor, key: str) -> DocumentPage:
    """Return a document with its clauses; raises Http404 (three queries)."""
    rows = visible_to(actor, Document.objects.select_related("area", "plan", "attachment__file"))
    document = rows.filter(key=key).first()
    if document is None:
        raise Http404
    clauses = document.clauses.annotate(
        n_tasks=Count("tasks", filter=~Q(tasks__state=Task.State.WITHDRAWN), distinct=True),
        n_targets=Count("targets", filter=Q(targets__withdrawn=False), distinct=True),
    ).order_by("position")
    lines = [ClauseLine(clause, clause.n_tasks, clause.n_targets) for clause in clauses]
    findings = Finding.objects.filter(plan__document=document).select_related("clause")
    return DocumentPage(
        document,
        lines,
        list(findings),
        sum(line.tasks for line in lines),
        sum(line.targets for line in lines),
    )
