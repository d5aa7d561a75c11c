"""Make published vintages again from their batches, and tell whether the bytes are the same."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from fumao.apps.releases.compiling import is_sound, rebuilt
from fumao.apps.releases.models import Vintage
from fumao.core.errors import CoreError


class Command(BaseCommand):
    help = "Rebuild vintages from their batches: rebuild_release [PUBLICATION [AREA [PERIOD]]]."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare which vintages are meant; all without an argument."""
        for name in ("publication", "area", "period"):
            parser.add_argument(name, nargs="?", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line a vintage; raises CommandError where one is not the same."""
        rows = Vintage.objects.select_related("release__area").order_by("release_id", "number")
        for name, way in (
            ("publication", "release__publication"), ("area", "release__area__code"),
            ("period", "release__period"),
        ):  # fmt: skip
            if options[name]:
                rows = rows.filter(**{way: options[name]})
        different = [one for one in rows if not self._same(one)]
        if different:
            raise CommandError(f"{len(different)} 个版次与封存的不一致 are not what was frozen")
        self.stdout.write(f"{len(rows)} vintages are the same, byte for byte")

    def _same(self, vintage: Vintage) -> bool:
        try:
            same = is_sound(vintage) and rebuilt(vintage) == vintage.content.encode()
        except CoreError as error:
            self.stdout.write(f"{vintage}  {error.message('zh')}  {error.message('en')}")
            return False
        self.stdout.write(f"{vintage}  {vintage.digest}  {'ok' if same else 'DIFFERENT'}")
        return same
