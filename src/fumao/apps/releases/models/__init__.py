"""Releases with their vintages and approvals, and the work of compiling them."""

from fumao.apps.releases.models.job import CompileJob
from fumao.apps.releases.models.release import (
    APPROVALS,
    Release,
    Vintage,
    VintageApproval,
    Withdrawal,
)

__all__ = ["APPROVALS", "CompileJob", "Release", "Vintage", "VintageApproval", "Withdrawal"]
