"""Addresses of procedures: officers, and the page of a case that applicants share."""

from django.urls import URLPattern, path

from fumao.apps.procedures.views import case

urlpatterns: list[URLPattern] = [
    path("cases/<int:pk>/", case.case_page, name="case"),
]
