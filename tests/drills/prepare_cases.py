"""Run inside a fresh installation: a made-up city, its offices, an applicant with drafts."""

import json
import sys
from uuid import uuid4

import django

django.setup()

# Only now: models need what setup does.
# ruff: noqa: E402
from django.db import transaction

from fumao.apps.enterprises.actions.register_enterprise import Entry, register_enterprise
from fumao.apps.files.service import keep_file
from fumao.apps.orgs.actor import actor_for
from fumao.apps.orgs.clock import today
from fumao.apps.orgs.models import Area, Department, Role
from fumao.apps.procedures.actions.load_procedures import publish_text
from fumao.apps.procedures.models import CasePaper, Draft
from fumao.core.credit_code import synthetic_codes
from fumao.packs.procedures import Written, read_procedure
from tests.cases.texts import PLAIN, a_paper
from tests.factories import actor_as, make_city, make_department, make_person


def main(count: int) -> None:
    """Make everything; print who sends and who decides, and the keys of the drafts."""
    city = make_city("甲市", ("东区",))
    east = Area.objects.get(name="东区")
    commerce = make_department("甲市商务局", city, functions=["commerce"])
    office = actor_as(Role.OFFICE, make_department("甲市服贸办", city, "office"), today())
    for role, name in ((Role.HANDLER, "window"), (Role.CHECKER, "checker"), (Role.LEADER, "boss")):
        make_person(role, commerce, name)
    code = next(iter(synthetic_codes("350203", 1, 11))).text
    firm = register_enterprise(office, Entry(code, "甲市云桥软件有限公司", east))
    firm.unit = make_department("云桥软件（单位）", east, Department.Kind.COMPANY)
    firm.save(update_fields=["unit"])
    person = make_person(Role.HANDLER, firm.unit, "reporter")
    actor = actor_for(person, today())
    version = publish_text(office, Written(read_procedure(PLAIN), PLAIN, "drill"), uuid4().hex)
    drafts = Draft.objects.bulk_create(
        Draft(procedure=version, enterprise=firm, data={}, key=uuid4(), by=person)
        for _ in range(count)
    )
    kept = keep_file(actor, a_paper(), drafts[0].stream, east.pk, firm.unit.pk)
    CasePaper.objects.bulk_create(
        CasePaper(draft=draft, key=key, attachment=kept, added_on=today())
        for draft in drafts
        for key in ("plan", "identity")
    )
    print("DRAFTS", json.dumps([draft.pk for draft in drafts]))


with transaction.atomic():
    main(int(sys.argv[1]))
