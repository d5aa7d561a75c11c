"""The way from a source to a reading."""

from collections.abc import Container
from dataclasses import dataclass

from fumao.reading.clauses import Tree, build_tree, with_clauses
from fumao.reading.document import Document
from fumao.reading.duties import FIRST_LEADS
from fumao.reading.findings import find_findings
from fumao.reading.incentives import find_incentives
from fumao.reading.measures import clause_tasks
from fumao.reading.meta import Frame, read_frame
from fumao.reading.model import Reading, Task
from fumao.reading.rows import table_tasks
from fumao.reading.targets import find_targets


@dataclass(frozen=True, slots=True)
class Source:
    """What a format reader hands over: the text and where it came from."""

    name: str
    media: str
    encoding: str | None
    sha256: str


def interpret(
    document: Document, source: Source, *, registry: Container[str] | None = None
) -> Reading:
    """Read clauses, tasks, targets, incentives and findings from a laid-out document."""
    frame = read_frame(document)
    tree = build_tree(document, frame.tail)
    document = with_clauses(document, tree)
    tasks = find_tasks(document, tree, frame)
    return Reading(
        name=source.name,
        media=source.media,
        encoding=source.encoding,
        sha256=source.sha256,
        text=document.text,
        meta=frame.meta,
        clauses=document.clauses,
        tasks=tuple(tasks),
        targets=tuple(find_targets(document)),
        incentives=tuple(find_incentives(document)),
        findings=tuple(find_findings(document, frame.meta, tasks, registry)),
    )


def find_tasks(document: Document, tree: Tree, frame: Frame) -> list[Task]:
    """Read the tasks of the tables; without a table of tasks, those of the clauses."""
    year = frame.meta.date.year if frame.meta.date else None
    first_leads = any(
        "牵头" in block.text and FIRST_LEADS.search(block.text) for block in document.blocks
    )
    tasks = table_tasks(document, year, first_leads=first_leads)
    if len(tasks) >= 2:
        return tasks
    return tasks + clause_tasks(document, tree, frame.meta, first_leads=first_leads)
