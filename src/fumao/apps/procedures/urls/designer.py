"""Addresses of procedures: designer, opinion templates, workload."""

from django.urls import URLPattern, path

from fumao.apps.procedures.views import designer, opinions, workload

urlpatterns: list[URLPattern] = [
    path("designer/", designer.designer, name="designer"),
    path("designer/new/", designer.designer_new, name="designer-new"),
    path("designer/check/", designer.check, name="designer-check"),
    path("designer/save/", designer.save, name="designer-save"),
    path("designer/<int:pk>/", designer.designer_one, name="designer-one"),
    path("designer/<int:pk>/publish/", designer.publish, name="designer-publish"),
    path("designer/<int:pk>/retire/", designer.retire, name="designer-retire"),
    path("cases/workload/", workload.workload, name="workload"),
    path("cases/opinions/", opinions.opinions, name="opinion-templates"),
    path("cases/opinions/<int:pk>/remove/", opinions.remove, name="opinion-remove"),
]
