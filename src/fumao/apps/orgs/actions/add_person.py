"""Open an account with a first post and a password for the first sign-in."""

import secrets
from dataclasses import dataclass

from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.journal import tell
from fumao.apps.orgs.models import Department, Person, Post, Role
from fumao.apps.orgs.policy import Action, require


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What an administrator fills in for a new account."""

    username: str
    name: str
    title: str = ""
    title_en: str = ""


def temporary_password() -> str:
    """Return a password that can be read out on the telephone: four groups without look-alikes."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    groups = ("".join(secrets.choice(letters) for _i in range(4)) for _g in range(4))
    return "-".join(groups)


def _checked(new: NewPerson) -> NewPerson:
    if not new.name.strip():
        raise ValidationError({"name": _("缺少姓名。")})
    try:
        UnicodeUsernameValidator()(new.username)
    except ValidationError as error:
        raise ValidationError(
            {"username": _("用户名不对：只用文字、数字和 @ . + - _。")}
        ) from error
    if Person.objects.filter(username__iexact=new.username).exists():
        raise ValidationError({"username": _("用户名已有人用，请换一个。")})
    return new


def add_person(
    actor: Actor, new: NewPerson, department: Department, role: Role
) -> tuple[Person, str]:
    """Open an account and return it with its temporary password, which is never shown again.

    Raises PermissionDenied; ValidationError for a taken or malformed user name or a missing name.
    """
    require(actor, Action.MANAGE_ORG, department)
    _checked(new)
    password = temporary_password()
    with transaction.atomic():
        person = Person(
            username=new.username,
            name=new.name.strip(),
            title=new.title.strip(),
            title_en=new.title_en.strip(),
            temporary_password=True,
        )
        person.set_password(password)
        person.save()
        Post.objects.create(person=person, department=department, role=role, valid_from=actor.today)
        tell(
            f"person:{person.username}",
            "person_added",
            actor=actor,
            area=department.area_id,
            department=department,
            data={"role": role.value, "department": department.key},
        )
    return person, password
