"""Enterprises, their names, places, contacts and facts over time."""

from django.apps import AppConfig


class EnterprisesConfig(AppConfig):
    name = "fumao.apps.enterprises"
    label = "enterprises"

    def ready(self) -> None:
        """Guard the facts, which are never overwritten, and name the kinds of events."""
        from fumao.apps.audit.service import name_kinds, protect_after_migrate  # noqa: PLC0415
        from fumao.apps.enterprises.kinds import KINDS  # noqa: PLC0415

        name_kinds(KINDS)
        protect_after_migrate(self, "enterprises_fact")
        protect_after_migrate(self, "enterprises_factrows")
