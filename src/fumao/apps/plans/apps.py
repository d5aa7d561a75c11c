"""Documents, clauses, tasks, targets, progress and lights."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "fumao.apps.plans"
    label = "plans"
