"""One search over plans, clauses, tasks, targets and parks."""

from dataclasses import dataclass, field

from django.db.models import Model, QuerySet

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Park
from fumao.apps.orgs.policy import visible_to
from fumao.apps.plans.models import Clause, Document, Target, Task
from fumao.apps.plans.queries.words import contains_words, holds_words
from fumao.core.text import bigram

EACH = 10  # of each kind; one more is read to know whether there are more


@dataclass(frozen=True, slots=True)
class Hits[M]:
    """The first hits of one kind."""

    found: list[M] = field(default_factory=list)
    more: bool = False


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found, by kind."""

    q: str
    documents: Hits[Document]
    clauses: Hits[Clause]
    tasks: Hits[Task]
    targets: Hits[Target]
    parks: Hits[Park]

    @property
    def empty(self) -> bool:
        """Return whether nothing was found."""
        kinds = (self.documents, self.clauses, self.tasks, self.targets, self.parks)
        return not any(kind.found for kind in kinds)


def search(actor: Actor, q: str) -> SearchResult:
    """Return what the actor may see that holds the words of `q` (5 queries; none for no words)."""
    if not bigram(q):
        return SearchResult(q, Hits(), Hits(), Hits(), Hits(), Hits())
    documents = Document.objects.filter(contains_words(q, "title", "title_en", "number", "issuer"))
    clauses = Clause.objects.filter(contains_words(q, "title", "title_en"))
    tasks = Task.objects.filter(holds_words(q)).exclude(state=Task.State.WITHDRAWN)
    targets = Target.objects.filter(
        contains_words(q, "indicator", "indicator_en", "group"), withdrawn=False
    )
    parks = Park.objects.filter(
        contains_words(q, "name", "name_en", "positioning", "positioning_en")
    )
    return SearchResult(
        q,
        _first(visible_to(actor, documents).select_related("plan", "area").defer("text")),
        _first(visible_to(actor, clauses).select_related("document").defer("document__text")),
        _first(
            visible_to(actor, tasks)
            .select_related("plan", "clause")
            .defer("search")
            .order_by("state", "days_left", "pk")
        ),
        _first(visible_to(actor, targets).select_related("plan", "clause")),
        _first(visible_to(actor, parks).select_related("area")),
    )


def _first[M: Model](rows: QuerySet[M]) -> Hits[M]:
    found = list(rows[: EACH + 1])
    return Hits(found[:EACH], len(found) > EACH)
