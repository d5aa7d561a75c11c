"""`fumao up`: prepare the database, then run server and worker in the foreground until Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

from rich.console import Console

console = Console(stderr=True, highlight=False)
STOP_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server listens."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """Return the address a browser on this machine opens."""
        shown = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104
        return f"http://{shown}:{self.port}/"

    def is_taken(self) -> bool:
        """Return whether something already listens there."""
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError:
                return True
        return False


def address_from_environment() -> Address:
    """Return HOST and PORT; exits with 2 and a sentence where PORT is no port."""
    text = os.environ.get("PORT", "8000")
    if not text.isdigit() or not 0 < int(text) < 65536:
        console.print(f"PORT={text} 不是端口号，请给 1–65535 的整数。 PORT must be 1–65535.")
        raise SystemExit(2)
    return Address(os.environ.get("HOST", "127.0.0.1"), int(text))


def prepare() -> None:
    """Bring database, static files, translations, packs and demo data up to date, with progress."""
    from django.conf import settings
    from django.core.management import call_command

    steps: list[tuple[str, Callable[[], object]]] = [
        ("数据库结构 database", lambda: call_command("migrate", verbosity=0, interactive=False)),
        ("界面文件 static files", lambda: call_command("prepare_static", verbosity=0)),
        ("政策包 packs", lambda: call_command("load_packs", verbosity=0)),
    ]
    if settings.DEMO:
        steps.append(("演示数据 demo data", lambda: call_command("load_demo", verbosity=0)))
    steps.append(("任务灯 lights", lambda: call_command("recompute_lights", verbosity=0)))
    for number, (name, step) in enumerate(steps, 1):
        began = time.monotonic()
        with console.status(f"[{number}/{len(steps)}] {name} …"):
            step()
        console.print(f"[{number}/{len(steps)}] {name}  {time.monotonic() - began:.1f} s")


def _commands(address: Address, workers: int) -> dict[str, list[str]]:
    python = sys.executable
    server = [
        python, "-m", "granian", "--interface", "wsgi", "--host", address.host,
        "--port", str(address.port), "--workers", str(workers), "--blocking-threads", "4",
        "--no-ws", "--log-level", "warning", "fumao.web.wsgi:application",
    ]  # fmt: skip
    worker = [python, "-m", "fumao.web.manage", "db_worker", "--interval", "0.5"]
    return {"server": server, "worker": worker}


def _answers(address: Address) -> bool:
    try:
        with urllib.request.urlopen(f"{address.url}health", timeout=1) as reply:  # noqa: S310
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _stop(children: dict[str, subprocess.Popen[bytes]]) -> None:
    for child in children.values():
        if child.poll() is None:
            child.send_signal(signal.SIGINT)
    deadline = time.monotonic() + STOP_SECONDS
    for name, child in children.items():
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            console.print(f"{name} did not stop in {STOP_SECONDS} s and was killed")
            child.kill()
            child.wait()


def _announce(address: Address) -> None:
    from django.conf import settings

    console.print(f"\nFumao 服贸  [bold]{address.url}[/bold]")
    if settings.DEMO:
        from fumao.apps.plans.demo.accounts import demo_accounts

        console.print("演示账号 demo accounts (password for all: [bold]fumao-demo-2022[/bold])")
        for username, title in demo_accounts():
            console.print(f"  {username:<14} {title}")
    console.print("Ctrl-C 停止 stops both server and worker.\n")


def run() -> int:
    """Prepare, start server and worker, wait; return the exit code."""
    address = address_from_environment()
    if address.is_taken():
        console.print(
            f"端口 {address.port} 已被占用。换一个端口：PORT={address.port + 1} make up\n"
            f"Port {address.port} is taken. Choose another: PORT={address.port + 1} make up"
        )
        return 2
    import django

    django.setup()
    prepare()

    stopping = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, on_signal)
    workers = int(os.environ.get("WEB_WORKERS", "2"))
    # Own sessions: Ctrl-C reaches this process alone, which then stops both in order.
    children = {
        name: subprocess.Popen(command, start_new_session=True)  # noqa: S603
        for name, command in _commands(address, workers).items()
    }
    announced = False
    try:
        while not stopping.wait(0.2):
            for name, child in children.items():
                if child.poll() is not None:
                    console.print(f"{name} ended with {child.returncode}; stopping the other one")
                    return 1
            if not announced and _answers(address):
                _announce(address)
                announced = True
        console.print("正在停止 stopping …")
        return 0
    finally:
        _stop(children)
