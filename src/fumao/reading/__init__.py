"""A policy document → clauses → tasks, targets, incentives and findings. No Django."""

from fumao.reading.errors import ReadingError
from fumao.reading.files import Registry, read, read_bytes, read_text
from fumao.reading.model import (
    Clause,
    Finding,
    Incentive,
    Meta,
    Reading,
    Schedule,
    Span,
    Target,
    Task,
)

__all__ = [
    "Clause",
    "Finding",
    "Incentive",
    "Meta",
    "Reading",
    "ReadingError",
    "Registry",
    "Schedule",
    "Span",
    "Target",
    "Task",
    "read",
    "read_bytes",
    "read_text",
]
