"""A small SMTP server of the drill: it takes mails, refuses connections, and answers slowly."""

import re
import socket
import socketserver
import threading
import time
from collections import Counter
from contextlib import suppress
from types import TracebackType


class MailServer:
    """Listens on a port of its own from `open` to `close`; counts what it acknowledged.

    `pause` is how long (seconds) it waits before each acknowledgement, so that a kill can fall
    between a mail that was taken and the news of it.
    """

    def __init__(self, pause: float = 0.0) -> None:
        self.pause = pause
        self.mails: Counter[str] = Counter()  # by Message-ID
        self.recipients: dict[str, str] = {}
        self.arrived = threading.Semaphore(0)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self._server: socketserver.ThreadingTCPServer | None = None

    @property
    def url(self) -> str:
        """Return the address for EMAIL_URL."""
        return f"smtp://127.0.0.1:{self.port}?timeout=10"

    def take(self, recipient: str, text: str) -> None:
        """Keep a mail that is about to be acknowledged."""
        found = re.search(r"^Message-ID:\s*(\S+)", text, re.MULTILINE | re.IGNORECASE)
        assert found, text
        self.mails[found[1]] += 1
        self.recipients[found[1]] = recipient
        self.arrived.release()
        time.sleep(self.pause)

    def __enter__(self) -> "MailServer":
        owner = self

        class Dialogue(socketserver.StreamRequestHandler):
            """One connection, command by command (RFC 5321)."""

            def handle(self) -> None:
                with suppress(ConnectionError):  # killed: nobody listens any more
                    self._talk()

            def _talk(self) -> None:
                self._say("220 drill")
                recipient = ""
                while line := self.rfile.readline():
                    verb = line[:4].upper()
                    if verb == b"RCPT":
                        recipient = line.decode().partition("<")[2].partition(">")[0]
                    if verb == b"DATA":
                        self._say("354 go on")
                        owner.take(recipient, self._text())
                    self._say("221 bye" if verb == b"QUIT" else "250 ok")
                    if verb == b"QUIT":
                        return

            def _text(self) -> str:
                lines = []
                while (line := self.rfile.readline()) not in {b".\r\n", b""}:
                    lines.append(line)
                return b"".join(lines).decode()

            def _say(self, words: str) -> None:
                self.wfile.write(f"{words}\r\n".encode())

        socketserver.ThreadingTCPServer.allow_reuse_address = True
        socketserver.ThreadingTCPServer.daemon_threads = True
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", self.port), Dialogue)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()
