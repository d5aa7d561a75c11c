"""Addresses of the grants app."""

from django.urls import URLPattern, path

from fumao.apps.grants.views import calculator, feedback, rules, screening, simulation

urlpatterns: list[URLPattern] = [
    path("calculator/", calculator.calculator, name="calculator"),
    path("rules/", rules.rules, name="rules"),
    path("rules/<slug:name>/", rules.rule, name="rule"),
    path("grants/screening/", screening.screening, name="screening"),
    path("grants/screening/run", screening.screening_run, name="screening-run"),
    path("grants/screening/<int:pk>/", screening.screening_one, name="screening-one"),
    path("grants/screening/<int:pk>/firms/", screening.screening_firms, name="screening-firms"),
    path("grants/screening/<int:pk>/needs/", screening.screening_needs, name="screening-needs"),
    path("grants/screening/<int:pk>/export", screening.screening_export, name="screening-export"),
    path(
        "grants/screening/<int:pk>/firms/<str:code>/",
        screening.screening_firm,
        name="screening-firm",
    ),
    path(
        "grants/screening/<int:pk>/firms/<str:code>/<slug:rule>/",
        screening.screening_cell,
        name="screening-cell",
    ),
    path("grants/simulation/", simulation.simulation, name="simulation"),
    path("grants/simulation/save", simulation.simulation_save, name="simulation-save"),
    path("grants/simulation/<int:pk>/", simulation.simulation_one, name="simulation-one"),
    path("grants/simulation/<int:pk>/memo", simulation.simulation_memo, name="simulation-memo"),
    path("grants/feedback/", feedback.feedback, name="feedback"),
]
