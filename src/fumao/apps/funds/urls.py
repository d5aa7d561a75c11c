"""Addresses of funds."""

from django.urls import URLPattern, path

from fumao.apps.funds.views import batches, calls, claims, funds

urlpatterns: list[URLPattern] = [
    path("funds/", funds.funds, name="funds"),
    path("funds/new", funds.fund_new, name="fund-new"),
    path("funds/own/", claims.own, name="own-claims"),
    path("funds/own/new", claims.claim_new, name="claim-new"),
    path("funds/calls/<slug:number>/", calls.call, name="fund-call"),
    path("funds/calls/<slug:number>/export.xlsx", calls.export, name="fund-call-export"),
    path("funds/calls/<slug:number>/publish", calls.publish, name="fund-call-publish"),
    path("funds/calls/<slug:number>/share", calls.sharing, name="fund-call-share"),
    path("funds/claims/<slug:number>/", claims.claim, name="claim"),
    path("funds/claims/<slug:number>/do/<slug:name>", claims.claim_act, name="claim-act"),
    path(
        "funds/claims/<slug:number>/lines/<int:position>/remove",
        claims.line_remove,
        name="claim-line-remove",
    ),
    path("funds/batches/", batches.batches, name="batches"),
    path("funds/batches/<slug:number>/", batches.batch, name="batch"),
    path("funds/batches/<slug:number>/file.<slug:form>", batches.batch_file, name="batch-file"),
    path("funds/batches/<slug:number>/results", batches.batch_results, name="batch-results"),
    path("funds/fund/<slug:key>/", funds.fund, name="fund"),
    path("funds/fund/<slug:key>/do/<slug:name>", funds.fund_act, name="fund-act"),
    path("funds/fund/<slug:key>/<int:year>/batch", batches.batch_new, name="batch-new"),
]
