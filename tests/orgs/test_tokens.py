"""API tokens: only a digest is kept, scopes and expiry hold, revocation is at once."""

import hashlib
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from fumao.apps.audit.models import Event
from fumao.apps.orgs.actions.issue_token import issue_token
from fumao.apps.orgs.actions.revoke_token import revoke_token
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.limits import TOKEN, TooOftenError
from fumao.apps.orgs.models import ApiToken, Person, Role
from fumao.apps.orgs.service import authenticate_token
from tests.factories import DAY, actor, actor_as, make_city, make_department, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def li() -> Actor:
    return actor_as(Role.HANDLER, make_department("甲市商务局", make_city("甲市")))


def test_only_the_digest_is_kept(li: Actor) -> None:
    token, raw = issue_token(li, "大屏", ["read"], 30)
    assert len(raw) == len("fm_") + 43  # 32 bytes in base64 without padding
    assert token.digest == hashlib.sha256(raw.encode()).hexdigest()
    row = ApiToken.objects.filter(pk=token.pk).values().get()
    assert raw not in str(row)
    assert raw.startswith(row["prefix"])
    event = Event.objects.get()
    assert (event.kind, event.data["prefix"]) == ("token_issued", token.prefix)
    assert raw not in str(event.data)


def test_a_token_acts_as_its_person_within_its_scopes(li: Actor) -> None:
    _token, raw = issue_token(li, "大屏", ["read"], 30)
    who = authenticate_token(raw, DAY)
    assert who is not None
    assert (who.person, who.positions, who.scopes) == (li.person, li.positions, frozenset({"read"}))
    assert authenticate_token(raw + "x", DAY) is None
    assert authenticate_token("", DAY) is None


def test_it_ends_by_time_by_revocation_and_with_the_account(li: Actor) -> None:
    expired, raw_expired = issue_token(li, "a", ["read"], 1)
    ApiToken.objects.filter(pk=expired.pk).update(expires_at=timezone.now())
    assert authenticate_token(raw_expired, DAY) is None
    revoked, raw_revoked = issue_token(li, "b", ["read"], 1)
    revoke_token(li, revoked)
    revoke_token(li, revoked)
    assert authenticate_token(raw_revoked, DAY) is None
    assert Event.objects.filter(kind="token_revoked").count() == 1
    _token, raw = issue_token(li, "c", ["read"], 1)
    Person.objects.update(is_active=False)
    assert authenticate_token(raw, DAY) is None


def test_use_is_noted_at_most_once_a_minute(li: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    token, raw = issue_token(li, "a", ["read"], 1)
    start = timezone.now()
    noted = []
    for seconds in (0, 30, 59, 60, 100):
        moment = start + timedelta(seconds=seconds)
        monkeypatch.setattr("fumao.apps.orgs.tokens.timezone.now", lambda m=moment: m)
        assert authenticate_token(raw, DAY) is not None
        token.refresh_from_db()
        assert token.last_used_at is not None
        noted.append(round((token.last_used_at - start).total_seconds()))
    assert noted == [0, 0, 0, 60, 60]


@pytest.mark.parametrize(
    ("name", "scopes", "days", "field"),
    [
        (" ", ["read"], 30, "name"),
        ("a", [], 30, "scopes"),
        ("a", ["admin"], 30, "scopes"),
        ("a", ["read"], 0, "days"),
        ("a", ["read"], 367, "days"),
    ],
)
def test_bad_wishes_are_named(
    li: Actor, name: str, scopes: list[str], days: int, field: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        issue_token(li, name, scopes, days)
    assert set(caught.value.message_dict) == {field}
    assert not ApiToken.objects.exists()


def test_a_token_breeds_no_token(li: Actor) -> None:
    token, raw = issue_token(li, "a", ["read", "write"], 30)
    by_token = authenticate_token(raw, DAY)
    assert by_token is not None
    with pytest.raises(PermissionDenied):
        issue_token(by_token, "b", ["write"], 30)
    with pytest.raises(PermissionDenied):
        revoke_token(by_token, token)


def test_without_a_post_no_token() -> None:
    with pytest.raises(PermissionDenied):
        issue_token(actor(make_person(None)), "a", ["read"], 30)
    with pytest.raises(PermissionDenied):
        issue_token(actor(None), "a", ["read"], 30)


def test_an_admin_revokes_the_token_of_his_people_only(li: Actor) -> None:
    token, _raw = issue_token(li, "a", ["read"], 30)
    stranger = actor_as(Role.ADMIN, make_department("乙市信息中心", make_city("乙市")))
    with pytest.raises(PermissionDenied):
        revoke_token(stranger, token)
    assert li.person is not None
    unit = li.person.posts.get().department
    revoke_token(actor_as(Role.ADMIN, unit), token)
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_tokens_are_limited(li: Actor) -> None:
    for number in range(TOKEN.burst):
        issue_token(li, f"t{number}", ["read"], 1)
    with pytest.raises(TooOftenError):
        issue_token(li, "one more", ["read"], 1)
