"""Append-only events."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "fumao.apps.audit"
    label = "audit"

    def ready(self) -> None:
        """Give orgs, which stands below, the recorder of its events; guard the log."""
        from fumao.apps.audit.record import record  # noqa: PLC0415
        from fumao.apps.audit.triggers import protect_after_migrate  # noqa: PLC0415
        from fumao.apps.orgs.journal import use_recorder  # noqa: PLC0415

        use_recorder(record)
        protect_after_migrate(self, "audit_event")
