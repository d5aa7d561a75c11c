"""Before its hour nobody outside the release team sees a figure, by any route; after it everybody.

Every address there is is walked, with every value that could lead to the release. The answers are
searched for the marked figure and for the digest, inside files too, in bodies and in headers.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from django.core.cache import caches
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from fumao.apps.orgs.actor import Actor
from fumao.apps.releases.models import Release, Vintage
from fumao.apps.releases.outputs.files import FILES
from tests.matrix.addresses import addresses, filled_in
from tests.releases.conftest import HOUR, MARK, SHOWN, approved, compiled, planned

pytestmark = pytest.mark.django_db
SDMX = (
    "data/dataflow/*/*/*/*", "data/dataflow/*/*", "availability/dataflow/*/*/*/*",
    "structure/dataflow/*/*/*", "structure/datastructure/*/*/*", "structure/codelist/*/*/*",
)  # fmt: skip
# What analysis is asked: every view, measure and dimension, filters, exports.
ASKED = (
    "?view=line&rows=shore", "?view=bar&rows=area", "?view=treemap", "?view=rank&rows=country",
    "?view=tiles", "?rows=period&cols=shore", "?measure=executed.so_far&cols=none",
    "?rows=area&cols=service_class", "?rows=country&cols=none&to=2022-05&top=5",
    "?measure=executed.respondents", "?to=2022-05&from=2022-05",
)  # fmt: skip
ANALYSIS_FILES = ("table.csv", "table.xlsx")
OURS = frozenset(
    one.name for one in addresses() if one.route.startswith(("stat", "rel", "sdmx", "ana"))
)
SEEN_BY_ALL = (
    "publications", "publication", "release", "release-version", "release-file", "sdmx",
    "analysis", "analysis-file",
)  # fmt: skip


@pytest.fixture
def ready(town: SimpleNamespace, clock: Callable[[str], None]) -> SimpleNamespace:
    """The release compiled and approved by two, a second before its hour."""
    clock("08:59:59")
    town.release = planned(town)
    town.vintage = approved(town, compiled(town, town.release))
    return town


def client_of(who: Actor | None) -> Client:
    client = Client(raise_request_exception=False)
    if who is not None and who.person is not None:
        client.force_login(who.person)
    return client


def values(release: Release, vintage: Vintage) -> dict[str, list[object]]:
    return {
        "key": [release.publication], "area": [release.area.code], "period": [release.period],
        "number": [vintage.number], "pk": [release.pk, vintage.pk],
        "name": [*FILES, *ANALYSIS_FILES],
        "path": list(SDMX),
    }  # fmt: skip


def every(release: Release, vintage: Vintage) -> Iterator[tuple[str, str]]:
    for address in addresses():
        if address.route.startswith(("accounts/", "static/")):
            continue
        for url in filled_in(address, values(release, vintage), ()):
            yield address.name, url
            if url.endswith(("/analysis/", *ANALYSIS_FILES)):
                yield from ((address.name, f"{url}{asked}") for asked in ASKED)


def everything_in(answer: HttpResponseBase) -> str:
    """Return headers and body as text; what is packed in a file is unpacked."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    texts = [str(answer.headers), body.decode("utf-8", "replace")]
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            texts += [packed.read(name).decode("utf-8", "replace") for name in packed.namelist()]
    return "\n".join(texts)


def without_tokens(body: bytes) -> bytes:
    """Leave out what differs by itself from one answer to the next: the tokens of forms."""
    token = rb'("X-CSRFToken": "|name="csrfmiddlewaretoken" value=")[0-9A-Za-z]{64}"'
    return re.sub(token, rb"\1", body)


def told(client: Client, release: Release, vintage: Vintage) -> set[str]:
    """Return the names of the addresses that tell the figure or the digest."""
    found, unread = set(), set()
    for name, url in every(release, vintage):
        if name in unread:
            continue
        # A client that holds the file from elsewhere must not learn by 304 that it is right.
        for headers in ({}, {"If-None-Match": "*"}):
            answer = client.get(url, headers=headers)
            if answer.status_code == 405:
                unread.add(name)  # by GET, whatever the parameters
                break
            assert answer.status_code < 500 or name not in OURS, url
            text = everything_in(answer)
            if (
                MARK in text
                or SHOWN in text
                or vintage.digest[:12] in text
                or (answer.status_code == 304 and name in OURS)
            ):
                found.add(name)
    return found


OUTSIDERS = ("nobody", "finance", "reader", "admin", "expert", "verifier", "district", "far")


@pytest.mark.long
@pytest.mark.parametrize("who", OUTSIDERS)
def test_a_second_before_nobody_outside_the_team_sees_a_figure(
    ready: SimpleNamespace, who: str
) -> None:
    client = client_of(ready.outsiders.get(who))
    assert told(client, ready.release, ready.vintage) == set()


@pytest.mark.long
@pytest.mark.parametrize("who", ["office", "checker", "leader", "statistician"])
def test_the_team_sees_it_on_its_own_pages_alone(ready: SimpleNamespace, who: str) -> None:
    """Nor do public pages tell the team more than everybody: what they show is what is public."""
    found = told(client_of(getattr(ready, who)), ready.release, ready.vintage)
    assert {"release-preview", "release-preview-file"} <= found
    assert found.isdisjoint(SEEN_BY_ALL)


def test_at_the_hour_everybody_sees_it_by_every_public_way(
    ready: SimpleNamespace, clock: Callable[[str], None]
) -> None:
    """The same client that asked a second before: nothing it was told then is kept."""
    client = client_of(None)
    assert told(client, ready.release, ready.vintage) == set()
    clock("09:00:00")
    assert told(client, ready.release, ready.vintage) == {
        "release", "release-version", "release-file", "sdmx", "analysis", "analysis-file",
    }  # fmt: skip
    for name in FILES:
        answer = client.get(file_address(ready.release, name))
        assert answer.status_code == 200, name
        again = client.get(
            file_address(ready.release, name), headers={"If-None-Match": answer.headers["ETag"]}
        )
        assert again.status_code == 304, name
    caches["default"].clear()


def test_whether_it_is_compiled_is_not_told_before_the_hour(
    town: SimpleNamespace, clock: Callable[[str], None]
) -> None:
    clock("08:59:59")
    release = planned(town)
    client = client_of(None)
    address = page_address(release)
    empty = without_tokens(client.get(address).content)
    approved(town, compiled(town, release))
    assert without_tokens(client.get(address).content) == empty
    assert b"2022-06-24 09:00" in empty  # the calendar is public in advance


def test_not_approved_at_its_hour_is_not_public(
    town: SimpleNamespace, clock: Callable[[str], None]
) -> None:
    clock("09:00:01")
    release = planned(town, HOUR)
    vintage = compiled(town, release)
    assert told(client_of(None), release, vintage) == set()


def page_address(release: Release) -> str:
    return reverse("release", args=[release.publication, release.area.code, release.period])


def file_address(release: Release, name: str) -> str:
    return f"{page_address(release)}v1/{name}"
