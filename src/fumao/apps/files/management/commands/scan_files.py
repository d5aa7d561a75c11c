"""查毒: scan the kept files that no scanner has looked at yet."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from fumao.apps.files.actions.scan_kept import scan_kept


class Command(BaseCommand):
    help = "Scan the kept files that no scanner has looked at yet."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many are clean, infected, left."""
        if not settings.SCANNER:
            raise CommandError("SCANNER is not set: see docs/ops/settings.md")
        clean, infected, left = scan_kept()
        for name in infected:
            self.stderr.write(f"infected: {name}")
        self.stdout.write(f"{clean} clean, {len(infected)} infected, {left} left")
