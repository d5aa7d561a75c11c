"""The WSGI entry that granian serves."""

import gc
import os
from importlib import import_module
from threading import Thread

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fumao.web.settings")
_whole_way = get_wsgi_application()
_ = get_resolver().url_patterns  # imports the views
# Imported once the apps are ready.
application = import_module("fumao.web.api.lane").Lane(_whole_way)


def _read_ahead() -> None:
    """Read the rules, which takes a second, while the first pages are already served."""
    # Once the apps are ready: their modules cannot be imported before.
    today = import_module("fumao.apps.orgs.clock").today()
    import_module("fumao.apps.grants.book").read_ahead(today)
    # What start-up made stays: a collection that walks it stops a page for a tenth of a second.
    gc.collect()
    gc.freeze()


Thread(target=_read_ahead, daemon=True).start()
