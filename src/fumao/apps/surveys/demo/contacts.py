"""Key enterprises of the demo city: who keeps contact, visits near and long ago, problems raised.

Everything is invented and says so; each act is done by the action that people use, on its day.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from fumao.apps.enterprises.models import Enterprise
from fumao.apps.orgs.actor import Actor, actor_for
from fumao.apps.orgs.models import Department, Person
from fumao.apps.surveys.actions.handle_ticket import answer_ticket, close_ticket, raise_ticket
from fumao.apps.surveys.actions.name_key_enterprise import name_key_enterprise
from fumao.apps.surveys.actions.record_visit import record_visit
from fumao.apps.surveys.demo.hands import reporters
from fumao.apps.surveys.models import KeyEnterprise

CITY, OFFICE = "350200", "xm-commerce"
NAMES, KEEPS, OWNS = "xm.office", "xm.commerce", "xm-finance"
ANSWERS = "xm.finance"
# Days since each visit to one after another; the light turns red after ninety.
VISITS: tuple[tuple[int, ...], ...] = ((12, 75), (40,), (85, 190), (120,), (), (30,), (200,))
NAMED_DAYS_AGO = 300


def load_key_enterprises(today: date) -> int:
    """Load them; return how many. A second time, and without the demo's people, nothing is done."""
    people = {one.username: one for one in Person.objects.filter(
        username__in=(NAMES, KEEPS, ANSWERS))}  # fmt: skip
    units = {one.key: one for one in Department.objects.filter(key__in=(OFFICE, OWNS))}
    if {NAMES, KEEPS, ANSWERS} - people.keys() or {OFFICE, OWNS} - units.keys():
        return 0
    if KeyEnterprise.objects.exists():
        return 0
    chosen = _firms(len(VISITS))
    begun = today - timedelta(days=NAMED_DAYS_AGO)
    rows = [
        name_key_enterprise(
            actor_for(people[NAMES], begun), firm.code, units[OFFICE], people[KEEPS],
            "示例：重点联系（合成数据）",
        )
        for firm in chosen
    ]  # fmt: skip
    for row, days in zip(rows, VISITS, strict=False):
        for back in sorted(days, reverse=True):
            day = today - timedelta(days=back)
            record_visit(
                actor_for(people[KEEPS], day), row, day, "示例负责人（合成）",
                "订单、用工和政策需求（演示数据）",
            )  # fmt: skip
    _tickets(rows, people, units, today)
    return len(rows)


def _firms(many: int) -> Sequence[Enterprise]:
    """Return enterprises of the city, those with an account first."""
    rows = Enterprise.objects.filter(area__path__contains="/", area__parent__code=CITY)
    own = list(rows.exclude(unit=None).order_by("code")[:many])
    return own + list(rows.filter(unit=None).order_by("code")[: many - len(own)])


def _tickets(
    rows: Sequence[KeyEnterprise],
    people: dict[str, Person],
    units: dict[str, Department],
    today: date,
) -> None:
    """Raise problems: one overdue, one to be answered, one answered, one closed."""
    filers = reporters(today)

    def raised(row: KeyEnterprise, back: int, title: str, owner: Department | None) -> int:
        day = today - timedelta(days=back)
        filer = filers.get(row.enterprise.unit_id or 0)
        who = Person.objects.get(pk=filer) if filer else people[KEEPS]
        return raise_ticket(actor_for(who, day), row, title, "演示数据：问题为虚构。", owner).pk

    def on(name: str, back: int) -> Actor:
        return actor_for(people[name], today - timedelta(days=back))

    raised(rows[0], 20, "示例：离岸业务收汇较慢", None)
    raised(rows[1], 1, "示例：引进人才落户咨询", None)
    answered = raised(rows[0], 9, "示例：贴息资金何时拨付", units[OWNS])
    answer_ticket(on(ANSWERS, 4), answered, "示例：已列入本季度拨付计划。")
    closed = raised(rows[2], 45, "示例：合同登记退回原因", None)
    answer_ticket(on(KEEPS, 42), closed, "示例：补充凭证后已受理。")
    close_ticket(on(NAMES, 40), closed)
