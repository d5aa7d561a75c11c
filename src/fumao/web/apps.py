"""The web layer as an app, so that its templates, static files and commands are found."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "fumao.web"
    label = "web"

    def ready(self) -> None:
        """Turn sign-ins into events."""
        from fumao.web.sign_in_events import listen  # noqa: PLC0415

        listen()
