"""Releases of statistics: planned, compiled, approved by two, public by the clock."""

from django.apps import AppConfig

APPEND_ONLY = ("vintage", "vintageapproval", "withdrawal")


class ReleasesConfig(AppConfig):
    name = "fumao.apps.releases"
    label = "releases"

    def ready(self) -> None:
        """Let the database refuse changes to what was frozen; name the kinds of events."""
        from fumao.apps.audit.service import name_kinds, protect_after_migrate  # noqa: PLC0415
        from fumao.apps.releases.kinds import KINDS  # noqa: PLC0415

        name_kinds(KINDS)
        for table in APPEND_ONLY:
            protect_after_migrate(self, f"releases_{table}")
