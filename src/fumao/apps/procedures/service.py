"""The public face of procedures: listen to what happens to cases, and read them."""

from fumao.apps.procedures.book import Loaded, loaded
from fumao.apps.procedures.filing import filed_of
from fumao.apps.procedures.happening import Happening, events_of, listen
from fumao.apps.procedures.queries.catalogue import offered_in

__all__ = [
    "Happening", "Loaded", "events_of", "filed_of", "listen", "loaded", "offered_in",
]  # fmt: skip
