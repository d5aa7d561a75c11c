"""Addresses of surveys: findings as work, for respondents and reviewers."""

from django.urls import URLPattern, path

from fumao.apps.surveys.views import item, items

urlpatterns: list[URLPattern] = [
    path("items/", items.listed, name="items"),
    path("items/export/", items.export, name="items-export"),
    path("items/<int:pk>/", item.page, name="item"),
    path("items/<int:pk>/explain/", item.explain, name="item-explain"),
    path("items/<int:pk>/accept/", item.accept, name="item-accept"),
    path("items/<int:pk>/refuse/", item.refuse, name="item-refuse"),
]
