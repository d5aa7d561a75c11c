"""Addresses of surveys: officers, and key enterprises with their own pages."""

from django.urls import URLPattern, path

from fumao.apps.surveys.views import (
    bulk_review,
    key_enterprise,
    key_enterprises,
    period,
    periods,
    review,
    tallies,
)

urlpatterns: list[URLPattern] = [
    path("surveys/", periods.surveys, name="surveys"),
    path("surveys/<slug:key>/periods/open/", periods.open_one, name="period-open"),
    path("surveys/<slug:key>/periods/<int:pk>/", period.period, name="period"),
    path("surveys/<slug:key>/periods/<int:pk>/export/", period.export, name="period-export"),
    path("surveys/<slug:key>/periods/<int:pk>/remind/", period.remind, name="period-remind"),
    path("surveys/<slug:key>/periods/<int:pk>/add/", period.add, name="period-add"),
    path("surveys/<slug:key>/periods/<int:pk>/tallies/", tallies.tallies, name="period-tallies"),
    path(
        "surveys/<slug:key>/periods/<int:pk>/tallies/export/",
        tallies.export,
        name="period-tallies-export",
    ),
    path("reviews/", review.queue, name="review-queue"),
    path("reviews/approve/", bulk_review.approve_together, name="review-approve-clean"),
    path("reviews/<int:pk>/", review.review, name="review"),
    path("reviews/<int:pk>/approve/", review.approve, name="review-approve"),
    path("reviews/<int:pk>/return/", review.give_back, name="review-return"),
    path("key-enterprises/", key_enterprises.listed, name="key-enterprises"),
    path("key-enterprises/export/", key_enterprises.export, name="key-enterprises-export"),
    path("key-enterprises/new/", key_enterprises.new, name="key-enterprise-new"),
    path("key-enterprises/<int:pk>/", key_enterprise.page, name="key-enterprise"),
    path("key-enterprises/<int:pk>/act/", key_enterprise.act, name="key-enterprise-act"),
]
