"""How often one person may have all enterprises computed, from a page or over the API."""

from datetime import timedelta

from fumao.apps.orgs.service import Limit

SCREEN = Limit("screen", 60, timedelta(minutes=10))  # each takes a second of the machine
AT_ONCE = 5000  # enterprises that are screened while the page waits; more are left to the worker
