"""The signing key of an installation that was not given one."""

import os
import secrets
from pathlib import Path


def read_or_create_secret_key(data: Path) -> str:
    """Return the key kept in DATA/secret.key, made on first use with mode 0600."""
    path = data / "secret.key"
    if not path.exists():
        data.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64))
        try:
            os.link(draft, path)  # atomic: the first of two starting processes wins
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
