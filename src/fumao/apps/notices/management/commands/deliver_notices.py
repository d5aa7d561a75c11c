"""Send the e-mail and SMS of notices: now and here, or by the worker."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from fumao.apps.notices.deliver import deliver, queue_delivery


class Command(BaseCommand):
    help = "Send the e-mail and SMS of notices that are due."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare who sends, and whether others send as well."""
        parser.add_argument("--queue", action="store_true", help="let the worker send")
        parser.add_argument(
            "--at-start", action="store_true", help="nothing else sends: what is claimed is lost"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Send or queue, and print what came of it."""
        if options["queue"]:
            queued = queue_delivery(at_start=options["at_start"])
            self.stdout.write("queued" if queued else "nothing to send")
            return
        tally = deliver(no_other_sender=options["at_start"])
        self.stdout.write(", ".join(f"{n} {result}" for result, n in sorted(tally.items())) or "-")
