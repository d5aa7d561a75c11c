"""Going over the chains: which events do not follow from the one before."""

from collections.abc import Iterable

from fumao.apps.audit.models import Event
from fumao.apps.audit.record import digest_of


def _breaks(events: Iterable[Event]) -> Iterable[tuple[str, int]]:
    """Yield (stream, seq) of every event at which its chain does not hold; events in chain
    order."""
    stream, previous, expected = "", "", 1
    for event in events:
        if event.stream != stream:
            stream, previous, expected = event.stream, "", 1
        if event.seq != expected or event.previous != previous or event.digest != digest_of(event):
            yield stream, event.seq
        previous, expected = event.digest, event.seq + 1


def broken_links(stream: str) -> list[int]:
    """Return the sequence numbers of a stream at which the chain does not hold."""
    chain = Event.objects.filter(stream=stream).order_by("seq")
    return [seq for _stream, seq in _breaks(chain)]


def broken_streams() -> dict[str, list[int]]:
    """Go over every event once and return the broken sequence numbers by stream."""
    broken: dict[str, list[int]] = {}
    for stream, seq in _breaks(Event.objects.order_by("stream", "seq").iterator()):
        broken.setdefault(stream, []).append(seq)
    return broken
