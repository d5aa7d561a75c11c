"""Addresses of surveys, by who uses them."""

from fumao.apps.surveys.urls import officer, respondent

urlpatterns = [
    *respondent.urlpatterns,
    *officer.urlpatterns,
]
