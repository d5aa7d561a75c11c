"""Addresses of surveys: respondents."""

from django.urls import URLPattern, path

from fumao.apps.surveys.views import reports

urlpatterns: list[URLPattern] = [
    path("reports/", reports.mine, name="my-reports"),
    path("reports/<int:pk>/", reports.report, name="report"),
]
