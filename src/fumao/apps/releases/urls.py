"""Addresses of releases: what everybody may open, the interface of the standard, the office's."""

from django.urls import URLPattern, path

from fumao.apps.releases.views import office, public, sdmx

_ONE = "statistics/<slug:key>/<slug:area>/<slug:period>/"

urlpatterns: list[URLPattern] = [
    path("statistics/", public.publications, name="publications"),
    path("statistics/<slug:key>/<slug:area>/", public.publication, name="publication"),
    path(_ONE, public.release, name="release"),
    path(f"{_ONE}v<int:number>/", public.release, name="release-version"),
    path(f"{_ONE}v<int:number>/<str:name>", public.release_file, name="release-file"),
    path("sdmx/v2/<path:path>", sdmx.sdmx, name="sdmx"),
    path("releases/", office.releases, name="releases"),
    path("releases/new", office.release_new, name="release-new"),
    path("releases/<int:pk>/", office.release, name="release-office"),
    path("releases/<int:pk>/move", office.move, name="release-move"),
    path("releases/<int:pk>/compile", office.compile_release, name="release-compile"),
    path("releases/<int:pk>/v<int:number>/", office.preview, name="release-preview"),
    path(
        "releases/<int:pk>/v<int:number>/file/<str:name>", office.preview_file,
        name="release-preview-file",
    ),
    path("releases/<int:pk>/v<int:number>/approve", office.approve, name="release-approve"),
    path("releases/<int:pk>/v<int:number>/withdraw", office.withdraw, name="release-withdraw"),
]  # fmt: skip
