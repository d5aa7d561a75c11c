"""Let time pass for all open cases: terms that are over, silence, publicity, reminders."""

from typing import Any

from django.core.management.base import BaseCommand

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.clock import today
from fumao.apps.procedures.actions.pass_time import pass_time_for_all


class Command(BaseCommand):
    help = "Let time pass for all open cases; run it once a day, or as often as you like."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Do it for today."""
        fired, reminded = pass_time_for_all(Actor(None, today()), today())
        self.stdout.write(f"{fired} events, {reminded} reminders")
