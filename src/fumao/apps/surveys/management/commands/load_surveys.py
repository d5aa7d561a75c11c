"""Publish the surveys of the packs; a second time changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.clock import today
from fumao.apps.surveys.actions.load_surveys import load_shipped


class Command(BaseCommand):
    help = "Publish the surveys and registers of the packs."

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish them and print how many were new."""
        try:
            self.stdout.write(f"surveys {load_shipped(Actor(None, today()))}")
        except ValueError as error:
            raise CommandError(str(error)) from error
