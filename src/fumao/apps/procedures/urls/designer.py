"""Addresses of procedures: designer."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
