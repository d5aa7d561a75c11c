"""Documents, clauses, tasks, targets, progress and lights."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "fumao.apps.plans"
    label = "plans"

    def ready(self) -> None:
        """Guard the published versions."""
        from fumao.apps.audit.service import protect_after_migrate  # noqa: PLC0415

        protect_after_migrate(self, "plans_planversion")
