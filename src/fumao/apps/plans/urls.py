"""Addresses of the plans app."""

from django.urls import URLPattern, path

from fumao.apps.plans.views import documents, imports, publication

urlpatterns: list[URLPattern] = [
    path("documents/", documents.document_list, name="documents"),
    path("documents/<slug:key>/", documents.document, name="document"),
    path("imports/new", imports.import_new, name="import-new"),
    path("imports/<int:pk>/", imports.import_review, name="import-review"),
    path("imports/<int:pk>/items", imports.import_add, name="import-add"),
    path("imports/<int:pk>/items/<int:item>", imports.import_decide, name="import-decide"),
    path("imports/<int:pk>/clean", imports.import_clean, name="import-clean"),
    path("imports/<int:pk>/discard", imports.import_discard, name="import-discard"),
    path("imports/<int:pk>/publish", publication.import_publish, name="import-publish"),
]
