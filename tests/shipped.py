"""The shipped packs, procedures and golden cases, read once a process: reading takes seconds.

What is read here cannot be changed, but for the form of a golden case: copy it deeply.
"""

from functools import cache

from fumao.packs.load import load_packs
from fumao.packs.model import Pack
from fumao.packs.procedure_cases import CaseFile, load_cases
from fumao.packs.procedures import Written, load_procedures


@cache
def packs() -> tuple[Pack, ...]:
    """Return every pack, required ones first."""
    return load_packs()


@cache
def procedures() -> tuple[Written, ...]:
    """Return every procedure with its text."""
    return load_procedures()


@cache
def cases() -> tuple[CaseFile, ...]:
    """Return the golden cases of every procedure."""
    return load_cases()
