"""Addresses of evidence as it is looked at."""

from django.urls import path

from fumao.apps.files import views

urlpatterns = [
    path("files/<int:pk>/view", views.view, name="attachment-view"),
    path("files/<int:pk>/pages/<int:page>.png", views.page_image, name="attachment-page"),
]
