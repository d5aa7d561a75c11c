"""Load the plan part of a pack: documents, clauses, and version 1 (or n + 1) of their plans."""

from datetime import date

from django.db import transaction

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area
from fumao.apps.plans.content import Content, content_of_pack
from fumao.apps.plans.models import Document, Plan, PlanVersion
from fumao.apps.plans.publishing import publish_content, set_document
from fumao.packs import model as packs


def load_plan_pack(actor: Actor, pack: packs.Pack) -> list[PlanVersion]:
    """Publish every document of a pack whose content is new; return the versions made.

    For the command line and `make up`, like `load_org_pack`: no policy is asked. The same content
    again changes nothing; changed content becomes the next version.
    """
    made = []
    for document in pack.documents:
        with transaction.atomic():
            version = _load(actor, pack, document)
        if version is not None:
            made.append(version)
    return made


def _load(actor: Actor, pack: packs.Pack, document: packs.Document) -> PlanVersion | None:
    area = Area.objects.get(code=document.area)
    plan = place_plan(document.key, document.code, area, content_of_pack(pack, document), pack)
    published = publish_content(actor, plan, area, content_of_pack(pack, document))
    return published.version if published.is_new else None


def place_plan(key: str, code: str, area: Area, content: Content, pack: packs.Pack | None) -> Plan:
    """Return the document's plan, made or brought in line with what the content says of it."""
    row, _ = Document.objects.get_or_create(
        key=key, defaults={"area": area, "pack": pack.head.key if pack else ""}
    )
    set_document(row, content)
    plan = Plan.objects.select_for_update(of=("self",)).filter(key=key).first()
    if plan is None:
        plan = Plan(key=key, code=code, area=area, document=row)
    said = (row.title, row.title_en, date.fromisoformat(content["starts_on"]))
    if plan.pk is None or said != (plan.title, plan.title_en, plan.starts_on):
        plan.title, plan.title_en, plan.starts_on = said
        plan.save()
    return plan
