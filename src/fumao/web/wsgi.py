"""The WSGI entry that granian serves."""

import gc
import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fumao.web.settings")
application = get_wsgi_application()
# What start-up made stays: a full collection that walks it stops a page for a tenth of a second.
_ = get_resolver().url_patterns  # imports the views
# Once the apps are ready: their modules cannot be imported before.
import_module("fumao.apps.grants.book").read_ahead(import_module("fumao.apps.orgs.clock").today())
gc.collect()
gc.freeze()
