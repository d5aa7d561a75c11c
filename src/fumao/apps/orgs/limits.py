"""How often one actor may do something costly: token buckets kept in the database.

In the database because several processes serve one bureau. A bucket holds `burst` acts and refills
evenly.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from fumao.apps.orgs.models import Allowance


@dataclass(frozen=True, slots=True)
class Limit:
    """`burst` acts at once, refilled at `burst` acts `per` period."""

    name: str
    burst: int
    per: timedelta


SIGN_IN = Limit("sign-in", 40, timedelta(minutes=5))  # per address; axes locks single accounts
EXPORT = Limit("export", 20, timedelta(minutes=10))
UPLOAD = Limit("upload", 60, timedelta(minutes=10))
API_WRITE = Limit("api-write", 1200, timedelta(minutes=10))
TOKEN = Limit("token", 10, timedelta(hours=1))


class TooOftenError(Exception):
    """The limit is used up; `wait` says until when."""

    def __init__(self, limit: Limit, wait: timedelta) -> None:
        super().__init__(f"{limit.name}: wait {wait}")
        self.limit = limit
        self.wait = wait


def spend(limit: Limit, who: str, now: datetime | None = None) -> None:
    """Take one act from the bucket of `who` (a person's pk, an address).

    Raises TooOftenError where nothing is left; the refusal costs nothing.
    """
    now = now or timezone.now()
    key = f"{limit.name}:{who}"[:128]
    rate = limit.burst / limit.per.total_seconds()
    with transaction.atomic():
        Allowance.objects.bulk_create(
            [Allowance(key=key, left=limit.burst, at=now)], ignore_conflicts=True
        )
        bucket = Allowance.objects.select_for_update().get(key=key)
        passed = max(0.0, (now - bucket.at).total_seconds())
        left = min(float(limit.burst), bucket.left + passed * rate)
        if left < 1:
            raise TooOftenError(limit, timedelta(seconds=(1 - left) / rate))
        Allowance.objects.filter(pk=bucket.pk).update(left=left - 1, at=max(now, bucket.at))
