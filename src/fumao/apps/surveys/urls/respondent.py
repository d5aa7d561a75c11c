"""Addresses of surveys: respondents."""

from django.urls import URLPattern, path

from fumao.apps.surveys.views import report_form, report_template, reports

urlpatterns: list[URLPattern] = [
    path("reports/", reports.mine, name="my-reports"),
    path("reports/begin/", reports.begin, name="report-begin"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("reports/<int:pk>/print/", reports.printed, name="report-print"),
    path("reports/<int:pk>/save/", report_form.save, name="report-save"),
    path("reports/<int:pk>/file/", report_form.file, name="report-file"),
    path("reports/<int:pk>/template.xlsx", report_template.issue, name="report-template"),
    path("reports/<int:pk>/upload/", report_template.upload, name="report-upload"),
]
