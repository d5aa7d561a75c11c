"""Surveys and registers: direct reporting from a roster to an accepted filing."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "fumao.apps.surveys"
    label = "surveys"

    def ready(self) -> None:
        """Name the kinds of events and of notices; what was filed is never changed."""
        from fumao.apps.audit.service import name_kinds, protect_after_migrate  # noqa: PLC0415
        from fumao.apps.notices.service import name_notices  # noqa: PLC0415
        from fumao.apps.surveys.kinds import KINDS, NOTICES  # noqa: PLC0415

        name_kinds(KINDS)
        name_notices(NOTICES)
        protect_after_migrate(self, "surveys_filingversion")
