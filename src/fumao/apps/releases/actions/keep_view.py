"""保存视图: what is asked of the analysis page kept under a name, changed, deleted, taken back."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Department
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.policy.facts import Facts
from fumao.apps.orgs.refusals import refusal
from fumao.apps.releases.models import SavedView
from fumao.apps.releases.standing import signed, standing

MOST = 100  # views a person keeps
LONGEST_QUERY, LONGEST_NAME = 1000, 60  # as the columns hold them


def save_view(
    actor: Actor, name: str, query: str, *, inside: bool = False, shared: bool = False
) -> SavedView:
    """Keep a query string under a name; raises PermissionDenied and ValidationError."""
    with transaction.atomic():
        own = actor.person.pk if actor.person else None
        facts = Facts("", owner=actor.department_ids, about=own)
        department = standing(actor, Action.KEEP_VIEW, facts)
        kept = SavedView.objects.filter(by=actor.person, deleted_at=None)
        if kept.count() >= MOST:
            raise refusal("name", _("最多保存 %(n)s 个视图，请先删除不用的。") % {"n": MOST})
        if len(query) > LONGEST_QUERY:
            raise refusal("query", _("条件过长，不能保存。请减少筛选条件。"))
        made = SavedView.objects.create(
            name=_free(actor, name), query=query, inside=inside, shared=shared,
            **signed(actor, department),
        )  # fmt: skip
        _tell(actor, made, "analysis_view_saved", name=made.name, shared=shared)
        return made


def change_view(actor: Actor, view: SavedView, name: str, *, shared: bool) -> SavedView:
    """Rename a view, show it to the own unit or no longer; raises PermissionDenied and
    ValidationError."""
    with transaction.atomic():
        view = _locked(actor, view)
        view.name, before = _free(actor, name, view.pk), view.name
        view.shared = shared
        view.save(update_fields=["name", "shared"])
        _tell(actor, view, "analysis_view_changed", name=view.name, before=before, shared=shared)
        return view


def delete_view(actor: Actor, view: SavedView) -> SavedView:
    """Take a view off the list; nobody sees it then but its owner, who may take it back.

    Raises PermissionDenied.
    """
    with transaction.atomic():
        view = _locked(actor, view)
        if view.deleted_at is None:
            view.deleted_at = timezone.now()
            view.save(update_fields=["deleted_at"])
            _tell(actor, view, "analysis_view_deleted", name=view.name)
        return view


def restore_view(actor: Actor, view: SavedView) -> SavedView:
    """Take a deletion back; raises PermissionDenied, and ValidationError where another view has
    taken the name."""
    with transaction.atomic():
        view = _locked(actor, view)
        if view.deleted_at is not None:
            _free(actor, view.name, view.pk)
            view.deleted_at = None
            view.save(update_fields=["deleted_at"])
            _tell(actor, view, "analysis_view_restored", name=view.name)
        return view


def _locked(actor: Actor, view: SavedView) -> SavedView:
    standing(actor, Action.KEEP_VIEW, view)
    return SavedView.objects.select_for_update().get(pk=view.pk)


def _free(actor: Actor, name: str, but: int = 0) -> str:
    """Return a name as it is kept; raises ValidationError for none, or one that is taken."""
    plain = " ".join(name.split())
    if not plain:
        raise refusal("name", _("请写明视图的名称。"))
    if len(plain) > LONGEST_NAME:
        raise refusal("name", _("名称不超过 60 个字。"))
    taken = SavedView.objects.filter(by=actor.person, deleted_at=None, name=plain).exclude(pk=but)
    if taken.exists():
        raise refusal("name", _("已有同名的视图，请换一个名称。"))
    return plain


def _tell(actor: Actor, view: SavedView, kind: str, **data: object) -> None:
    department = Department.objects.get(pk=view.department_id or 0)
    record(
        view.stream, kind, actor=actor, area=department.area_id, department=department, data=data
    )
