"""How often one actor may do something costly: token buckets kept in the database.

In the database because several processes serve one bureau. A bucket holds `burst` acts and refills
evenly.

PostgreSQL does it in one statement, and need not wait for the disk: what is lost with the power is
what was spent in its last second. SQLite writes to its log in any case.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from fumao.apps.orgs.models import Allowance
from fumao.apps.orgs.prepared import NEED_NOT_LAST, alone, rows_of


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
    wait = (_take_at_once if connection.vendor == "postgresql" else _take)(limit, key, now)
    if wait is not None:
        raise TooOftenError(limit, wait)


def _left(limit: Limit, bucket: Allowance, now: datetime) -> float:
    rate = limit.burst / limit.per.total_seconds()
    passed = max(0.0, (now - bucket.at).total_seconds())
    return min(float(limit.burst), bucket.left + passed * rate)


def _wait(limit: Limit, left: float) -> timedelta:
    return (1 - left) * limit.per / limit.burst


def _take(limit: Limit, key: str, now: datetime) -> timedelta | None:
    """Take one act; return how long to wait where there is none."""
    with transaction.atomic():
        Allowance.objects.bulk_create(
            [Allowance(key=key, left=limit.burst, at=now)], ignore_conflicts=True
        )
        bucket = Allowance.objects.select_for_update().get(key=key)
        left = _left(limit, bucket, now)
        if left < 1:
            return _wait(limit, left)
        Allowance.objects.filter(pk=bucket.pk).update(left=left - 1, at=max(now, bucket.at))
    return None


_LEFT = """least(%s::float8, held."left" + %s::float8
    * greatest(0, extract(epoch FROM (%s::timestamptz - held.at)))::float8)"""
_TAKE = f"""
INSERT INTO orgs_allowance AS held (key, "left", at) VALUES (%s, %s::float8 - 1, %s::timestamptz)
ON CONFLICT (key) DO UPDATE SET "left" = {_LEFT} - 1, at = greatest(held.at, %s::timestamptz)
WHERE {_LEFT} >= 1
RETURNING {NEED_NOT_LAST}
"""  # noqa: S608 - our own words


def _take_at_once(limit: Limit, key: str, now: datetime) -> timedelta | None:
    """Take one act by one statement; a transaction around it keeps its own durability."""
    left = (limit.burst, limit.burst / limit.per.total_seconds(), now)
    if rows_of(_TAKE, [key, limit.burst, now, *left, now, *left, alone()]):
        return None
    return _wait(limit, _left(limit, Allowance.objects.get(key=key), now))
