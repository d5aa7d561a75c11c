"""Addresses of procedures: what anybody may open, and the papers of holders."""

from django.urls import URLPattern, path

from fumao.apps.procedures.views import (
    outcome,
    public_certificate,
    public_publicity,
    public_register,
    public_statistics,
    public_verify,
)

urlpatterns: list[URLPattern] = [
    path("verify/", public_verify.verify, name="verify"),
    path("verify/certificate/", public_certificate.verify_certificate, name="verify-certificate"),
    path("register/", public_register.register, name="public-register"),
    path("register.csv", public_register.register_csv, name="public-register-csv"),
    path("register/<path:number>/", public_register.register_one, name="public-outcome"),
    path("publicity/", public_publicity.publicity, name="publicity"),
    path("publicity/<int:pk>/", public_publicity.publicity_case, name="publicity-case"),
    path(
        "procedures/<slug:key>/statistics/", public_statistics.statistics,
        name="procedure-statistics",
    ),
    path("outcomes/<int:pk>/", outcome.outcome, name="outcome"),
    path("outcomes/<int:pk>/begin/", outcome.begin, name="outcome-begin"),
    path("outcomes/<int:pk>/certificate.pdf", outcome.certificate, name="outcome-pdf"),
    path("cases/<int:pk>/receipt.pdf", outcome.receipt, name="case-receipt"),
]  # fmt: skip
