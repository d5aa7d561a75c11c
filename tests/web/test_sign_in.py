"""Signing in: password, second factor, locks, idle limit, temporary passwords, the gate."""

import base64
import hmac
import struct
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from axes.models import AccessAttempt
from django.db.models import F
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from fumao.apps.audit.models import Event
from fumao.apps.orgs.limits import SIGN_IN, spend
from fumao.apps.orgs.models import Department, Person, Role
from tests.factories import PASSWORD, make_city, make_department, make_person

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "山高-水长-风清-月白-x7"


def totp(secret: str, at: datetime) -> str:
    """RFC 6238 with SHA-1, 30 seconds and 6 digits, written from the RFC."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(at.timestamp()) // 30), "sha1")
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


@pytest.fixture
def unit() -> Department:
    return make_department("甲市商务局", make_city("甲市"))


@pytest.fixture
def li(unit: Department) -> Person:
    return make_person(Role.HANDLER, unit, "jia.li")


def sign_in(client: Client, username: str = "jia.li", password: str = PASSWORD) -> object:
    return client.post("/accounts/login/", {"login": username, "password": password})


def kinds(username: str = "jia.li") -> list[str]:
    return list(Event.objects.filter(stream=f"person:{username}").values_list("kind", flat=True))


def test_with_name_and_password(client: Client, li: Person) -> None:
    answer = sign_in(client)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/home/"
    assert client.get("/orgs/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/orgs/").status_code == 302
    assert kinds() == ["signed_in", "signed_out"]


def test_the_session_is_another_one_after_signing_in(client: Client, li: Person) -> None:
    client.get("/accounts/login/")
    session = client.session
    session["planted"] = True
    session.save()
    before = client.session.session_key
    sign_in(client)
    assert client.session.session_key != before


def test_a_wrong_password_says_so_and_not_which_part(client: Client, li: Person) -> None:
    wrong = sign_in(client, password="不是这个口令")
    unknown = sign_in(client, username="nobody", password="不是这个口令")
    for answer in (wrong, unknown):
        assert answer.status_code == 200
        assert "用户名或口令不对" in answer.content.decode()


def test_five_failures_lock_the_account_at_this_address(client: Client, li: Person) -> None:
    for _attempt in range(4):
        assert sign_in(client, password="不是这个口令").status_code == 200
    locked = sign_in(client, password="不是这个口令")
    assert locked.status_code == 429
    assert "15 分钟后可以再试" in locked.content.decode()
    assert locked.headers["Retry-After"] == "900"
    assert sign_in(client).status_code == 429  # the right password does not help now
    assert sign_in(Client(REMOTE_ADDR="10.0.0.9")).status_code == 302  # nor harm elsewhere
    assert "sign_in_locked" in kinds()


def test_writing_the_name_otherwise_does_not_give_more_tries(client: Client, li: Person) -> None:
    for name in ("jia.li", "JIA.li", "Jia.Li", "jia.LI", "JIA.LI"):
        sign_in(client, name, "不是这个口令")
    assert sign_in(client).status_code == 429


def test_the_lock_opens_after_a_quarter_of_an_hour(client: Client, li: Person) -> None:
    for _attempt in range(5):
        sign_in(client, password="不是这个口令")
    for minutes, status in ((14, 429), (16, 302)):  # a try while locked starts the time again
        AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=minutes))
        assert sign_in(client).status_code == status


def test_an_address_that_tries_many_accounts_is_slowed_down(client: Client, li: Person) -> None:
    for _attempt in range(SIGN_IN.burst):
        spend(SIGN_IN, "127.0.0.1")
    answer = sign_in(client)
    assert answer.status_code == 200
    assert "过于频繁" in answer.content.decode()
    assert sign_in(Client(REMOTE_ADDR="10.0.0.9")).status_code == 302


def test_nobody_registers(client: Client) -> None:
    for page in ("signup/", "email/", "password/reset/", "password/set/", "confirm-email/"):
        assert client.get(f"/accounts/{page}").status_code == 404


def test_an_idle_session_ends(
    client: Client, li: Person, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    start = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
    clock = {"now": start}
    monkeypatch.setattr("fumao.web.middleware.timezone.now", lambda: clock["now"])
    client.force_login(li)
    assert client.get("/orgs/").status_code == 200
    for minutes in (20, 45, 74):  # never more than 29 apart
        clock["now"] = start + timedelta(minutes=minutes)
        assert client.get("/orgs/").status_code == 200
    clock["now"] = start + timedelta(minutes=74 + 31)
    answer = client.get("/orgs/", follow=True)
    assert answer.redirect_chain == [("/accounts/login/?next=/orgs/", 302)]
    assert "30 分钟没有操作" in answer.content.decode()


def test_a_person_without_active_account_does_not_get_in(client: Client, li: Person) -> None:
    Person.objects.update(is_active=False)
    assert sign_in(client).headers["Location"] == "/accounts/inactive/"
    assert client.get("/orgs/").status_code == 302


class TestTemporaryPassword:
    @pytest.fixture(autouse=True)
    def _temporary(self, li: Person) -> None:
        Person.objects.filter(pk=li.pk).update(temporary_password=True)

    def test_leads_to_an_own_one_before_anything_else(self, client: Client) -> None:
        sign_in(client)
        for page in ("/home/", "/orgs/", "/orgs/tokens/"):
            assert client.get(page).headers["Location"] == "/accounts/password/change/"
        assert "临时口令" in client.get("/accounts/password/change/").content.decode()
        form = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
        assert client.post("/accounts/password/change/", form).status_code == 302
        assert client.get("/orgs/").status_code == 200
        assert kinds()[-1] == "password_changed"
        assert not Person.objects.get(username="jia.li").temporary_password

    @pytest.mark.parametrize("weak", ["short-1", "password1234", "jia.li"])
    def test_a_weak_one_is_refused(self, client: Client, weak: str) -> None:
        sign_in(client)
        form = {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
        answer = client.post("/accounts/password/change/", form)
        assert answer.status_code == 200
        assert "form-error" in answer.content.decode()
        assert Person.objects.get(username="jia.li").check_password(PASSWORD)


class TestSecondFactor:
    @pytest.fixture(autouse=True)
    def _required(self, settings: Settings, li: Person) -> None:
        settings.MFA_REQUIRED = True

    @pytest.fixture(autouse=True)
    def _commit(self, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> None:
        self.committed = partial(django_capture_on_commit_callbacks, execute=True)

    def set_up(self, client: Client) -> str:
        again = client.get("/accounts/2fa/totp/activate/").headers["Location"]
        assert again.startswith("/accounts/reauthenticate/")  # who has found a session open
        assert client.post(again, {"password": PASSWORD}).status_code == 302
        page = client.get("/accounts/2fa/totp/activate/")
        secret = page.context["form"].secret
        code = totp(secret, timezone.now())
        with self.committed():
            answer = client.post("/accounts/2fa/totp/activate/", {"code": code})
        assert answer.status_code == 302, answer.content.decode()
        return secret

    def test_an_officer_sets_one_up_before_anything_else(self, client: Client) -> None:
        sign_in(client)
        for page in ("/home/", "/orgs/", "/orgs/tokens/"):
            assert client.get(page).headers["Location"] == "/accounts/2fa/totp/activate/"
        assert client.post("/orgs/tokens/", {}).status_code == 302
        self.set_up(client)
        assert client.get("/orgs/").status_code == 200
        assert "second_factor_added" in kinds()
        assert client.get("/accounts/2fa/recovery-codes/").status_code == 200

    def test_the_next_sign_in_asks_for_the_code(self, client: Client) -> None:
        sign_in(client)
        secret = self.set_up(client)
        other = Client()
        answer = sign_in(other)
        assert answer.headers["Location"].startswith("/accounts/2fa/authenticate/")
        assert other.get("/orgs/").status_code == 302  # a password alone is not signed in
        wrong = f"{(int(totp(secret, timezone.now())) + 1) % 1_000_000:06}"
        assert other.post("/accounts/2fa/authenticate/", {"code": wrong}).status_code == 200
        assert other.get("/orgs/").status_code == 302
        codes = client.get("/accounts/2fa/recovery-codes/").context["unused_codes"]
        assert other.post("/accounts/2fa/authenticate/", {"code": codes[0]}).status_code == 302
        assert other.get("/orgs/").status_code == 200

    def test_giving_it_up_leads_back_to_set_up(self, client: Client) -> None:
        sign_in(client)
        self.set_up(client)
        assert client.get("/accounts/2fa/").status_code == 200
        assert client.get("/accounts/2fa/totp/deactivate/").status_code == 200
        with self.committed():
            assert client.post("/accounts/2fa/totp/deactivate/").status_code == 302
        assert "second_factor_removed" in kinds()
        assert client.get("/orgs/").headers["Location"] == "/accounts/2fa/totp/activate/"

    def test_the_api_does_not_go_round_it(self, client: Client) -> None:
        sign_in(client)
        answer = client.get("/api/v1/areas")
        assert answer.status_code in {403, 404}  # 404 until the API is mounted

    def test_a_person_without_a_post_is_no_officer(self, client: Client) -> None:
        make_person(None, username="guest")
        sign_in(client, "guest")
        assert client.get("/orgs/tokens/").status_code == 200


def test_the_demo_lists_its_accounts(client: Client, li: Person, settings: Settings) -> None:
    make_person(Role.OFFICE, li.posts.get().department, "real.person")
    Person.objects.filter(pk=li.pk).update(synthetic=True)
    page = client.get("/accounts/login/").content.decode()
    assert 'href="?as=jia.li"' in page
    assert "real.person" not in page
    assert 'value="jia.li"' in client.get("/accounts/login/?as=jia.li").content.decode()
    settings.DEMO = False
    assert "jia.li" not in client.get("/accounts/login/").content.decode()


def test_an_htmx_request_is_sent_to_the_sign_in_page_as_a_whole(client: Client) -> None:
    answer = client.get("/orgs/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == "/accounts/login/"


@pytest.mark.parametrize(
    ("behind", "addresses"), [(True, {"10.1.1.1", "10.1.1.2"}), (False, {"127.0.0.1"})]
)
def test_the_address_counted_is_the_one_our_proxy_saw(
    client: Client, li: Person, settings: Settings, behind: bool, addresses: set[str]
) -> None:
    settings.BEHIND_PROXY = behind
    for seen in ("10.1.1.1", "8.8.8.8, 10.1.1.2"):  # the client wrote 8.8.8.8 itself
        client.post(
            "/accounts/login/",
            {"login": "jia.li", "password": "x"},
            headers={"X-Forwarded-For": seen},
        )
    assert set(AccessAttempt.objects.values_list("ip_address", flat=True)) == addresses
