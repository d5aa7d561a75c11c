"""Procedures as an applicant finds them: what there is, who may, how long, what to bring."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.db.models import Count, Q

from fumao.apps.enterprises.models import Enterprise
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area
from fumao.apps.orgs.policy import Action, may, published, visible_to
from fumao.apps.procedures.book import Loaded, loaded
from fumao.apps.procedures.models import Case, Outcome, ProcedureVersion
from fumao.packs.rulebook import documents, laws
from fumao.rules.definitions import Citation


@dataclass(frozen=True, slots=True)
class Offered:
    """A published procedure with its definition, and how many open cases the actor has of it."""

    version: ProcedureVersion
    held: Loaded
    open_cases: int


@dataclass(frozen=True, slots=True)
class Basis:
    """A citation in words: a clause of a document that can be opened, or a named law."""

    citation: Citation
    title: str
    title_en: str
    clause: object | None


def catalogue(actor: Actor, search: str = "", kind: str = "") -> list[Offered]:
    """Return what is offered to the actor's places, found by title or summary; two queries."""
    rows = published(ProcedureVersion.objects.all())
    if kind:
        rows = rows.filter(kind=kind)
    areas = own_areas(actor)
    own = _own_cases(actor)
    found = []
    for version in rows.order_by("kind", "key"):
        if not offered_in(version.areas, areas):
            continue
        held = loaded(version)
        if search.strip() and not _says(held, search.strip()):
            continue
        found.append(Offered(version, held, own.get(version.key, 0)))
    return found


def _own_cases(actor: Actor) -> dict[str, int]:
    if actor.person is None:
        return {}
    rows = visible_to(actor, Case.objects.filter(closed_on=None)).filter(
        enterprise__unit__in=actor.department_ids
    )
    return dict(
        rows.values_list("procedure__key").annotate(n=Count("pk")).order_by().values_list(
            "procedure__key", "n"
        )
    )  # fmt: skip


def own_areas(actor: Actor) -> list[str]:
    """Return the codes of the areas on the way to the actor's posts; empty for the public."""
    found: list[str] = []
    for position in actor.positions:
        found += position.area_path.strip("/").split("/")
    return list(dict.fromkeys(found))


def offered_in(areas: Iterable[str], own: list[str]) -> bool:
    """Tell whether a procedure for these areas concerns somebody of those; none is everywhere."""
    wanted = set(areas)
    return not wanted or not own or bool(wanted & set(own))


def _says(held: Loaded, words: str) -> bool:
    said = held.procedure.title + held.procedure.summary
    return any(words.casefold() in text.casefold() for text in said)


def offered(key: str) -> Offered:
    """Return one published procedure; raises ProcedureVersion.DoesNotExist."""
    version = published(ProcedureVersion.objects.filter(key=key)).get()
    return Offered(version, loaded(version), 0)


def bases(citations: Iterable[Citation]) -> list[Basis]:
    """Return citations in words, with the clause where its document is loaded (one query)."""
    citations = list(citations)
    clauses = apps.get_model("plans", "Clause")._default_manager
    condition = Q(pk__in=[])
    for one in citations:
        condition |= Q(document__key=one.document, ref=one.clause)
    found = {
        (clause.document.key, clause.ref): clause
        for clause in clauses.filter(condition).select_related("document")
    }
    shown = []
    for one in citations:
        clause = found.get((one.document, one.clause))
        law = laws().get(one.document)
        title = clause.title if clause else law.title.zh if law else one.document
        title_en = clause.title_en if clause else law.title.en if law else one.document
        shown.append(Basis(one, f"{title} {one.clause}", f"{title_en} {one.clause}", clause))
    return shown


def cited(citation: Citation, language: str) -> str:
    """Return a citation in words: the short title of its document or law, and the clause."""
    named = laws().get(citation.document) or documents().get(citation.document)
    title = named.title.say(language) if named is not None else citation.document
    return f"{title} {citation.clause}"


def own_enterprises(actor: Actor) -> list[Enterprise]:
    """Return the enterprises the actor may apply for: those of own units."""
    rows = visible_to(actor, Enterprise.objects.filter(unit__in=actor.department_ids))
    return [one for one in rows.select_related("area") if may(actor, Action.APPLY, one)]


def own_cases(actor: Actor) -> list[Case]:
    """Return the cases of the actor's own enterprises, the newest first."""
    rows = visible_to(actor, Case.objects.filter(enterprise__unit__in=actor.department_ids))
    return list(
        rows.select_related("procedure", "enterprise").prefetch_related("runs", "clocks")[:200]
    )


def own_outcomes(actor: Actor) -> list[Outcome]:
    """Return the outcomes of the actor's own enterprises."""
    rows = visible_to(actor, Outcome.objects.filter(enterprise__unit__in=actor.department_ids))
    return list(rows.select_related("case__procedure", "successor")[:200])


def ending_soon(outcome: Outcome, today: date, days: int = 90) -> bool:
    """Tell whether an outcome's time is over within so many days."""
    return outcome.valid_to is not None and 0 <= (outcome.valid_to - today).days <= days


def areas_of(version: ProcedureVersion) -> list[Area]:
    """Return the areas where a procedure is offered; none for everywhere."""
    return list(Area.objects.filter(code__in=version.areas))
