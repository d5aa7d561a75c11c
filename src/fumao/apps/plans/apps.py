"""Documents, clauses, tasks, targets, progress and lights."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "fumao.apps.plans"
    label = "plans"

    def ready(self) -> None:
        """Guard the published versions and name the kinds of events."""
        from fumao.apps.audit.service import name_kinds, protect_after_migrate  # noqa: PLC0415
        from fumao.apps.plans.kinds import KINDS  # noqa: PLC0415

        name_kinds(KINDS)
        protect_after_migrate(self, "plans_planversion")
