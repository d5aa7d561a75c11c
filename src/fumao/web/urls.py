"""Every address of the site."""

from django.urls import include, path
from django.views.i18n import set_language

from fumao.web import demo, errors, views
from fumao.web.api import api
from fumao.web.files import attachment
from fumao.web.home import home
from fumao.web.sign_in import SignInView

urlpatterns = [
    path("", views.start, name="start"),
    path("home/", home, name="home"),
    path("display/theme", views.set_theme, name="set-theme"),
    path("display/language", set_language, name="set_language"),
    path("health", views.health, name="health"),
    path("files/<int:pk>", attachment, name="attachment"),
    path("", include("fumao.apps.files.urls")),
    path("demo/enter", demo.enter, name="demo-enter"),
    path("api/v1/", api.urls),
    path("accounts/login/", SignInView.as_view(), name="account_login"),
    path("accounts/", include("allauth.urls")),
    path("", include("fumao.apps.orgs.urls")),
    path("", include("fumao.apps.audit.urls")),
    path("", include("fumao.apps.notices.urls")),
    path("", include("fumao.apps.plans.urls")),
    path("", include("fumao.apps.enterprises.urls")),
    path("", include("fumao.apps.procedures.urls")),
    path("", include("fumao.apps.surveys.urls")),
    path("", include("fumao.apps.sharing.urls")),
    path("", include("fumao.apps.grants.urls")),
    path("", include("fumao.apps.funds.urls")),
    path("", include("fumao.apps.releases.urls")),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
