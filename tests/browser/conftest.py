"""A running Fumao with the demo, and Chromium to look at it with.

A page fails its test when the browser reports an error: a script, a refused style, a missing file.
"""

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from benchmarks.running import Fumao

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
pytest.importorskip("playwright")
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from fumao.apps.plans.demo.password import PASSWORD  # noqa: E402
from tests.installations import copied, environment  # noqa: E402


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what stands here."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)


@dataclass
class Site:
    """A server and a worker over an installation of their own."""

    home: Fumao
    children: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """The settings by environment: the demo on its own day, on SQLite."""
        return environment(self.home) | {"PYTHONPATH": str(ROOT / "src")}

    @property
    def url(self) -> str:
        """The address, without a slash at the end."""
        return self.home.url

    @property
    def data(self) -> Path:
        """The folder of the installation."""
        return self.home.data

    def start(self, *arguments: str) -> None:
        """Start a process that ends with the session; its words go to a file."""
        command = [sys.executable, "-m", *arguments]
        with (self.data / f"{len(self.children)}.log").open("wb") as log:
            self.children.append(
                subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
            )

    def wait(self) -> None:
        """Return once the server answers."""
        for _attempt in range(120):
            try:
                with urllib.request.urlopen(f"{self.url}/health", timeout=1):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.25)
        raise TimeoutError((self.data / "0.log").read_text())


# Of the package, not of the session: while Playwright runs, Django takes its loop for one of a view
# and refuses the database to whatever test comes next on the same worker.
@pytest.fixture(scope="package")
def site(shelf: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo, served as `make up` serves it, on SQLite whatever the suite runs on."""
    folder = tmp_path_factory.mktemp("site") / "data"
    with copied("demo", shelf, folder, server=None) as home:
        yield from _served(Site(home))


def _served(site: Site) -> Iterator[Site]:
    site.start(
        "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(site.home.port),
        "--blocking-threads", "4", "--no-ws", "fumao.web.wsgi:application",
    )  # fmt: skip
    site.start("fumao.web.manage", "db_worker", "--interval", "0.2", "--no-startup-delay")
    try:
        site.wait()
        yield site
    finally:
        for child in site.children:
            child.terminate()
        for child in site.children:
            child.wait(20)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; a machine without one skips, CI fails."""
    path = os.environ.get("FUMAO_BROWSER") or shutil.which("chromium")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("CI needs Chromium for the browser tests")
        pytest.skip("no Chromium here: the pages are not looked at")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@dataclass
class Visit:
    """A browser window on the site, with what it complained about."""

    page: Page
    site: Site
    complaints: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)

    def open(self, path: str) -> Page:
        """Go to a page and wait until it is quiet."""
        self.page.goto(self.site.url + path)
        self.page.wait_for_load_state("networkidle")
        return self.page

    def sign_in(self, username: str) -> Page:
        """Sign in by the form."""
        self.open("/accounts/login/")
        self.page.fill("#id_login", username)
        self.page.fill("#id_password", PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/home/")
        return self.page

    def set(self, **cookies: str) -> None:
        """Set the language (django_language) or the theme."""
        self.page.context.add_cookies(
            [{"name": k, "value": v, "url": self.site.url} for k, v in cookies.items()]
        )

    def serious(self) -> list[str]:
        """Return what axe finds serious or critical."""
        if not self.page.evaluate("typeof axe !== 'undefined'"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: dict[str, Any] = self.page.evaluate(
            "axe.run(document, {resultTypes: ['violations'], "
            "runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"
        )
        return [
            f"{one['id']}: {node['target']} {node['failureSummary']}"
            for one in found["violations"]
            if one["impact"] in {"serious", "critical"}
            for node in one["nodes"]
        ]

    def sideways(self) -> int:
        """Return by how many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def _visit(browser: Browser, site: Site, **options: Any) -> Iterator[Visit]:
    options = {"viewport": {"width": 1440, "height": 900}, "locale": "en-US"} | options
    context = browser.new_context(**options)
    visit = Visit(context.new_page(), site)

    def said(message: Any) -> None:
        refused = any(f"status of {status}" in message.text for status in visit.expected)
        if message.type in {"error", "warning"} and not refused:
            visit.complaints.append(message.text)

    visit.page.on("console", said)
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    yield visit
    context.close()
    assert not visit.complaints


@pytest.fixture
def visit(chromium: Browser, site: Site) -> Iterator[Visit]:
    """A window of 1440 × 900 whose browser asks for English."""
    yield from _visit(chromium, site)


@pytest.fixture
def phone(chromium: Browser, site: Site) -> Iterator[Visit]:
    """A window of 390 × 844."""
    size = {"width": 390, "height": 844}
    yield from _visit(chromium, site, viewport=size, has_touch=True)


@pytest.fixture
def plain(chromium: Browser, site: Site) -> Iterator[Visit]:
    """A window without scripts."""
    yield from _visit(chromium, site, java_script_enabled=False)
