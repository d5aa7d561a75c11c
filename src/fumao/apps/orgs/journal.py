"""How orgs tells what happened: audit stands above orgs, so it gives its recorder at start-up."""

from typing import Any, Protocol

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area, Department


class Recorder(Protocol):
    """The face of fumao.apps.audit.record.record that orgs needs."""

    def __call__(
        self,
        stream: str,
        kind: str,
        *,
        actor: Actor,
        area: Area | int,
        department: Department | int | None = None,
        data: dict[str, Any] | None = None,
    ) -> object:
        """Append one event inside the caller's transaction."""


_recorders: list[Recorder] = []


def use_recorder(recorder: Recorder) -> None:
    """Send every later event to `recorder`; called once, when the apps are ready."""
    _recorders[:] = [recorder]


def tell(
    stream: str,
    kind: str,
    *,
    actor: Actor,
    area: Area | int,
    department: Department | int | None = None,
    data: dict[str, Any] | None = None,
) -> None:
    """Record an event of orgs in the caller's transaction.

    Raises RuntimeError where no recorder was given: a change without its event must not pass.
    """
    if not _recorders:
        raise RuntimeError(f"nobody records {kind} of {stream}: is fumao.apps.audit installed?")
    _recorders[0](stream, kind, actor=actor, area=area, department=department, data=data)
