"""Check the event log: every chain unbroken, every protected table guarded."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from fumao.apps.audit.models import Event
from fumao.apps.audit.triggers import PROTECTED, standing
from fumao.apps.audit.verify import broken_streams


class Command(BaseCommand):
    """Exit code 0 where all holds, 1 where something was changed behind the application's back."""

    help = "检查操作日志链与防篡改触发器 / Check the event chains and the append-only triggers."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the counts, or what is broken and where."""
        problems = [
            f"{table}: 缺少防篡改触发器，运行 migrate 补上 / trigger missing, run migrate to set it"
            for table in sorted(PROTECTED)
            if not standing(connection, table)
        ]
        problems += [
            f"{stream}: 第 {', '.join(map(str, places))} 条与前一条不衔接 / broken at these numbers"
            for stream, places in broken_streams().items()
        ]
        if problems:
            raise CommandError("\n".join(problems))
        streams = Event.objects.values("stream").distinct().count()
        self.stdout.write(
            f"{Event.objects.count()} 条日志、{streams} 条链完好 / events and chains are whole"
        )
