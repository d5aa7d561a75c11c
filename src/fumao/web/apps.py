"""The web layer as an app, so that its templates, static files and commands are found."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "fumao.web"
    label = "web"
