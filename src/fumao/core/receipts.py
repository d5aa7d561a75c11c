"""Signed receipts: canonical JSON signed with an Ed25519 key, verified with its public half."""

import hashlib
import json
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from fumao.core.errors import CoreError


def canonical(body: object) -> str:
    """Return JSON of one form only: sorted names, no spaces, characters as they are."""
    return json.dumps(
        body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def digest(body: object) -> str:
    """Return the SHA-256 over the canonical JSON."""
    return hashlib.sha256(canonical(body).encode()).hexdigest()


class Signer:
    """A key that signs; `public` is what others verify with (64 hexadecimal digits)."""

    def __init__(self, seed: str) -> None:
        """Take a seed of 64 hexadecimal digits; raises CoreError for anything else."""
        try:
            raw = bytes.fromhex(seed)
            self._key = Ed25519PrivateKey.from_private_bytes(raw)
        except ValueError as error:
            raise CoreError(
                "receipt_key",
                "收据签名密钥应为64位十六进制数；请检查 RECEIPT_KEY",
                "the key of receipts must be 64 hexadecimal digits: check RECEIPT_KEY",
            ) from error
        self.public = self._key.public_key().public_bytes_raw().hex()

    def sign(self, text: str) -> str:
        """Return the signature of a text (128 hexadecimal digits)."""
        return self._key.sign(text.encode()).hex()


def is_signed(text: str, signature: str, public: str) -> bool:
    """Tell whether a text bears the signature of the key with this public half."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def envelope(body: Mapping[str, object], signer: Signer) -> dict[str, object]:
    """Return a receipt as it is handed out: the body, its signature, the public key."""
    return {
        "receipt": dict(body), "signature": signer.sign(canonical(body)), "key": signer.public,
    }  # fmt: skip
