"""Addresses of surveys: the monthly form beside the register of contracts."""

from django.urls import URLPattern, path

from fumao.apps.surveys.views import register

urlpatterns: list[URLPattern] = [
    path("reports/<int:pk>/register/", register.register, name="report-register"),
    path("reports/<int:pk>/register/fill/", register.fill, name="report-register-fill"),
]
