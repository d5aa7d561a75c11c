"""The settings of the tests: a demo's, with data in a folder of this process that goes with it.

pytest-django reads the settings before any conftest, so the environment is prepared here.
"""

import os
import tempfile

_scratch = tempfile.TemporaryDirectory(prefix="fumao-test-")
os.environ["DEMO"] = "1"
os.environ["DATA"] = _scratch.name

from fumao.web.settings import *  # noqa: E402, F403
from fumao.web.settings import STATIC_ROOT, STORAGES  # noqa: E402

STATIC_ROOT.mkdir()
# A test collects no static files, so pages name them plainly; make check collects them.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
