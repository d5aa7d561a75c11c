"""Areas, departments, parks, people and roles."""

from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "fumao.apps.orgs"
    label = "orgs"
