"""Open the first account of an installation: an administrator of a department's area."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from fumao.apps.orgs.actions.add_person import temporary_password
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.clock import today
from fumao.apps.orgs.journal import tell
from fumao.apps.orgs.models import Department, Person, Post, Role


class Command(BaseCommand):
    """Whoever runs commands holds the installation: no policy is asked, but it is on record."""

    help = "开设系统管理员账户 / Open an administrator's account; prints its temporary password."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the user name and the key of the department."""
        parser.add_argument("username")
        parser.add_argument("department", help="单位代码，如 xm-commerce / key of the department")

    def handle(self, *args: Any, **options: Any) -> None:
        """Open the account; the password must be changed at the first sign-in."""
        username = options["username"]
        department = Department.objects.filter(key=options["department"]).first()
        if department is None:
            raise CommandError(
                f"没有单位 {options['department']}：先用 fumao packs load 载入机构资料包 / "
                "no such department: load a registry pack first"
            )
        if Person.objects.filter(username__iexact=username).exists():
            raise CommandError(f"用户名 {username} 已有人用 / the user name is taken")
        password = temporary_password()
        with transaction.atomic():
            person = Person(username=username, name=username, temporary_password=True)
            person.set_password(password)
            person.save()
            Post.objects.create(person=person, department=department, role=Role.ADMIN)
            tell(
                f"person:{username}",
                "person_added",
                actor=Actor(None, today()),
                area=department.area_id,
                department=department,
                data={"role": Role.ADMIN.value, "department": department.key},
            )
        self.stdout.write(f"{username}  {password}")
