"""Addresses of sharing."""

from django.urls import URLPattern, path

from fumao.apps.sharing.views import exchanges, grants, pairs, receipts

urlpatterns: list[URLPattern] = [
    path("sharing/", grants.sharing, name="sharing"),
    path("sharing/grants/new", grants.grant_new, name="sharing-grant-new"),
    path("sharing/grants/<int:pk>/", grants.grant, name="sharing-grant"),
    path("sharing/grants/<int:pk>/template.xlsx", grants.template, name="sharing-template"),
    path("sharing/grants/<int:pk>/hand-in", grants.hand_in, name="sharing-hand-in"),
    path("sharing/grants/<int:pk>/take", grants.take, name="sharing-take"),
    path("sharing/grants/<int:pk>/revoke", grants.revoke, name="sharing-revoke"),
    path("sharing/exchanges/<int:pk>/", exchanges.exchange, name="exchange"),
    path("sharing/exchanges/<int:pk>/confirm", exchanges.confirm, name="exchange-confirm"),
    path("sharing/exchanges/<int:pk>/discard", exchanges.discard, name="exchange-discard"),
    path("sharing/receipts/", receipts.receipts, name="sharing-receipts"),
    path("sharing/receipts/verify", receipts.verify, name="sharing-verify"),
    path("sharing/receipts/<slug:number>/", receipts.receipt, name="sharing-receipt"),
    path("sharing/receipts/<slug:number>.json", receipts.receipt_json, name="receipt-json"),
    path("sharing/pairs/", pairs.pairs, name="sharing-pairs"),
    path("sharing/pairs/<int:pk>", pairs.decide, name="sharing-pair-decide"),
]
