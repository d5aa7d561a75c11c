"""A lean client: so many connections, each with one request under way; no threads, raw sockets."""

import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import quantiles

CONNECTIONS = 16


@dataclass(frozen=True)
class Load:
    """What a run came to; times in milliseconds."""

    seconds: float
    statuses: dict[int, int]
    p50: float
    p95: float
    p99: float
    last: bytes

    @property
    def rate(self) -> float:
        """Return the replies a second."""
        return sum(self.statuses.values()) / self.seconds


def request_of(path: str, body: bytes, headers: Sequence[tuple[str, str]] = ()) -> bytes:
    """Return a POST of JSON as it goes over the wire."""
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", "Content-Type: application/json"]
    lines += [f"{name}: {value}" for name, value in headers]
    lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def run(port: int, requests: Sequence[bytes], seconds: float) -> Load:
    """Send requests, each once, until the time is over or none is left."""
    poll = selectors.DefaultSelector()
    waiting: Iterator[bytes] = iter(requests)
    times: list[float] = []
    statuses: Counter[int] = Counter()
    began, held, last = time.perf_counter(), {}, b""
    end = began + seconds
    for _ in range(CONNECTIONS):
        place = socket.create_connection(("127.0.0.1", port))
        place.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        poll.register(place, selectors.EVENT_READ)
        place.sendall(next(waiting))
        held[place] = (time.perf_counter(), b"")
    while held:
        for key, _events in poll.select(timeout=30):
            place = key.fileobj
            assert isinstance(place, socket.socket)
            sent, got = held[place]
            more = place.recv(65536)
            assert more, f"the server closed a connection after {got!r}"
            got += more
            head, mark, body = got.partition(b"\r\n\r\n")
            if not mark or len(body) < _length(head):
                held[place] = (sent, got)
                continue
            now = time.perf_counter()
            times.append((now - sent) * 1000)
            status = int(got[9:12])
            statuses[status] += 1
            if status >= 300:
                last = got
            following = next(waiting, None) if now < end else None
            if following is None:
                poll.unregister(place)
                place.close()
                del held[place]
                continue
            place.sendall(following)
            held[place] = (time.perf_counter(), b"")
    cuts = quantiles(times, n=100)
    whole = time.perf_counter() - began
    return Load(whole, dict(statuses), cuts[49], cuts[94], cuts[98], last)


def _length(head: bytes) -> int:
    at = head.lower().find(b"content-length:")
    assert at >= 0, head
    return int(head[at + 15 :].split(b"\r\n", 1)[0])
