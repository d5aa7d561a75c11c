"""Addresses of surveys, by who uses them."""

from fumao.apps.surveys.urls import bulk, items, officer, register, respondent

urlpatterns = [
    *respondent.urlpatterns,
    *bulk.urlpatterns,
    *register.urlpatterns,
    *officer.urlpatterns,
    *items.urlpatterns,
]
