"""Pages of forms: no rows of its own, only how fields look."""

from django.apps import AppConfig


class FormPagesConfig(AppConfig):
    name = "fumao.apps.formpages"
    label = "formpages"
