"""Addresses of enterprises."""

from django.urls import URLPattern, path

from fumao.apps.enterprises.views import child_rows, enterprise, register, rolls

urlpatterns: list[URLPattern] = [
    path("enterprises/", register.register, name="enterprises"),
    path("enterprises/export.xlsx", register.export, name="enterprises-export"),
    path("enterprises/new", register.register_new, name="enterprise-new"),
    path("enterprises/rolls/", rolls.rolls, name="rolls"),
    path("enterprises/rolls/template.xlsx", rolls.template, name="roll-template"),
    path("enterprises/rolls/<int:pk>/", rolls.roll, name="roll"),
    path("enterprises/rolls/<int:pk>/rows/<int:number>", rolls.decide, name="roll-decide"),
    path("enterprises/rolls/<int:pk>/skip", rolls.skip, name="roll-skip"),
    path("enterprises/rolls/<int:pk>/confirm", rolls.confirm, name="roll-confirm"),
    path("enterprises/rolls/<int:pk>/discard", rolls.discard, name="roll-discard"),
    path("enterprises/rolls/<int:pk>/wrong.xlsx", rolls.wrong, name="roll-wrong"),
    path("enterprises/<str:code>/", enterprise.enterprise, name="enterprise"),
    path("enterprises/<str:code>/do/<slug:name>", enterprise.act, name="enterprise-act"),
    path("enterprises/<str:code>/rows/<slug:table>", child_rows.rows, name="enterprise-rows"),
    path("enterprises/<str:code>/facts/<int:pk>", enterprise.correct, name="fact-correct"),
    path(
        "enterprises/<str:code>/contacts/<int:pk>/reveal", enterprise.reveal, name="contact-reveal"
    ),
    path("enterprises/<str:code>/contacts/<int:pk>/end", enterprise.end, name="contact-end"),
]
