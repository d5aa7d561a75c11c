"""Sharing between departments: grants, exchanges, signed receipts, names decided by a person."""

from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "fumao.apps.sharing"
    label = "sharing"

    def ready(self) -> None:
        """Name the kinds of events; what was confirmed and what was signed is never changed."""
        from fumao.apps.audit.service import name_kinds, protect_after_migrate  # noqa: PLC0415
        from fumao.apps.sharing.kinds import KINDS  # noqa: PLC0415

        name_kinds(KINDS)
        protect_after_migrate(self, "sharing_shareddata")
        protect_after_migrate(self, "sharing_receipt")
