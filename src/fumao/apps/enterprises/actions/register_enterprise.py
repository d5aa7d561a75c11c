"""登记企业: enter an enterprise with its first name and place."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.enterprises.checks import (
    clean_code,
    clean_industry,
    clean_name,
    clean_place,
    not_later,
)
from fumao.apps.enterprises.models import Enterprise, EnterpriseName, Residence
from fumao.apps.enterprises.standing import standing
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area, Park
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal


@dataclass(frozen=True, slots=True)
class Entry:
    """What is told of a new enterprise."""

    code: str
    name: str
    area: Area
    park: Park | None = None
    name_en: str = ""
    industry: str = ""
    kind: str = ""
    founded_on: date | None = None


def register_enterprise(actor: Actor, entry: Entry) -> Enterprise:
    """Enter an enterprise; raises PermissionDenied and ValidationError."""
    with transaction.atomic():
        _person, department = standing(actor, Action.MANAGE_ENTERPRISE, entry.area)
        code, name = clean_code(entry.code), clean_name(entry.name)
        clean_place(entry.area, entry.park)
        industry, edition = clean_industry(entry.industry, actor.today)
        if entry.founded_on is not None:
            not_later(entry.founded_on, actor, "founded_on")
        if Enterprise.objects.filter(code=code).exists():
            raise refusal("code", _("代码 %(code)s 已登记，不能重复登记。"), code=code)
        made = Enterprise.objects.create(
            code=code,
            name=name,
            name_en=" ".join(entry.name_en.split())[:160],
            industry=industry,
            industry_edition=edition,
            kind=entry.kind,
            founded_on=entry.founded_on,
            area=entry.area,
            park=entry.park,
        )
        since = entry.founded_on
        EnterpriseName.objects.create(enterprise=made, name=name, valid_from=since)
        Residence.objects.create(
            enterprise=made, area=entry.area, park=entry.park, valid_from=since
        )
        record(
            made.stream,
            "enterprise_registered",
            actor=actor,
            area=entry.area,
            department=department,
            data={
                "name": name,
                "area": entry.area.code,
                "park": entry.park.key if entry.park else None,
                "industry": industry,
                "edition": edition,
                "kind": entry.kind,
                "founded_on": since.isoformat() if since else None,
            },
        )
        return made
