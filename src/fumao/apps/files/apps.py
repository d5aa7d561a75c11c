"""Evidence and documents stored once by hash, served through policy only."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "fumao.apps.files"
    label = "files"
