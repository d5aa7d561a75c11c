"""Attach the original file to a document of a pack: its clauses get their excerpts by number."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.files.service import keep_file, path_of
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, require
from fumao.apps.orgs.refusals import refusal
from fumao.apps.plans.child import read_in_child
from fumao.apps.plans.models import Clause, Document, TaskUnit
from fumao.apps.plans.models.documents import ADDED
from fumao.apps.plans.standing import standing
from fumao.core.text import match_key
from fumao.reading import ReadingError

_SIGNS = str.maketrans("", "", "()（）[]【】.．、第条项")


def attach_original(actor: Actor, document: Document, file: File[Any]) -> int:
    """Keep the file, read it, and place the document's clauses in it; return how many were placed.

    Raises PermissionDenied, and ValidationError where the file is refused, cannot be read, or holds
    not half of the document's numbered clauses or of the units its tasks name.
    """
    require(actor, Action.IMPORT_DOCUMENT, document)
    with transaction.atomic():
        _person, department = standing(actor, Action.IMPORT_DOCUMENT, document)
        kept = keep_file(actor, file, f"document:{document.key}", document.area_id, department)
        try:
            reading = read_in_child(path_of(kept.file), kept.name, ())
        except ReadingError as error:
            raise ValidationError(error.message(get_language() or "zh"), code=error.code) from error
        document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
        clauses = list(document.clauses.exclude(ref__startswith=ADDED).prefetch_related("tasks"))
        placed = place_clauses(clauses, reading)
        if placed * 2 < len(clauses) or not _names_its_units(document, reading["text"]):
            raise refusal(
                "other_document",
                _("文件中只找到 %(placed)s 个条款（共 %(all)s 个），似乎不是同一份文件；请核对。"),
                placed=placed,
                all=len(clauses),
            )
        document.attachment, document.text = kept, reading["text"]
        document.save(update_fields=["attachment", "text"])
        Clause.objects.bulk_update(clauses, ["start", "end"], batch_size=300)
        record(
            f"document:{document.key}",
            "original_attached",
            actor=actor,
            area=document.area_id,
            department=department,
            data={"name": kept.name, "sha256": kept.file.sha256, "placed": placed},
        )
        return placed


def place_clauses(clauses: list[Clause], reading: dict[str, Any]) -> int:
    """Set start and end of clauses from a reading; return how many were found.

    A clause is found by the path of its numbers, then by the number of the task that stands in it,
    then by its own number where only one clause of the file bears it.
    """
    by_path = {_path(c["ref"]): (c["start"], c["end"]) for c in reversed(reading["clauses"])}
    by_task = _once((_plain(t["label"]), (t["start"], t["end"])) for t in reading["tasks"])
    by_number = _once(
        (_plain(c["ref"].rpartition("/")[2]), (c["start"], c["end"])) for c in reading["clauses"]
    )
    placed = 0
    for clause in clauses:
        labels = {_plain(task.label) for task in clause.tasks.all()}
        found = by_path.get(_path(clause.ref))
        if found is None and len(labels) == 1:
            found = by_task.get(labels.pop())
        if found is None:
            found = by_number.get(_plain(clause.ref.rpartition("/")[2]))
        clause.start, clause.end = found or (None, None)
        placed += found is not None
    return placed


def _names_its_units(document: Document, text: str) -> bool:
    """Return whether the text prints at least half of the units that the tasks name."""
    parts = TaskUnit.objects.filter(task__clause__document=document, task__source="")
    names = {match_key(name) for name in parts.values_list("as_printed", flat=True)}
    plain = match_key(text)
    return sum(name in plain for name in names) * 2 >= len(names)


def _once(pairs: Any) -> dict[str, tuple[int, int]]:
    """Keep what is named once only."""
    found: dict[str, tuple[int, int] | None] = {}
    for key, place in pairs:
        found[key] = None if key in found else place
    return {key: place for key, place in found.items() if place is not None}


def _plain(label: str) -> str:
    return match_key(label).translate(_SIGNS)


def _path(ref: str) -> str:
    return "/".join(_plain(part) for part in ref.split("/"))
