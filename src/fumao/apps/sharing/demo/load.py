"""Exchanges of the demo city: grants in force and one revoked, files confirmed and one waiting.

Nobody's figures: they are drawn from a seed, and the name of every file says so.
"""

from datetime import date, timedelta

from django.core.files.base import ContentFile

from fumao.apps.orgs import clock
from fumao.apps.orgs.actor import Actor, actor_for
from fumao.apps.orgs.models import Area, Department, Person
from fumao.apps.sharing.actions.confirm_exchange import confirm_exchange
from fumao.apps.sharing.actions.give_grant import Terms, give_grant, revoke_grant
from fumao.apps.sharing.actions.read_exchange import read_exchange
from fumao.apps.sharing.actions.take_data import take_data
from fumao.apps.sharing.actions.take_exchange import take_exchange
from fumao.apps.sharing.demo.files import CHOSEN, customs_file, fx_file
from fumao.apps.sharing.models import DataGrant, Exchange
from fumao.core.periods import Month
from fumao.packs.exchanges import shipped_exchanges

CITY = "350200"
# Data set, who gives (account, unit), who receives.
GRANTS = (
    ("customs-bonded-services", "xm.customs", "xm-customs", "xm-commerce"),
    ("fx-services", "xm.safe", "xm-safe", "xm-commerce"),
    ("outsourcing-by-area", "xm.commerce", "xm-commerce", "xm-statistics"),
    ("tax-exempt-services", "xm.tax", "xm-tax", "xm-commerce"),
)
RECEIVES = "xm.commerce"
REVOKED = "演示：数据口径待双方重新商定"
CHOICE = "SJ322"  # of the two classes that CHOSEN may lead to


def load_demo_sharing() -> int:
    """Load the exchanges; return how many grants were given.

    A second time, and where the demo's people are not loaded, nothing is done.
    """
    city = Area.objects.filter(code=CITY).first()
    units = {one.key: one for one in Department.objects.filter(area=city)} if city else {}
    wanted = {key for _set, _who, gives, gets in GRANTS for key in (gives, gets)}
    if city is None or DataGrant.objects.exists() or wanted - units.keys():
        return 0
    last = Month.of(clock.today()).previous()
    begun = last.shift(-3).start
    given = {}
    for key, who, gives, gets in GRANTS:
        written = shipped_exchanges()[key]
        terms = Terms(
            units[gives], units[gets], written, written.exchange.purpose,
            begun, date(last.year + 1, 12, 31),
        )  # fmt: skip
        given[key] = give_grant(_who(who, begun), terms)
    revoke_grant(_who("xm.tax", clock.today()), given["tax-exempt-services"], REVOKED)
    _hand_in(city, given, last)
    return len(given)


def _hand_in(city: Area, given: dict[str, DataGrant], last: Month) -> None:
    areas = list(Area.objects.filter(parent=city).order_by("code").values_list("code", flat=True))
    customs, fx = given["customs-bonded-services"], given["fx-services"]
    before = last.previous()
    _confirmed("xm.customs", customs, before, customs_file(before, areas))
    _confirmed("xm.safe", fx, before, fx_file(before))
    _read("xm.safe", fx, last, fx_file(last), clock.today())  # waits to be looked through
    take_data(_who(RECEIVES, clock.today()), fx, before.code, "json")


def _confirmed(who: str, grant: DataGrant, month: Month, file: ContentFile[bytes]) -> None:
    """Hand a file in ten days after its month and have the receiver confirm it."""
    day = month.end + timedelta(days=10)
    one = _read(who, grant, month, file, day)
    confirm_exchange(_who(RECEIVES, day), one, {CHOSEN: CHOICE}, one.digest)


def _read(
    who: str, grant: DataGrant, month: Month, file: ContentFile[bytes], day: date
) -> Exchange:
    one = take_exchange(_who(who, day), grant, month.code, file)
    read_exchange.func(one.pk)
    one.refresh_from_db()
    return one


def _who(name: str, day: date) -> Actor:
    return actor_for(Person.objects.get(username=name), day)
