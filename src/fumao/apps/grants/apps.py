"""What policy grants, to whom, and why."""

from django.apps import AppConfig


class GrantsConfig(AppConfig):
    name = "fumao.apps.grants"
    label = "grants"
