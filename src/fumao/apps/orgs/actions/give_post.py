"""Give a person a post in a department."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.journal import tell
from fumao.apps.orgs.models import Department, Person, Post, Role
from fumao.apps.orgs.policy import Action, require
from fumao.apps.orgs.tree import valid_on


def give_post(actor: Actor, person: Person, department: Department, role: Role) -> Post:
    """Give a post from today on.

    Raises PermissionDenied unless the actor manages both the department and the person (a person
    without any post may be given one by whoever manages the department); ValidationError where the
    post is held already or the department has ended.
    """
    post = Post(person=person, department=department, role=role, valid_from=actor.today)
    require(actor, Action.MANAGE_ORG, post)
    if person.posts.exists():
        require(actor, Action.MANAGE_ORG, person)
    if not department.holds_on(actor.today):
        raise ValidationError({"department": _("该单位今天不存在，请选承接其职能的单位。")})
    with transaction.atomic():
        same = person.posts.filter(department=department, role=role)
        if same.filter(valid_on(actor.today)).exists():
            raise ValidationError({"role": _("此人已在该单位担任这一岗位。")})
        post, _new = Post.objects.update_or_create(
            person=person,
            department=department,
            role=role,
            valid_from=actor.today,
            defaults={"valid_to": None},
        )
        tell(
            f"person:{person.username}",
            "post_given",
            actor=actor,
            area=department.area_id,
            department=department,
            data={"role": role.value, "department": department.key},
        )
    return post
