"""登记、停用、查看联系人: looking at a number is an event of its own."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.enterprises.checks import locked
from fumao.apps.enterprises.models import Contact, Enterprise, Purpose
from fumao.apps.enterprises.standing import standing
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal

_SIGNS = frozenset("0123456789+-() ")


@dataclass(frozen=True, slots=True)
class Person:
    """A person to turn to, as entered."""

    name: str
    phone: str = ""
    email: str = ""
    duty: str = ""
    purpose: str = Purpose.ADMINISTRATION


def clean_phone(text: str) -> str:
    """Return a telephone number with plain digits; raises ValidationError."""
    phone = " ".join(text.replace("（", "(").replace("）", ")").split())
    digits = sum(char.isdigit() for char in phone)
    if phone and (not set(phone) <= _SIGNS or not 7 <= digits <= 20):
        raise refusal("phone", _("“%(text)s”不像电话号码，请核对。"), text=text[:32])
    return phone


def clean_email(text: str) -> str:
    """Return an e-mail address; raises ValidationError."""
    email = text.strip()
    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            raise refusal("email", _("“%(text)s”不像邮箱地址，请核对。"), text=text[:64]) from error
    return email


def add_contact(actor: Actor, enterprise: Enterprise, person: Person) -> Contact:
    """Enter a person to turn to; raises PermissionDenied and ValidationError."""
    with transaction.atomic():
        enterprise = locked(enterprise)
        _person, department = standing(actor, Action.RECORD_FACT, enterprise)
        name = " ".join(person.name.split())
        phone, email = clean_phone(person.phone), clean_email(person.email)
        if not name or len(name) > 64:
            raise refusal("name", _("请填写联系人姓名。"))
        if not phone and not email:
            raise refusal("phone", _("电话和邮箱至少填一项。"))
        made = Contact.objects.create(
            enterprise=enterprise,
            name=name,
            duty=" ".join(person.duty.split())[:64],
            phone=phone,
            email=email,
            purpose=Purpose(person.purpose),
            added_on=actor.today,
        )
        # The log names the row, not the person: it is read more widely than the number.
        _tell(actor, enterprise, "contact_added", made, department)
        return made


def end_contact(actor: Actor, contact: Contact) -> Contact:
    """Put a contact out of use; it stays on record. Raises PermissionDenied, ValidationError."""
    with transaction.atomic():
        enterprise = locked(contact.enterprise)
        _person, department = standing(actor, Action.RECORD_FACT, enterprise)
        contact = enterprise.contacts.get(pk=contact.pk)
        if contact.ended_on is not None:
            raise refusal("contact", _("这位联系人已经停用。"))
        contact.ended_on = actor.today
        contact.save(update_fields=["ended_on"])
        _tell(actor, enterprise, "contact_ended", contact, department)
        return contact


def reveal_contact(actor: Actor, contact: Contact) -> Contact:
    """Return a contact to be shown in full; that it was looked at is on record.

    Raises PermissionDenied, and ValidationError for what was given for statistics (统计法 art. 28).
    """
    with transaction.atomic():
        enterprise = contact.enterprise
        _person, department = standing(actor, Action.REVEAL_CONTACT, enterprise)
        if contact.purpose == Purpose.STATISTICS:
            raise refusal("contact", _("统计用途的联系方式不用于行政管理（统计法第二十八条）。"))
        _tell(actor, enterprise, "contact_revealed", contact, department)
        return contact


def _tell(
    actor: Actor, enterprise: Enterprise, kind: str, contact: Contact, department: int
) -> None:
    record(
        enterprise.stream,
        kind,
        actor=actor,
        area=enterprise.area_id,
        department=department,
        data={"contact": contact.pk, "purpose": contact.purpose},
    )
