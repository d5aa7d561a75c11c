"""The mail server as one address in the environment: EMAIL_URL."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

TIMEOUT = 20  # seconds a step of the dialogue with the mail server may take
_SMTP = {"smtp": {}, "smtp+tls": {"use_tls": True}, "smtps": {"use_ssl": True}}
_BACKENDS = "django.core.mail.backends"


def mailer(url: str, folder: Path) -> dict[str, Any]:
    """Return the entry of MAILERS for an address; without one, mails are files in `folder`.

    smtp://user:password@host:25, smtp+tls:// (STARTTLS), smtps:// (TLS from the start),
    file:///folder; `?timeout=` in seconds. Raises ValueError for any other address.
    """
    parts = urlsplit(url)
    if not url or parts.scheme == "file":
        path = unquote(parts.path) or str(folder)
        return {"BACKEND": f"{_BACKENDS}.filebased.EmailBackend", "OPTIONS": {"file_path": path}}
    if parts.scheme not in _SMTP or not parts.hostname:
        raise ValueError(f"EMAIL_URL={parts.scheme}://…: smtp, smtp+tls, smtps or file is meant")
    given = {
        "port": parts.port,
        "username": unquote(parts.username or "") or None,
        "password": unquote(parts.password or "") or None,
    }
    options: dict[str, Any] = {
        "host": parts.hostname,
        "timeout": int(parse_qs(parts.query).get("timeout", [str(TIMEOUT)])[0]),
        **_SMTP[parts.scheme],
        **{name: value for name, value in given.items() if value is not None},
    }
    return {"BACKEND": f"{_BACKENDS}.smtp.EmailBackend", "OPTIONS": options}
