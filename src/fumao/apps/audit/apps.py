"""Append-only events."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "fumao.apps.audit"
    label = "audit"

    def ready(self) -> None:
        """Give orgs, which stands below, the recorder of its events."""
        from fumao.apps.audit.record import record  # noqa: PLC0415
        from fumao.apps.orgs.journal import use_recorder  # noqa: PLC0415

        use_recorder(record)
