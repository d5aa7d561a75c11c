"""Publish the procedures of the packs."""

from typing import Any

from django.core.management.base import BaseCommand

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.clock import today
from fumao.apps.procedures.actions.load_procedures import load_shipped


class Command(BaseCommand):
    help = "Publish the procedures of the packs; a second time changes nothing."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Publish them."""
        done = load_shipped(Actor(None, today()))
        self.stdout.write(f"{done} procedures published")
