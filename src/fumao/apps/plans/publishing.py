"""A content becomes the newest version of a plan: immutable version, rows in line, events."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from fumao.apps.audit.service import Draft, record_batch
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area
from fumao.apps.plans.content import Content, digest_of
from fumao.apps.plans.models import Document, Import, Plan, PlanVersion
from fumao.apps.plans.project import project_many
from fumao.apps.plans.rows import PlanRows, Stamp
from fumao.apps.plans.versions import keep_added


@dataclass(frozen=True, slots=True)
class Published:
    """A version and whether this publication made it: the same content again makes none."""

    version: PlanVersion
    is_new: bool


def publish_content(
    actor: Actor,
    plan: Plan,
    area: Area,
    content: Content,
    *,
    department: int | None = None,
    source: Import | None = None,
) -> Published:
    """Publish a content as the plan's next version, inside the caller's transaction.

    The caller has asked policy and holds the plan's row. Tasks added by hand stay. The same content
    as the newest version changes nothing.
    """
    last = plan.versions.order_by("-number").first()
    content = keep_added(last.content if last else None, content)
    digest = digest_of(content)
    if last is not None and last.digest == digest:
        return Published(last, is_new=False)
    on = published_on(actor, plan, last is None)
    stamp = Stamp(actor.person.pk if actor.person else None, department, on, timezone.now())
    version = PlanVersion.objects.create(
        plan=plan,
        number=last.number + 1 if last else 1,
        on=on,
        published_at=stamp.at,
        published_by=actor.person,
        source=source,
        content=content,
        digest=digest,
    )
    rows = PlanRows(plan, area, last.content if last else None, content, stamp)
    rows.write()
    told = {
        "version": version.number,
        "digest": digest,
        "tasks": len(content["tasks"]),
        "targets": len(content["targets"]),
    }
    drafts = [
        *rows.drafts,
        Draft(
            f"plan:{plan.key}", "published", stamp.at, on, area.pk, stamp.person, department, told
        ),
    ]
    record_batch(drafts)
    project_many(rows.touched, actor.today)
    return Published(version, is_new=True)


def published_on(actor: Actor, plan: Plan, first: bool) -> date:
    """Return the business day of a version: a document already in force began on its own day."""
    return min(actor.today, plan.starts_on) if first else actor.today


def set_document(document: Document, content: Content) -> None:
    """Write what the content says of the document, saving only what differs."""
    said = content["document"]
    fields = {
        "title": said["title"][:200],
        "title_en": said.get("title_en", "")[:300],
        "number": said["number"][:64],
        "issuer": said["issuer"][:200],
        "date": _day(said["date"]),
        "printed_on": _day(said.get("printed_on")),
    }
    changed = [name for name, value in fields.items() if getattr(document, name) != value]
    for name in changed:
        setattr(document, name, fields[name])
    if changed:
        document.save(update_fields=changed)


def _day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)
