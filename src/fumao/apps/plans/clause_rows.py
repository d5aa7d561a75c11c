"""The clauses of a document brought in line with a content, and the words a search looks in."""

from fumao.apps.plans.content import Content
from fumao.apps.plans.models import Clause, Document
from fumao.core.text import bigram

WHOLE = "全文"  # the clause of what stands under no number


def write_clauses(document: Document, content: Content) -> tuple[dict[str, int], dict[str, str]]:
    """Bring a document's clauses in line; return their keys and their words, by ref."""
    there = {c.ref: c for c in document.clauses.all()}
    wanted = [*content["clauses"]]
    if any(
        item["clause"] == WHOLE
        for kind in ("tasks", "targets", "incentives")
        for item in content[kind]
    ):
        wanted.append(
            {"ref": WHOLE, "label": WHOLE, "level": 0, "title": "", "title_en": "", "parent": None}
        )
    fresh, changed = [], []
    for position, item in enumerate(wanted, 1):
        fields = {
            "label": item["label"][:64],
            "level": item["level"],
            "title": item["title"][:200],
            "title_en": item["title_en"][:300],
            "position": position,
        }
        clause = there.get(item["ref"])
        if clause is None:
            clause = there[item["ref"]] = Clause(document=document, ref=item["ref"], **fields)
            fresh.append(clause)
        elif any(getattr(clause, name) != value for name, value in fields.items()):
            for name, value in fields.items():
                setattr(clause, name, value)
            changed.append(clause)
    Clause.objects.bulk_create(fresh, batch_size=500)
    parents = {item["ref"]: item["parent"] for item in wanted}
    for clause in there.values():
        parent = there.get(parents.get(clause.ref) or "")
        parent_id = parent.pk if parent else None
        if clause.parent_id != parent_id:
            clause.parent_id = parent_id
            changed.append(clause)
    fields_written = ["label", "level", "title", "title_en", "position", "parent"]
    Clause.objects.bulk_update(changed, fields_written, batch_size=300)
    return (
        {ref: clause.pk for ref, clause in there.items()},
        {ref: f"{clause.label} {clause.title}" for ref, clause in there.items()},
    )


def search_text(words: str) -> str:
    """Return what a search looks in: bigrams of the words between spaces."""
    return f" {' '.join(dict.fromkeys(bigram(words)))} "
