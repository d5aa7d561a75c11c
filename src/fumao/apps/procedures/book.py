"""Procedures ready for use: the YAML of a version read and compiled once a process."""

import re
from dataclasses import dataclass
from functools import lru_cache

from fumao.apps.procedures.models import ProcedureVersion
from fumao.core.unkeyed import Unkeyed
from fumao.packs.codes import is_code
from fumao.packs.procedures import pack_rules, read_procedure
from fumao.procedures.definitions import Procedure
from fumao.procedures.form import Form

_KEPT = 256
# The name in an expression, not the key `held:` of a step. Found too often costs one query more.
_HELD = re.compile(r"\bheld\b(?!\s*:)")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A procedure, or its variant for a later case, with its form.

    `asks_held` tells whether any expression may ask how many outcomes the applicant holds.
    """

    procedure: Procedure
    form: Form
    asks_held: bool = True


def loaded(version: ProcedureVersion, variant: str = "") -> Loaded:
    """Return the procedure of a version; raises KeyError for a variant it does not declare.

    The text may be deferred: it is read where the version is not compiled yet.
    """
    return _compiled(version.digest, variant, Unkeyed(version))


@lru_cache(maxsize=_KEPT)
def _compiled(_digest: str, variant: str, version: Unkeyed[ProcedureVersion]) -> Loaded:
    yaml = version.take().text
    procedure = read_procedure(yaml)
    if variant:
        procedure = procedure.variant_for(variant)
    return Loaded(procedure, Form(procedure, pack_rules(), is_code), _HELD.search(yaml) is not None)
