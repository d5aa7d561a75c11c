"""Addresses of releases: for everybody, by the interface of the standard, the office's own."""

from django.urls import URLPattern, path

from fumao.apps.releases.views import analysis, office, public, saved_views, sdmx

_ONE = "statistics/<slug:key>/<slug:area>/<slug:period>/"

urlpatterns: list[URLPattern] = [
    path("statistics/", public.publications, name="publications"),
    path("statistics/analysis/", analysis.analysis, name="analysis"),
    path("statistics/analysis/<str:name>", analysis.analysis_file, name="analysis-file"),
    path("statistics/<slug:key>/<slug:area>/", public.publication, name="publication"),
    path(_ONE, public.release, name="release"),
    path(f"{_ONE}v<int:number>/", public.release, name="release-version"),
    path(f"{_ONE}v<int:number>/<str:name>", public.release_file, name="release-file"),
    path("sdmx/v2/<path:path>", sdmx.sdmx, name="sdmx"),
    path("releases/", office.releases, name="releases"),
    path("releases/new", office.release_new, name="release-new"),
    path("releases/analysis/", analysis.analysis_inside, name="analysis-inside"),
    path(
        "releases/analysis/<str:name>", analysis.analysis_inside_file, name="analysis-inside-file"
    ),
    path("analysis/views/", saved_views.views, name="analysis-views"),
    path("analysis/views/new", saved_views.view_new, name="analysis-view-new"),
    path("analysis/views/<int:pk>/change", saved_views.view_change, name="analysis-view-change"),
    path("analysis/views/<int:pk>/delete", saved_views.view_delete, name="analysis-view-delete"),
    path(
        "analysis/views/<int:pk>/restore", saved_views.view_restore, name="analysis-view-restore"
    ),
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
