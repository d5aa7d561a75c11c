"""Append-only events."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "fumao.apps.audit"
    label = "audit"
