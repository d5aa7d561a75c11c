"""The words of a message, in the language of the one who gets it."""

from django.conf import settings
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from fumao.apps.notices.models import Channel, Delivery, Notice, Preference, RefusedAddress, Rhythm
from fumao.apps.notices.outlets import Letter
from fumao.apps.orgs import clock
from fumao.apps.orgs.actor import actor_for
from fumao.apps.orgs.models import Person
from fumao.apps.orgs.policy import visible_to


class UnwantedError(Exception):
    """The message has lost its reader: gone, no address, chose otherwise, may no longer see it."""


class RefusedError(Exception):
    """The address is on the list of those that were refused for good."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


def write_letter(delivery: Delivery) -> Letter:
    """Return the message of a delivery, as it is right now.

    Raises UnwantedError, and RefusedError for an address nothing is sent to.
    """
    person = delivery.person
    address = address_of(person, delivery.channel)
    if not person.is_active or not address:
        raise UnwantedError
    refused = RefusedAddress.objects.filter(channel=delivery.channel, lifted_at=None)
    if refused.filter(address=address).exists():
        raise RefusedError(address)
    notices = _still_seen(delivery)
    if not notices:
        raise UnwantedError
    with translation.override(person.language):
        subject, text = _words(delivery, notices)
    return Letter(address, " ".join(subject.split()), text, key_of(delivery))


def address_of(person: Person, channel: str) -> str:
    """Return where a channel reaches a person by the person's choice, or "" where it shall not."""
    wish = Preference.objects.filter(pk=person.pk).first() or Preference(person=person)
    if channel == Channel.SMS:
        return wish.phone if wish.sms != Rhythm.NONE else ""
    return person.email if wish.email != Rhythm.NONE else ""


def key_of(delivery: Delivery) -> str:
    """Return the key of a message, the same at every try: 17.3f…@fumao.example."""
    named = f"{delivery.pk}:{delivery.what}"
    mark = salted_hmac("fumao.notices", named, algorithm="sha256").hexdigest()[:20]
    return f"{delivery.pk}.{mark}@{settings.SITE_URL.partition('//')[2].partition(':')[0]}"


def _still_seen(delivery: Delivery) -> list[Notice]:
    """Return the notices of the message that the person may see today: a post can have ended."""
    if delivery.notice_id is None:
        rows = Notice.objects.filter(pk__in=delivery.lines.values("notice_id"))
    else:
        rows = Notice.objects.filter(pk=delivery.notice_id)
    return list(visible_to(actor_for(delivery.person, clock.today()), rows).order_by("pk"))


def _words(delivery: Delivery, notices: list[Notice]) -> tuple[str, str]:
    """Return subject and text."""
    foot = _("此邮件由系统发出，请勿回复。更改发送方式：%(url)s") % {
        "url": f"{settings.SITE_URL}/notices/preference"
    }
    if delivery.notice_id is not None:
        return notices[0].title, f"{_lines(notices[0])}\n\n-- \n{foot}\n"
    subject = _("消息汇总：%(n)s 条") % {"n": len(notices)}
    text = "\n\n".join(_lines(notice) for notice in notices)
    return subject, f"{text}\n\n-- \n{foot}\n"


def _lines(notice: Notice) -> str:
    address = f"{settings.SITE_URL}{notice.url}" if notice.url else ""
    return "\n".join(filter(None, (notice.title, notice.body, address)))
