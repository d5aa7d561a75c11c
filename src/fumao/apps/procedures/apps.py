"""Procedures: declared in packs, followed case by case to an outcome and beyond."""

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "fumao.apps.procedures"
    label = "procedures"

    def ready(self) -> None:
        """Name the kinds of events and of notices."""
        from fumao.apps.audit.service import name_kinds  # noqa: PLC0415
        from fumao.apps.notices.service import name_notices  # noqa: PLC0415
        from fumao.apps.procedures.kinds import KINDS, NOTICES  # noqa: PLC0415

        name_kinds(KINDS)
        name_notices(NOTICES)
