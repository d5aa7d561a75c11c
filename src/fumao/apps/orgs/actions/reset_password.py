"""Give a person a new temporary password."""

from django.db import transaction

from fumao.apps.orgs.actions.add_person import temporary_password
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.journal import tell
from fumao.apps.orgs.models import Person
from fumao.apps.orgs.policy import Action, require


def reset_password(actor: Actor, person: Person) -> str:
    """Set a temporary password and return it; every session of the person ends with the old one."""
    require(actor, Action.MANAGE_ORG, person)
    password = temporary_password()
    post = person.posts.select_related("department").order_by("-id")[0]
    with transaction.atomic():
        person.set_password(password)
        person.temporary_password = True
        person.save(update_fields=["password", "temporary_password"])
        tell(
            f"person:{person.username}",
            "password_reset",
            actor=actor,
            area=post.department.area_id,
        )
    return password
