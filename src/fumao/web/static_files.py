"""Static files: ours, the few we take from front-end packages, and the icon sprite."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage, Error
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from fumao.web.icons import sprite

# Name under static/ → file in node_modules. Only these are served, whatever else a package holds.
PACKAGE_FILES = {
    "vendor/tabler.css": "@tabler/core/dist/css/tabler.min.css",
    "vendor/htmx.js": "htmx.org/dist/htmx.min.js",
    "vendor/echarts.js": "echarts/dist/echarts.common.min.js",
    "vendor/echarts-all.js": "echarts/dist/echarts.min.js",  # with treemaps; their pages alone
}
SPRITE = "vendor/icons.svg"
OUTLINES = "@tabler/icons/icons/outline"

# Source maps are not shipped; a reference to one makes the hashed storage look for it.
_SOURCE_MAP = re.compile(rb"\n?(/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=\S+)\s*$")


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed, compressed files; a name missing from the manifest is an error, not a guess."""

    manifest_strict = True


class PackageStorage(Storage):
    """Read-only view of the files in `PACKAGE_FILES` and of the sprite."""

    prefix = ""

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        if name == SPRITE:
            return ContentFile(sprite(self._root / OUTLINES).encode(), name)
        return ContentFile(_SOURCE_MAP.sub(b"\n", Path(self.path(name)).read_bytes()), name)

    def path(self, name: str) -> str:
        """Return the file behind a name."""
        return str(self._root / (OUTLINES if name == SPRITE else PACKAGE_FILES[name]))

    def exists(self, name: str) -> bool:
        """Return whether the package that holds the file is installed."""
        return (name == SPRITE or name in PACKAGE_FILES) and Path(self.path(name)).exists()

    @property
    def _root(self) -> Path:
        return Path(settings.NODE_MODULES)


class PackageFinder(BaseFinder):
    """Finds the front-end packages' files for collectstatic."""

    storage = PackageStorage()

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        """Report packages that are not installed."""
        missing = [n for n in (*PACKAGE_FILES, SPRITE) if not self.storage.exists(n)]
        if not missing:
            return []
        hint = f"run make env, or npm ci beside {settings.NODE_MODULES}"
        return [Error(f"front-end packages missing for {', '.join(missing)}", hint, id="web.E001")]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Return where a file lies; the sprite exists only once it is collected."""
        found = path in PACKAGE_FILES and self.storage.exists(path)
        if find_all:
            return [self.storage.path(path)] if found else []
        return self.storage.path(path) if found else None

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[Any]:
        """Yield every file with its storage."""
        for name in (*PACKAGE_FILES, SPRITE):
            yield name, self.storage
