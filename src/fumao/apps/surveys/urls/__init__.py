"""Addresses of surveys, by who uses them."""

from fumao.apps.surveys.urls import items, officer, register, respondent

urlpatterns = [
    *respondent.urlpatterns,
    *register.urlpatterns,
    *officer.urlpatterns,
    *items.urlpatterns,
]
