"""The keys of an installation that was not given them: kept beside its data."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def read_or_create_secret_key(data: Path) -> str:
    """Return the signing key kept in DATA/secret.key, made on first use with mode 0600."""
    return _kept(data / "secret.key", lambda: secrets.token_urlsafe(64))


def read_or_create_receipt_key(data: Path) -> str:
    """Return the seed of the key that signs receipts, kept in DATA/receipt.key (Ed25519)."""
    return _kept(data / "receipt.key", lambda: secrets.token_hex(32))


def _kept(path: Path, make: Callable[[], str]) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(make())
        try:
            os.link(draft, path)  # atomic: the first of two starting processes wins
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
