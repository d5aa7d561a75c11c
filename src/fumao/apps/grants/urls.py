"""Addresses of the grants app."""

from django.urls import URLPattern, path

from fumao.apps.grants.views import calculator, rules

urlpatterns: list[URLPattern] = [
    path("calculator/", calculator.calculator, name="calculator"),
    path("rules/", rules.rules, name="rules"),
    path("rules/<slug:name>/", rules.rule, name="rule"),
]
