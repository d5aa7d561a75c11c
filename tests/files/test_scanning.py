"""The scanner: a small server speaks clamd's INSTREAM over real sockets; what follows of it.

Protocol, of clamd(8): "zINSTREAM\\0", chunks of <4 bytes, network order><data>, a chunk of length
zero; the reply ends with \\0.
"""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.http import Http404

from fumao.apps.files.clamd import Clamd, read_reply
from fumao.apps.files.models import StoredFile
from fumao.apps.files.queries import open_file
from fumao.apps.files.scanning import Verdict
from fumao.apps.files.service import keep_file
from tests.plans.city import City, evidence

# The name is what matters: the test file of EICAR itself would upset scanners of developers.
MALWARE = "EVIL-FOR-TESTS"


class Daemon:
    """A clamd for one test: finds MALWARE, keeps what it was sent."""

    def __init__(self, server: socket.socket, answer: bytes | None) -> None:
        self.server, self.answer = server, answer
        self.sent: list[bytes] = []

    def serve(self) -> None:
        """Answer until the socket is closed."""
        while True:
            try:
                connection, _peer = self.server.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(5)
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        stream = connection.makefile("rb")
        if stream.read(10) != b"zINSTREAM\0":
            connection.sendall(b"UNKNOWN COMMAND\0")
            return
        body = b""
        while size := struct.unpack("!I", stream.read(4))[0]:
            body += stream.read(size)
        self.sent.append(body)
        found = MALWARE.encode() in body
        reply = b"stream: Win.Test.EVIL-1 FOUND\0" if found else b"stream: OK\0"
        connection.sendall(self.answer if self.answer is not None else reply)


@contextmanager
def running(server: socket.socket, answer: bytes | None = None) -> Iterator[Daemon]:
    daemon = Daemon(server, answer)
    thread = threading.Thread(target=daemon.serve)
    thread.start()
    try:
        yield daemon
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(5)


@pytest.fixture(autouse=True)
def scanner(settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    settings.SCANNER = "fumao.apps.files.clamd.Clamd"
    settings.CLAMD = f"unix:{tmp_path}/clamd.ctl"


@pytest.fixture
def clamd(settings: Any, tmp_path: Path) -> Iterator[Daemon]:
    """A daemon behind a Unix socket."""
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    server.bind(f"{tmp_path}/clamd.ctl")
    server.listen()
    with running(server) as daemon:
        yield daemon


def test_files_go_over_either_socket_whole(settings: Any, tmp_path: Path, clamd: Daemon) -> None:
    body = bytes(range(256)) * 1000  # several chunks
    path = tmp_path / "a.bin"
    path.write_bytes(body)
    assert Clamd().scan(path) == Verdict("clean")
    assert clamd.sent == [body]
    server = socket.create_server(("127.0.0.1", 0))
    settings.CLAMD = f"127.0.0.1:{server.getsockname()[1]}"
    with running(server) as other:
        path.write_bytes(b"x" * 70_000 + MALWARE.encode())
        assert Clamd().scan(path) == Verdict("infected", "Win.Test.EVIL-1")
        assert len(other.sent[0]) == 70_014


@pytest.mark.parametrize(
    ("reply", "state"),
    [
        (b"stream: OK\0", "clean"),
        (b"stream: A.B-1 FOUND\0", "infected"),
        (b"INSTREAM size limit exceeded. ERROR\0", "unavailable"),
        (b"", "unavailable"),
        (b"\xff\xfe", "unavailable"),
    ],
)
def test_replies_are_read(reply: bytes, state: str) -> None:
    assert read_reply(reply).state == state


def test_clean_files_are_kept_and_marked(city: City, clamd: Daemon) -> None:
    kept = keep_file(city.office, evidence("会议纪要"), "task:a", city.area.pk)
    assert kept.file.scan == "clean"
    assert clamd.sent == ["会议纪要".encode()]
    assert open_file(city.office, kept.pk).path.read_bytes() == "会议纪要".encode()


def test_infected_files_are_refused_and_nothing_is_left(
    city: City, clamd: Daemon, settings: Any
) -> None:
    with pytest.raises(ValidationError, match=r"恶意程序（Win\.Test\.EVIL-1）") as error:
        keep_file(city.office, evidence(MALWARE), "task:a", city.area.pk)
    assert error.value.code == "infected"
    assert not StoredFile.objects.exists()
    assert not list(Path(settings.FILES_ROOT).rglob("*"))


@pytest.mark.parametrize("address", ["unix:/nowhere/clamd.ctl", "127.0.0.1:1", "nonsense"])
def test_a_scanner_that_is_away(city: City, settings: Any, address: str) -> None:
    settings.CLAMD = address
    kept = keep_file(city.office, evidence("甲"), "task:a", city.area.pk)
    assert kept.file.scan == "unscanned"
    settings.SCANNER_REQUIRED = True
    with pytest.raises(ValidationError, match="病毒检查服务") as error:
        keep_file(city.office, evidence("乙"), "task:a", city.area.pk)
    assert error.value.code == "not_scanned"
    assert StoredFile.objects.count() == 1


def test_an_adapter_that_breaks_is_a_scanner_that_is_away(city: City, settings: Any) -> None:
    settings.SCANNER = "fumao.apps.files.scanning.no_such_scanner"
    kept = keep_file(city.office, evidence("甲"), "task:a", city.area.pk)
    assert kept.file.scan == "unscanned"


def test_without_a_scanner_nothing_is_said(city: City, settings: Any) -> None:
    settings.SCANNER = ""
    assert keep_file(city.office, evidence("甲"), "task:a", city.area.pk).file.scan == ""


def test_files_kept_unscanned_are_scanned_later(
    city: City, settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = keep_file(city.office, evidence("甲"), "task:a", city.area.pk)
    bad = keep_file(city.office, evidence(MALWARE, "乙.txt"), "task:a", city.area.pk)
    call_command("scan_files")
    assert "0 clean, 0 infected, 2 left" in capsys.readouterr().out
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    server.bind(f"{tmp_path}/clamd.ctl")
    server.listen()
    with running(server):
        call_command("scan_files")
    assert "1 clean, 1 infected, 0 left" in capsys.readouterr().out
    assert open_file(city.office, good.pk).name == good.name
    with pytest.raises(Http404):
        open_file(city.office, bad.pk)
