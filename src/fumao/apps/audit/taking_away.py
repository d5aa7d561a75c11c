"""Lists that leave the system as files: counted, put on record, sent."""

from django.db import transaction
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from fumao.apps.audit.record import record
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.service import EXPORT, spend

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def take_away(actor: Actor, kind: str, data: dict[str, object]) -> None:
    """Count an export and put it on the person's record; raises TooOftenError."""
    spend(EXPORT, str(actor.person.pk if actor.person else ""))
    if actor.person is not None and actor.home is not None:
        with transaction.atomic():
            record(
                f"person:{actor.person.username}",
                kind,
                actor=actor,
                area=actor.home.area_id,
                department=actor.home.department_id,
                data=data,
            )


def sent(body: bytes, name: str, content_type: str = XLSX) -> HttpResponse:
    """Send a file to be kept."""
    response = HttpResponse(body, content_type=content_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response
