"""The addresses of orgs."""

from django.urls import path

from fumao.apps.orgs.views import delegations, people, registers, tokens

urlpatterns = [
    path("orgs/", registers.departments, name="departments"),
    path("orgs/departments.xlsx", registers.departments_xlsx, name="departments-export"),
    path("orgs/departments/<slug:key>/", registers.department, name="department"),
    path("orgs/parks/", registers.parks, name="parks"),
    path("orgs/parks/<slug:key>/", registers.park, name="park"),
    path("orgs/people/", people.people, name="people"),
    path("orgs/people/add", people.add, name="person-add"),
    path("orgs/people/<str:username>/", people.person, name="person"),
    path("orgs/people/<str:username>/posts", people.give, name="post-give"),
    path("orgs/people/<str:username>/posts/<int:pk>/end", people.end, name="post-end"),
    path("orgs/people/<str:username>/password", people.reset, name="password-reset"),
    path("orgs/delegations/", delegations.delegations, name="delegations"),
    path("orgs/delegations/<int:pk>/end", delegations.end, name="delegation-end"),
    path("orgs/tokens/", tokens.tokens, name="tokens"),
    path("orgs/tokens/<int:pk>/revoke", tokens.revoke, name="token-revoke"),
]
