"""委托代办: for some days another person of the department also acts with one's post."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.journal import tell
from fumao.apps.orgs.models import CALLED_IN, DELEGABLE, Delegation, Person, Post, Role
from fumao.apps.orgs.policy import Action, require
from fumao.apps.orgs.tree import valid_on

LONGEST = 30  # days, the first and the last counted


@dataclass(frozen=True, slots=True)
class NewDelegation:
    """What the holder of a post fills in: to whom, from and to which day (both included), why."""

    to: Person
    valid_from: date
    valid_to: date
    reason: str


def give_delegation(actor: Actor, post: Post, new: NewDelegation) -> Delegation:
    """Delegate one of the actor's own posts.

    Raises PermissionDenied for a post that is not the actor's own, thus also for one delegated to
    the actor: there are no chains; ValidationError where the role, the days, the person or the
    reason do not do.
    """
    require(actor, Action.DELEGATE, post)
    with transaction.atomic():
        # Two requests at once must not delegate one post twice.
        held = Post.objects.select_for_update().get(pk=post.pk)
        _check_days(actor, held, new)
        _check_person(held, new)
        if not new.reason.strip():
            raise ValidationError({"reason": _("缺少事由：写明为什么委托。")})
        _check_no_other(held, new)
        given = Delegation.objects.create(
            post=held,
            to=new.to,
            valid_from=new.valid_from,
            valid_to=new.valid_to,
            reason=new.reason.strip()[:200],
            given_on=actor.today,
        )
        tell(
            f"person:{held.person.username}",
            "delegation_given",
            actor=actor,
            area=held.department.area_id,
            department=held.department_id,
            data={
                "delegation": given.pk,
                "role": held.role,
                "department": held.department.key,
                "to": new.to.username,
                "from": new.valid_from.isoformat(),
                "until": new.valid_to.isoformat(),
                "reason": given.reason,
            },
        )
    return given


def _check_days(actor: Actor, post: Post, new: NewDelegation) -> None:
    if post.role not in DELEGABLE:
        raise ValidationError({"post": _("只有承办、核查和领导岗位可以委托代办。")})
    if new.valid_from < actor.today:
        raise ValidationError({"valid_from": _("委托从今天或以后的日期开始。")})
    if new.valid_to < new.valid_from:
        raise ValidationError({"valid_to": _("止日早于起日。")})
    if (new.valid_to - new.valid_from).days + 1 > LONGEST:
        raise ValidationError(
            {"valid_to": _("委托最长 %(days)s 天，到期可再次委托。") % {"days": LONGEST}}
        )
    if not (post.holds_on(new.valid_from) and post.holds_on(new.valid_to)):
        raise ValidationError({"valid_to": _("您的岗位在这段日期内并不一直有效。")})


def _check_person(post: Post, new: NewDelegation) -> None:
    if new.to.pk == post.person_id:
        raise ValidationError({"to": _("不能委托给本人。")})
    there = Post.objects.filter(
        valid_on(new.valid_from), valid_on(new.valid_to), person=new.to, department=post.department
    ).exclude(role__in=CALLED_IN)
    if not (new.to.is_active and there.exists()):
        raise ValidationError({"to": _("只能委托给同一单位、这段日期内一直在岗的人。")})


def _check_no_other(post: Post, new: NewDelegation) -> None:
    """One post has one delegate a day; what was ended early no longer counts from that day."""
    others = post.delegations.filter(valid_from__lte=new.valid_to, valid_to__gte=new.valid_from)
    ended = Q(ended_on__lte=new.valid_from) | Q(ended_on__lte=F("valid_from"))
    other = others.exclude(Q(ended_on__isnull=False) & ended).select_related("to").first()
    if other is not None:
        raise ValidationError(
            {
                "valid_from": _("%(role)s岗位在 %(from)s 至 %(until)s 已委托给%(to)s。")
                % {
                    "role": Role(post.role).label,
                    "from": other.valid_from,
                    "until": other.valid_to,
                    "to": other.to,
                }
            }
        )
