"""更改消息设置: the own address, telephone and how often to hear."""

import re
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.notices.digests import gather
from fumao.apps.notices.models import (
    Channel,
    Delivery,
    DigestLine,
    Preference,
    RefusedAddress,
    Rhythm,
)
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area, Person

_PHONE = re.compile(r"\+?[0-9]{7,20}")
AGAIN = timedelta(days=30)  # what was refused before that is not sent any more


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person wants, as entered."""

    address: str
    email: str
    phone: str
    sms: str


def change_preference(actor: Actor, choice: Choice) -> Preference:
    """Keep the actor's choice; raises PermissionDenied for nobody, ValidationError by field.

    Confirming an address lifts its refusal, and what was refused lately is sent again. Lines that
    waited for a digest are sent at once or dropped where no digest is wanted any more.
    """
    if actor.person is None:
        raise PermissionDenied
    choice = _clean(choice)
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=actor.person.pk)
        before = (person.email, *_chosen(person))
        person.email = choice.address
        person.save(update_fields=["email"])
        made, _new = Preference.objects.update_or_create(
            person=person,
            defaults={"email": choice.email, "sms": choice.sms, "phone": choice.phone},
        )
        _settle_lines(person, choice)
        _lift(person, Channel.EMAIL, choice.address)
        _lift(person, Channel.SMS, choice.phone)
        if before != (choice.address, choice.email, choice.sms, choice.phone):
            record(
                f"person:{person.username}",
                "notice_preference_changed",
                actor=actor,
                area=actor.home.area_id if actor.home else Area.objects.get(parent=None),
                # The log is read more widely than an address.
                data={
                    "email": choice.email,
                    "sms": choice.sms,
                    "address_changed": before[0] != choice.address,
                    "phone_changed": before[3] != choice.phone,
                },
            )
        return made


def _chosen(person: Person) -> tuple[str, str, str]:
    wish = Preference.objects.filter(pk=person.pk).first() or Preference(person=person)
    return wish.email, wish.sms, wish.phone


def _clean(choice: Choice) -> Choice:
    address = choice.address.strip()
    if address:
        try:
            validate_email(address)
        except ValidationError as error:
            words = _("“%(text)s”不像邮箱地址，请核对。")
            raise ValidationError(words, "address", {"text": address[:64]}) from error
    phone = re.sub(r"[\s()-]", "", choice.phone)
    if phone and not _PHONE.fullmatch(phone):
        words = _("“%(text)s”不像电话号码，请核对。")
        raise ValidationError(words, "phone", {"text": choice.phone[:32]})
    if choice.sms != Rhythm.NONE and not phone:
        raise ValidationError(_("要收短信，请填写手机号码。"), "phone")
    return Choice(address, Rhythm(choice.email).value, phone, Rhythm(choice.sms).value)


def _settle_lines(person: Person, choice: Choice) -> None:
    waiting = DigestLine.objects.filter(person=person, delivery=None)
    if not choice.address or choice.email == Rhythm.NONE:
        waiting.delete()
    elif choice.email == Rhythm.AT_ONCE:
        now = timezone.now()
        gather(person.pk, f"change:{now.isoformat()}", now + timedelta(seconds=1), now)


def _lift(person: Person, channel: Channel, address: str) -> None:
    if not address:
        return
    now = timezone.now()
    refused = RefusedAddress.objects.filter(channel=channel, address=address, lifted_at=None)
    refused.update(lifted_at=now)
    Delivery.objects.filter(
        person=person, channel=channel, state=Delivery.State.REFUSED, made_at__gte=now - AGAIN
    ).update(state=Delivery.State.WAITING, due_at=now, done_at=None)
