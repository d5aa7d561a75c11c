"""Screen the demo's cities once, so that the pages have something to show."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from fumao.apps.grants.actions.run_screening import run_screening
from fumao.apps.grants.models import Screening
from fumao.apps.orgs.actor import actor_for
from fumao.apps.orgs.clock import today
from fumao.apps.orgs.models import Post, Role


class Command(BaseCommand):
    help = "Run one screening for each city of the demo (DEMO=1 only)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Screen each office's area that has not been screened yet, in the office's name."""
        if not settings.DEMO:
            raise CommandError("load_demo_screening acts for invented people: DEMO=1 only")
        done = 0
        offices = Post.objects.filter(role=Role.OFFICE).select_related("person", "department__area")
        for post in offices.order_by("department__area__path", "pk"):
            area = post.department.area
            if not Screening.objects.filter(area=area).exists():
                run_screening(actor_for(post.person, today()), area, today())
                done += 1
        self.stdout.write(f"screenings {done}")
