"""Addresses of procedures: public."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
