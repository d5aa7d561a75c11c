"""Releases with their vintages and approvals, the work of compiling them, saved views."""

from fumao.apps.releases.models.job import CompileJob
from fumao.apps.releases.models.release import (
    APPROVALS,
    Release,
    Vintage,
    VintageApproval,
    Withdrawal,
)
from fumao.apps.releases.models.view import SavedView

__all__ = [
    "APPROVALS",
    "CompileJob",
    "Release",
    "SavedView",
    "Vintage",
    "VintageApproval",
    "Withdrawal",
]
