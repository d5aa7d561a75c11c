"""上传材料: a file for a paper the procedure asks for, kept with the draft until submission."""

from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from fumao.apps.files.service import keep_file
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, department_for, require
from fumao.apps.orgs.refusals import refusal
from fumao.apps.procedures.book import loaded
from fumao.apps.procedures.models import CasePaper, Draft

MOST = 20  # files of one paper
_SAME = {"jpeg": "jpg"}


def attach_paper(actor: Actor, draft: Draft, key: str, file: File[Any]) -> CasePaper:
    """Keep a file for a paper; raises PermissionDenied, and ValidationError where it is refused."""
    require(actor, Action.APPLY, draft.enterprise)
    held = loaded(draft.procedure, draft.variant)
    paper = next((one for one in held.procedure.evidence if one.key == key), None)
    if paper is None:
        raise refusal("paper", _("本事项没有这项材料。"))
    name = (file.name or "").lower()
    ending = _SAME.get(name.rpartition(".")[2], name.rpartition(".")[2])
    if ending not in paper.accept:
        raise refusal(
            f"paper.{key}",
            _("“%(name)s”不是可接受的格式，请上传 %(accept)s 文件。"),
            name=file.name,
            accept="、".join(paper.accept),
        )
    if draft.papers.filter(key=key, current=True).count() >= MOST:
        raise refusal(f"paper.{key}", _("同一材料最多 %(n)s 个文件。"), n=MOST)
    with transaction.atomic():
        attachment = keep_file(
            actor,
            file,
            draft.stream,
            draft.enterprise.area_id,
            department_for(actor, Action.APPLY, draft.enterprise),
        )
        return CasePaper.objects.create(
            draft=draft, key=key, attachment=attachment, added_on=actor.today
        )


def remove_paper(actor: Actor, draft: Draft, paper: int) -> None:
    """Take a file away from a draft; raises PermissionDenied."""
    require(actor, Action.APPLY, draft.enterprise)
    draft.papers.filter(pk=paper).delete()
