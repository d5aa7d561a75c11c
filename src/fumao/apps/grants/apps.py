"""What policy grants, to whom, and why."""

from django.apps import AppConfig


class GrantsConfig(AppConfig):
    name = "fumao.apps.grants"
    label = "grants"

    def ready(self) -> None:
        """Guard what was screened and simulated, and name the kinds of events."""
        from fumao.apps.audit.service import name_kinds, protect_after_migrate  # noqa: PLC0415
        from fumao.apps.grants.kinds import KINDS  # noqa: PLC0415

        name_kinds(KINDS)
        for table in ("grants_screening", "grants_screenedrule", "grants_simulation"):
            protect_after_migrate(self, table)
