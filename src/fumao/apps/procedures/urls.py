"""Addresses of procedures."""

from django.urls import path

from fumao.apps.procedures.views import case

urlpatterns = [
    path("cases/<int:pk>/", case.case_page, name="case"),
]
