"""Recompute every light for today: daily, and at every start."""

from typing import Any

from django.core.management.base import BaseCommand

from fumao.apps.orgs.clock import today
from fumao.apps.plans.actions.recompute_lights import recompute_lights


class Command(BaseCommand):
    help = "Recompute the lights of all tasks for today; idempotent."

    def handle(self, *args: Any, **options: Any) -> None:
        """Recompute and print how many rows changed."""
        self.stdout.write(f"{recompute_lights(None, today())} changed")
