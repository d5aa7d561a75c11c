"""Addresses of procedures: applicants."""

from django.urls import URLPattern, path

from fumao.apps.procedures.views import catalogue, drafts

urlpatterns: list[URLPattern] = [
    path("procedures/", catalogue.procedures, name="procedures"),
    path("procedures/<slug:key>/", catalogue.procedure, name="procedure"),
    path("procedures/<slug:key>/apply/", drafts.begin, name="procedure-apply"),
    path("cases/mine/", catalogue.mine, name="my-cases"),
    path("cases/<int:pk>/correct/", drafts.correct, name="case-correct"),
    path("drafts/<int:pk>/", drafts.draft_view, name="draft"),
    path("drafts/<int:pk>/save/", drafts.save, name="draft-save"),
    path("drafts/<int:pk>/submit/", drafts.submit, name="draft-submit"),
    path("drafts/<int:pk>/discard/", drafts.discard, name="draft-discard"),
    path("drafts/<int:pk>/papers/<int:paper>/remove/", drafts.paper_remove, name="draft-unpaper"),
    path("drafts/<int:pk>/papers/<slug:key>/", drafts.paper, name="draft-paper"),
]
