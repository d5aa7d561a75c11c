"""Notices to people and to seats, and the e-mail and SMS that follow them."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "fumao.apps.notices"
    label = "notices"

    def ready(self) -> None:
        """Guard what is never changed and name the kinds of events."""
        from fumao.apps.audit.service import name_kinds, protect_after_migrate  # noqa: PLC0415
        from fumao.apps.notices.kinds import EVENT_KINDS  # noqa: PLC0415

        name_kinds(EVENT_KINDS)
        for table in ("notices_readreceipt", "notices_attempt"):
            protect_after_migrate(self, table)
