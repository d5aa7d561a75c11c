"""Addresses of surveys: files of many reports."""

from django.urls import URLPattern, path

from fumao.apps.surveys.views import bulk

urlpatterns: list[URLPattern] = [
    path("reports/bulk/", bulk.files, name="bulk-files"),
    path("reports/bulk/template/", bulk.template, name="bulk-template"),
    path("reports/bulk/<int:pk>/", bulk.file, name="bulk-file"),
    path("reports/bulk/<int:pk>/marked.xlsx", bulk.marked, name="bulk-marked"),
]
