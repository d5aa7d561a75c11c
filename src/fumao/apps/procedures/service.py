"""The public face of procedures: listen to what happens to cases, and read them."""

from fumao.apps.procedures.book import Loaded, loaded
from fumao.apps.procedures.filing import filed_of
from fumao.apps.procedures.happening import Happening, listen

__all__ = ["Happening", "Loaded", "filed_of", "listen", "loaded"]
