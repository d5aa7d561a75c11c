"""The addresses of notices."""

from django.urls import path

from fumao.apps.notices import views

urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/read", views.read, name="notices-read"),
    path("notices/preference", views.preference, name="notice-preference"),
    path("notices/deliveries", views.deliveries, name="deliveries"),
    path("notices/<int:pk>", views.notice, name="notice"),
]
