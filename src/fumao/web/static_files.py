"""Static files under hashed names, front-end packages included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Hashed, compressed files; a name missing from the manifest is an error, not a guess."""

    manifest_strict = True
