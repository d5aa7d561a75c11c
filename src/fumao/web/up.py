"""`fumao up`: prepare the database, then run server and worker in the foreground until Ctrl-C."""

import errno
import os
import signal
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from types import FrameType

from rich.console import Console

from fumao.web.children import Children
from fumao.web.manage import use_settings

console = Console(stderr=True, highlight=False)
TICK = 60.0  # seconds between two rounds of housekeeping


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server listens."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """Return the address a browser on this machine opens."""
        shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)  # noqa: S104
        return f"http://{shown}:{self.port}/"

    def problem(self) -> str | None:
        """Return why the server cannot listen there, in Chinese and English, or None."""
        try:
            family, _, _, _, place = socket.getaddrinfo(
                self.host, self.port, type=socket.SOCK_STREAM
            )[0]
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(place)
        except OSError as error:
            other = f"PORT={self.port + 1 if self.port < 65535 else 8000} make up"
            if error.errno == errno.EADDRINUSE:
                return (
                    f"端口 {self.port} 已被占用。换一个端口：{other}\n"
                    f"Port {self.port} is taken. Choose another: {other}"
                )
            return (
                f"不能在 HOST={self.host} PORT={self.port} 上监听：{error.strerror}\n"
                f"Cannot listen on HOST={self.host} PORT={self.port}: {error.strerror}"
            )
        return None


def number_from_environment(name: str, default: str, most: int) -> int:
    """Return a setting that is a whole number from 1; exits with 2 and a sentence if not."""
    text = os.environ.get(name, default)
    if not text.isdecimal() or not 0 < int(text) <= most:
        console.print(f"{name}={text}：应为 1–{most} 的整数。 {name} must be 1–{most}.")
        raise SystemExit(2)
    return int(text)


def prepare() -> None:
    """Bring database, static files, translations, packs and demo data up to date, with progress."""
    from django.conf import settings
    from django.core.management import call_command

    def run(name: str, *arguments: str) -> Callable[[], object]:
        return lambda: call_command(name, *arguments, stdout=StringIO())

    steps = [
        ("数据库结构 database", run("migrate", "-v0", "--no-input")),
        ("界面文件 static files", run("prepare_static")),
        ("政策包 packs", run("load_packs")),
        ("办事事项 procedures", run("load_procedures")),
        ("调查表 surveys", run("load_surveys")),
    ]
    if settings.DEMO:
        steps.append(("演示数据 demo data", run("load_demo")))
        steps.append(("演示企业 demo enterprises", run("load_demo_enterprises")))
        steps.append(("演示办件 demo cases", run("load_demo_cases")))
        steps.append(("演示报表 demo reports", run("load_demo_reports")))
        steps.append(("演示筛查 demo screening", run("load_demo_screening")))
        steps.append(("演示资金 demo funds", run("load_demo_funds")))
        steps.append(("演示公报 demo releases", run("load_demo_releases")))
        steps.append(("演示共享 demo sharing", run("load_demo_sharing")))
    steps.append(("任务灯 lights", run("recompute_lights")))
    steps.append(("未读完的文件 unread imports", run("resume_imports", "--at-start")))
    steps.append(("未读完的名册 unread rolls", run("resume_rolls", "--at-start")))
    steps.append(("未读完的交换文件 unread exchanges", run("resume_exchanges", "--at-start")))
    steps.append(("未办完的批量文件 unread bulk files", run("resume_bulk", "--at-start")))
    steps.append(("未完成的筛查 unfinished screenings", run("resume_screenings", "--at-start")))
    steps.append(("未完成的编制 unfinished releases", run("resume_compiles", "--at-start")))
    steps.append(("消息发送 notices", run("deliver_notices", "--queue", "--at-start")))
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
        "--no-ws", "--log-level", "warning", "--workers-kill-timeout", "10s",
        "fumao.web.wsgi:application",
    ]  # fmt: skip
    worker = [
        python, "-m", "fumao.web.manage", "db_worker", "--interval", "0.5", "--no-startup-delay",
    ]  # fmt: skip
    return {"server": server, "worker": worker}


def _answers(address: Address) -> bool:
    """Return whether the server answers, asked by the name that the site is reached by."""
    from django.conf import settings

    question = urllib.request.Request(  # noqa: S310 - our own address
        f"{address.url}health", headers={"Host": settings.SITE_HOST}
    )
    try:
        with urllib.request.urlopen(question, timeout=1) as reply:  # noqa: S310
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _announce(address: Address) -> None:
    from django.conf import settings

    console.print(f"\nFumao 服贸  [bold]{address.url}[/bold]")
    if settings.DEMO:
        from fumao.apps.plans.demo.accounts import demo_accounts
        from fumao.apps.plans.demo.password import PASSWORD

        console.print(f"演示账号 demo accounts (password for all: [bold]{PASSWORD}[/bold])")
        for username, title in demo_accounts():
            console.print(f"  {username:<14} {title}")
    console.print("Ctrl-C 停止 stops both server and worker.\n")


def _keep_house(stopping: threading.Event) -> None:
    """Until the end: queue work that was cut off; settle lights and terms on a new day.

    The terms of all cases take seconds: they are settled once the server answers, not before.
    """
    from django.db import DatabaseError, close_old_connections
    from structlog import get_logger

    from fumao.apps.enterprises.actions.resume_rolls import resume_rolls
    from fumao.apps.grants.actions.resume_screenings import resume_screenings
    from fumao.apps.notices.service import queue_delivery
    from fumao.apps.orgs.actor import Actor
    from fumao.apps.orgs.clock import today
    from fumao.apps.plans.actions.recompute_lights import recompute_lights
    from fumao.apps.plans.actions.resume_imports import resume_imports
    from fumao.apps.procedures.actions.pass_time import pass_time_for_all
    from fumao.apps.releases.actions.resume_compiles import resume_compiles
    from fumao.apps.sharing.actions.resume_exchanges import resume_exchanges
    from fumao.apps.surveys.actions.open_ahead import open_ahead
    from fumao.apps.surveys.actions.resume_bulk import resume_bulk
    from fumao.apps.surveys.actions.write_batches import queue_batches

    day, terms_settled = today(), None
    pause = 0.0
    while not stopping.wait(pause):
        pause = TICK
        try:
            close_old_connections()
            if today() != terms_settled:
                pass_time_for_all(Actor(None, today()), today())
                open_ahead(today())
                terms_settled = today()
            resume_imports()
            resume_rolls()
            resume_exchanges()
            resume_bulk()
            queue_delivery()
            queue_batches()
            resume_screenings()
            resume_compiles()
            if today() != day:
                recompute_lights(None, today())
                day = today()
        except DatabaseError as error:  # the next round tries again
            get_logger(__name__).error("housekeeping_failed", error=str(error))


def run() -> int:
    """Prepare, start server and worker, wait; return the exit code."""
    address = Address(
        os.environ.get("HOST", "127.0.0.1"), number_from_environment("PORT", "8000", 65535)
    )
    workers = number_from_environment("WEB_WORKERS", "2", 64)
    if problem := address.problem():
        console.print(problem)
        return 2
    use_settings()
    import django
    from django.conf import settings
    from django.db import OperationalError

    if not settings.ALLOWED_HOSTS:
        console.print(
            "未设置 ALLOWED_HOSTS：填写访问本站的域名，如 ALLOWED_HOSTS=fumao.example.cn。\n"
            "ALLOWED_HOSTS is not set: name the hosts the site is reached by; DEMO=1 needs none."
        )
        return 2
    stopping = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    # While preparing, Ctrl-C interrupts as usual: every step is a transaction and can be repeated.
    django.setup()
    try:
        prepare()
    except KeyboardInterrupt:
        return 130
    except OperationalError as error:
        console.print(
            f"数据库打不开：{error}请检查 DATABASE_URL 或 DATA。\n"
            "The database cannot be opened: check DATABASE_URL or DATA."
        )
        return 2
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, on_signal)
    return _serve(address, workers, stopping)


def _serve(address: Address, workers: int, stopping: threading.Event) -> int:
    """Run server and worker until one ends or `stopping` is set; return the exit code."""
    commands = _commands(address, workers)
    ready = False
    with Children() as children:
        children.start("server", commands["server"])
        while not stopping.wait(0.1):
            if ended := children.ended():
                console.print(f"{ended} 意外结束，正在停止。 {ended} ended; stopping the rest.")
                return 1
            if not ready and _answers(address):
                ready = True
                # After the server: both at once take longer until the first page.
                children.start("worker", commands["worker"])
                threading.Thread(target=_keep_house, args=[stopping], daemon=True).start()
                _announce(address)
        console.print("正在停止 stopping …")
    return 0
