"""Notices, who has read them, and what was sent by e-mail and SMS.

A notice is one row, to a person or to a seat (a department and a role: whoever holds the post).
Deliveries to people are made of it later, by the worker, so that an act never waits for them.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from fumao.apps.notices.kinds import body_of, icon_of, title_of


class Notice(models.Model):
    """Something that a person, or whoever holds a seat, should know of; nobody changes it.

    `claim` is the key of a notice that is written at most once, with its addressee. `spread_at`
    says when deliveries were made of it; it alone is ever filled in later.
    """

    kind = models.CharField(max_length=48)
    area = models.ForeignKey("orgs.Area", models.PROTECT, related_name="notices")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="notices"
    )
    department = models.ForeignKey(
        "orgs.Department", models.PROTECT, null=True, blank=True, related_name="notices"
    )
    role = models.CharField(max_length=16, blank=True)  # orgs.Role
    data = models.JSONField(default=dict)
    found_by = models.TextField(blank=True)  # core.text.match_key of the values: what is searched
    url = models.CharField(max_length=255, blank=True)
    on = models.DateField()  # the business date
    at = models.DateTimeField()
    claim = models.CharField(max_length=160, null=True, blank=True, unique=True)
    spread_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, department__isnull=True, role="")
                | (models.Q(person__isnull=True, department__isnull=False) & ~models.Q(role="")),
                name="notice_to_person_or_seat",
            )
        ]
        indexes = [
            models.Index(fields=["person", "on"], name="notice_of_person"),
            models.Index(fields=["department", "role", "on"], name="notice_of_seat"),
            models.Index(
                fields=["id"], condition=models.Q(spread_at__isnull=True), name="notice_to_spread"
            ),
        ]

    @property
    def title(self) -> str:
        """Return the title in the reader's language."""
        return title_of(self.kind, self.data)

    @property
    def body(self) -> str:
        """Return the words below the title in the reader's language."""
        return body_of(self.kind, self.data)

    @property
    def kind_words(self) -> str:
        """Return the title without its values: for who may know that, but not what, was sent."""
        return title_of(self.kind, {})

    @property
    def icon(self) -> str:
        """Return the icon of the kind."""
        return icon_of(self.kind)


class ReadReceipt(models.Model):
    """That a person has read a notice, and when first; never changed."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="receipts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "person"], name="one_receipt_a_reader")
        ]


class Rhythm(models.TextChoices):
    """How often a person wants to hear by a channel; on the page notices are there at once."""

    AT_ONCE = "at_once", _("随时发送")
    DAILY = "daily", _("每日汇总")
    WEEKLY = "weekly", _("每周汇总")
    NONE = "none", _("不发送")


class Preference(models.Model):
    """What a person chose; without a row: e-mail at once, no SMS."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="preference"
    )
    email = models.CharField(max_length=16, choices=Rhythm, default=Rhythm.AT_ONCE)
    sms = models.CharField(max_length=16, choices=Rhythm, default=Rhythm.NONE)
    phone = models.CharField(max_length=32, blank=True)


class Channel(models.TextChoices):
    """A way out of the house."""

    EMAIL = "email", _("邮件")
    SMS = "sms", _("短信")


class Delivery(models.Model):
    """One message to one person by one channel: of a notice, or a digest.

    `what` ("notice:17", "daily:2022-06-24", "weekly:2022-06-20") makes it the only one of its kind.
    A sender claims it by moving it from WAITING to SENDING; how each try ended is an `Attempt`.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("待发送")
        SENDING = "sending", _("正在发送")
        SENT = "sent", _("已发送")
        REFUSED = "refused", _("地址被拒收")
        FAILED = "failed", _("未能发送")
        DROPPED = "dropped", _("不再需要")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="notice_deliveries"
    )
    channel = models.CharField(max_length=8, choices=Channel)
    notice = models.ForeignKey(
        Notice, models.PROTECT, null=True, blank=True, related_name="deliveries"
    )
    what = models.CharField(max_length=64)
    state = models.CharField(max_length=16, choices=State, default=State.WAITING)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()  # not to be tried before
    claimed_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "channel", "what"], name="one_delivery_a_message"
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(state__in=["waiting", "sending"]),
                name="delivery_to_send",
            )
        ]


class Attempt(models.Model):
    """One try to send, and how it ended; never changed."""

    class Result(models.TextChoices):
        SENT = "sent", _("已送出")
        DELAYED = "delayed", _("暂不接收，稍后再试")
        OUTAGE = "outage", _("服务器连不上，稍后再试")
        REFUSED = "refused", _("地址被拒收")
        FAILED = "failed", _("未能发送")
        INTERRUPTED = "interrupted", _("发送中断，结果不明")

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    address = models.CharField(max_length=254, blank=True)
    result = models.CharField(max_length=16, choices=Result)
    words = models.CharField(max_length=255, blank=True)  # what the other side said

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["delivery", "number"], name="attempts_are_counted")
        ]


class DigestLine(models.Model):
    """A notice that waits for a person's next digest; `delivery` is the digest it went into."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="digest_lines"
    )
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    delivery = models.ForeignKey(
        Delivery, models.PROTECT, null=True, blank=True, related_name="lines"
    )

    class Meta:
        ordering = ["notice_id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "notice"], name="one_line_a_notice")
        ]
        indexes = [
            models.Index(
                fields=["person", "at"],
                condition=models.Q(delivery__isnull=True),
                name="line_to_gather",
            )
        ]


class RefusedAddress(models.Model):
    """An address that its server refused for good: nothing more is sent there until it is lifted.

    It is lifted when the person confirms the address in the settings.
    """

    channel = models.CharField(max_length=8, choices=Channel)
    address = models.CharField(max_length=254)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    since = models.DateTimeField()
    words = models.CharField(max_length=255)
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "address"],
                condition=models.Q(lifted_at__isnull=True),
                name="one_refusal_an_address",
            )
        ]
