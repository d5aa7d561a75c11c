"""Verify signed receipts: those on record with the rows they speak of, or files from elsewhere."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from fumao.apps.sharing.models import Receipt
from fumao.apps.sharing.signing import verdict
from fumao.core.errors import CoreError
from fumao.core.receipts import digest, is_signed


class Command(BaseCommand):
    help = "Verify every receipt on record, or the files named; ends with 1 where one is not sound."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the files."""
        parser.add_argument("files", nargs="*", type=Path, help="receipts as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many were checked; raises CommandError naming those that are not sound."""
        files: list[Path] = options["files"]
        bad = _of_files(files) if files else _on_record()
        if bad:
            raise CommandError("\n".join(bad))
        checked = len(files) or Receipt.objects.count()
        self.stdout.write(f"{checked} 份收据无误 receipts are sound")


def _of_files(files: list[Path]) -> list[str]:
    found = []
    for path in files:
        try:
            what, _body = verdict(path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            what = str(error)
        except CoreError as error:
            what = error.words.en
        if what != "genuine":
            found.append(f"{path}: {what}")
    return found


def _on_record() -> list[str]:
    found = []
    for one in Receipt.objects.select_related("data").order_by("pk").iterator():
        if not is_signed(one.text, one.signature, one.key):
            found.append(f"{one.number}: signature")
        elif one.data is not None and json.loads(one.text)["rows_sha256"] != digest(one.data.rows):
            found.append(f"{one.number}: rows")
    return found
