"""Addresses of procedures: applicant."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
