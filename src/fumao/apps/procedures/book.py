"""Procedures ready for use: the YAML of a version read and compiled once a process."""

from dataclasses import dataclass
from functools import lru_cache

from fumao.apps.procedures.models import ProcedureVersion
from fumao.packs.procedures import pack_rules, read_procedure
from fumao.procedures.definitions import Procedure
from fumao.procedures.form import Form

_KEPT = 256


@dataclass(frozen=True, slots=True)
class Loaded:
    """A procedure, or its variant for a later case, with its form."""

    procedure: Procedure
    form: Form


def loaded(version: ProcedureVersion, variant: str = "") -> Loaded:
    """Return the procedure of a version; raises KeyError for a variant it does not declare."""
    return _compiled(version.digest, variant, _Text(version.text))


class _Text(str):
    """The YAML, left out of the key: its digest stands for it."""

    __slots__ = ()

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return True


@lru_cache(maxsize=_KEPT)
def _compiled(_digest: str, variant: str, text: _Text) -> Loaded:
    procedure = read_procedure(str.__str__(text))
    if variant:
        procedure = procedure.variant_for(variant)
    return Loaded(procedure, Form(procedure, pack_rules()))
