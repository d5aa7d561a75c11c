"""The addresses of audit."""

from django.urls import path

from fumao.apps.audit import views

urlpatterns = [
    path("audit/", views.log, name="audit"),
    path("audit/log.csv", views.log_csv, name="audit-export"),
]
