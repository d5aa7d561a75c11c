"""ClamAV over its daemon's socket: the file is sent, so clamd needs no access to ours (INSTREAM).

Protocol: clamd(8), COMMANDS. Settings: CLAMD, `unix:/path` or `host:port`.
"""

import socket
from pathlib import Path

from django.conf import settings

from fumao.apps.files.scanning import CLEAN, Verdict

_CHUNK = 64 * 1024
_CONNECT = 3.0  # seconds: an upload does not wait long for a daemon that is away
_ANSWER = 20.0
_LONGEST = 4096  # bytes of a reply


class Clamd:
    """The daemon at settings.CLAMD."""

    def scan(self, path: Path) -> Verdict:
        """Send a file and return what the daemon says of it."""
        try:
            with _connect(settings.CLAMD) as connection, path.open("rb") as file:
                connection.settimeout(_ANSWER)
                connection.sendall(b"zINSTREAM\0")
                while chunk := file.read(_CHUNK):
                    connection.sendall(len(chunk).to_bytes(4, "big") + chunk)
                connection.sendall(bytes(4))
                return read_reply(_received(connection))
        except OSError as error:  # time-outs as well
            return Verdict("unavailable", str(error)[:200])


def read_reply(reply: bytes) -> Verdict:
    """Return the verdict of a reply: "stream: OK", "stream: NAME FOUND", or an error."""
    words = reply.rstrip(b"\0\n").decode("utf-8", "replace").removeprefix("stream: ")
    if words == "OK":
        return CLEAN
    if words.endswith(" FOUND"):
        return Verdict("infected", words.removesuffix(" FOUND")[:100])
    return Verdict("unavailable", words[:200] or "no answer")


def _connect(address: str) -> socket.socket:
    if address.startswith("unix:"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(_CONNECT)
        try:
            connection.connect(address.removeprefix("unix:"))
        except OSError:
            connection.close()
            raise
        return connection
    host, _colon, port = address.rpartition(":")
    if not host or not port.isdecimal():
        raise OSError(f"CLAMD is no unix:/path and no host:port: {address}")
    return socket.create_connection((host.strip("[]"), int(port)), _CONNECT)


def _received(connection: socket.socket) -> bytes:
    reply = b""
    while len(reply) < _LONGEST and not reply.endswith(b"\0"):
        part = connection.recv(_LONGEST)
        if not part:
            break
        reply += part
    return reply
