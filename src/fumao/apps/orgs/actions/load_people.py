"""Load the invented people of a demo pack."""

from django.contrib.auth.hashers import make_password
from django.db import transaction

from fumao.apps.orgs.actions.load_org_pack import load_org_pack
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.journal import tell
from fumao.apps.orgs.models import Department, Person, Post
from fumao.packs.model import Pack


def load_people(actor: Actor, pack: Pack, password: str) -> int:
    """Open the accounts of a demo pack that are not there yet; return how many were opened.

    For `make up` with DEMO=1 only: all share one password, and everyone is marked synthetic. The
    units that the pack invents are loaded first; nothing else loads them.
    """
    load_org_pack(actor, pack)
    there = set(Person.objects.values_list("username", flat=True))
    new = [one for one in pack.people if one.account not in there]
    if not new:
        return 0
    hashed = make_password(password)  # slow on purpose: once for all of them
    departments = Department.objects.in_bulk([one.department for one in new], field_name="key")
    with transaction.atomic():
        for one in new:
            department = departments[one.department]
            person = Person.objects.create(
                username=one.account,
                name=one.name.zh,
                name_en=one.name.en,
                title=one.title.zh,
                title_en=one.title.en,
                synthetic=True,
                password=hashed,
            )
            Post.objects.bulk_create(
                Post(person=person, department=department, role=role) for role in one.roles
            )
            tell(
                f"person:{person.username}",
                "person_added",
                actor=actor,
                area=department.area_id,
                department=department,
                data={"roles": list(one.roles), "department": department.key, "synthetic": True},
            )
    return len(new)
