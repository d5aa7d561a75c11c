"""Addresses of the plans app."""

from django.urls import URLPattern, path

from fumao.apps.plans.views import documents

urlpatterns: list[URLPattern] = [
    path("documents/", documents.document_list, name="documents"),
    path("documents/<slug:key>/", documents.document, name="document"),
]
