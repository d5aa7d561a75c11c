"""Addresses of procedures: officers, and the page of a case that applicants share."""

from django.urls import URLPattern, path

from fumao.apps.procedures.views import case, case_acts, ledger, queue

urlpatterns: list[URLPattern] = [
    path("cases/", ledger.ledger, name="cases"),
    path("cases/export/", ledger.export, name="cases-export"),
    path("cases/queue/", queue.queue, name="case-queue"),
    path("cases/accept/", queue.accept_together, name="case-bulk"),
    path("cases/<int:pk>/", case.case_view, name="case"),
    path("cases/<int:pk>/act/", case_acts.act, name="case-act"),
]
