"""Addresses of procedures, by who uses them."""

from fumao.apps.procedures.urls import applicant, designer, officer, public

urlpatterns = [
    *applicant.urlpatterns,
    *officer.urlpatterns,
    *public.urlpatterns,
    *designer.urlpatterns,
]
