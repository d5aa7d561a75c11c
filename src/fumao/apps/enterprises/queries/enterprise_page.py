"""An enterprise's page: names and places over time, facts, contacts, its story."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fumao.apps.audit.models import Event
from fumao.apps.audit.service import history
from fumao.apps.enterprises.models import (
    Contact,
    Enterprise,
    EnterpriseName,
    Fact,
    Purpose,
    Residence,
    Succession,
)
from fumao.apps.enterprises.queries.tables import TableLine, table_lines
from fumao.apps.enterprises.vocabulary import Shown, shown
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area, Park
from fumao.apps.orgs.policy import Action, may, visible_to
from fumao.packs.codes import schemes


@dataclass(frozen=True, slots=True)
class FactLine:
    """A name with its current fact and the older ones, newest first; a corrected one is marked."""

    label: str
    current: tuple[Fact, Shown] | None
    older: list[tuple[Fact, Shown, bool]]


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A contact as shown: masked unless public or revealed just now."""

    contact: Contact
    name: str
    phone: str
    email: str
    masked: bool
    may_reveal: bool


@dataclass(frozen=True, slots=True)
class Moment:
    """Something in an enterprise's life, on its own day."""

    day: date | None
    icon: str
    words: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class EnterprisePage:
    """All that a page shows; `hidden` counts what was given for statistics and is not shown."""

    enterprise: Enterprise
    industry: str
    names: list[EnterpriseName]
    places: list[Residence]
    successions: list[tuple[Succession, Enterprise | None, bool]]
    facts: list[FactLine]
    tables: list[TableLine]
    hidden: int
    contacts: list[ContactLine]
    story: list[Moment]
    events: list[Event]


def enterprise_of(actor: Actor, code: str) -> Enterprise:
    """Return the enterprise of a code; raises Http404 where the actor sees none."""
    rows = visible_to(actor, Enterprise.objects.select_related("area", "park__area", "unit"))
    found = rows.filter(code=code.upper()).first()
    if found is None:
        raise Http404
    return found


def enterprise_page(actor: Actor, code: str, revealed: int | None = None) -> EnterprisePage:
    """Return the page of an enterprise; `revealed` is a contact shown in full this once."""
    enterprise = enterprise_of(actor, code)
    names = list(enterprise.names.order_by("-id"))
    places = list(enterprise.residences.select_related("area", "park").order_by("-id"))
    successions = _successions(actor, enterprise)
    facts = list(
        visible_to(actor, Fact.objects.select_related("correction", "by"))
        .filter(enterprise=enterprise)
        .order_by("name", "-holds_from", "-id")
    )
    open_ones = [fact for fact in facts if fact.purpose != Purpose.STATISTICS]
    return EnterprisePage(
        enterprise,
        industry_words(enterprise),
        names,
        places,
        successions,
        fact_lines(open_ones, actor.today),
        table_lines(actor, enterprise),
        len(facts) - len(open_ones),
        list(_contacts(actor, enterprise, revealed)),
        story_of(enterprise, names, places, successions),
        list(history(enterprise.stream).order_by("-seq")[:60]),
    )


def industry_words(enterprise: Enterprise) -> str:
    """Return an industry's code with its label, that of the division where it is not listed."""
    edition = enterprise.industry_edition
    scheme = next((s for s in schemes() if (s.key, s.version) == ("industry", edition)), None)
    code, language = enterprise.industry, get_language() or "zh"
    for length in range(len(code), 1, -1):
        entry = scheme.find(code[:length]) if scheme else None
        if entry is not None and length == len(code):
            return f"{code} {entry.label.say(language)}"
        if entry is not None:
            return f"{code} ({entry.code} {entry.label.say(language)})"
    return code


def _successions(
    actor: Actor, enterprise: Enterprise
) -> list[tuple[Succession, Enterprise | None, bool]]:
    """Return (succession, the other enterprise where the actor sees it, whether it came after)."""
    rows = [(s, s.successor_id, True) for s in enterprise.successions.all()]
    rows += [(s, s.predecessor_id, False) for s in enterprise.precedents.all()]
    seen = visible_to(actor, Enterprise.objects.all()).in_bulk([key for _s, key, _a in rows])
    return [(s, seen.get(key), after) for s, key, after in rows]


def fact_lines(facts: Iterable[Fact], today: date) -> list[FactLine]:
    """Return facts by name: those of one name newest first, the first standing one current."""
    by_name: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        by_name[fact.name].append(fact)
    lines = []
    for name, rows in by_name.items():
        current: tuple[Fact, Shown] | None = None
        older: list[tuple[Fact, Shown, bool]] = []
        for fact in rows:
            words = shown(name, fact.value, fact.unit)
            corrected = hasattr(fact, "correction")
            if current is None and not corrected and fact.holds_from <= today:
                current = (fact, words)
            else:
                older.append((fact, words, corrected))
        label = (current[1] if current else older[0][1]).label
        lines.append(FactLine(label, current, older))
    # Figures first, then the answers to yes-or-no questions, then what is unknown today.
    return sorted(lines, key=_place_of)


def _place_of(line: FactLine) -> tuple[bool, bool, str]:
    plain = line.current is not None and line.current[0].value in {"true", "false"}
    return line.current is None, plain, line.label


def masked_phone(phone: str) -> str:
    """Return a number of which the middle cannot be read: 138****1234."""
    digits = [place for place, char in enumerate(phone) if char.isdigit()]
    hidden = set(digits[3:-4] if len(digits) > 8 else digits[2:-2])
    return "".join("*" if place in hidden else char for place, char in enumerate(phone))


def masked_email(email: str) -> str:
    """Return an address of which only the first letter and the host can be read."""
    local, at, host = email.partition("@")
    return f"{local[:1]}***{at}{host}" if at else "***"


def masked_name(name: str) -> str:
    """Return a person's name of which only the first character can be read."""
    return name[:1] + "*" * min(2, len(name) - 1) if name else ""


def _contacts(actor: Actor, enterprise: Enterprise, revealed: int | None) -> Iterator[ContactLine]:
    allowed = may(actor, Action.REVEAL_CONTACT, enterprise)
    for contact in enterprise.contacts.filter(ended_on=None):
        public = contact.purpose == Purpose.PUBLIC
        open_now = public or (
            allowed and contact.pk == revealed and contact.purpose != Purpose.STATISTICS
        )
        yield ContactLine(
            contact,
            contact.name if open_now else masked_name(contact.name),
            contact.phone if open_now else masked_phone(contact.phone),
            contact.email if open_now else masked_email(contact.email) if contact.email else "",
            not open_now,
            allowed and not open_now and contact.purpose != Purpose.STATISTICS,
        )


def story_of(
    enterprise: Enterprise,
    names: list[EnterpriseName],
    places: list[Residence],
    successions: list[tuple[Succession, Enterprise | None, bool]],
) -> list[Moment]:
    """Return an enterprise's life, newest first: read off its rows, which nobody deletes."""
    english = (get_language() or "").startswith("en")
    story = []
    for older, name in zip([*reversed(names)][:-1], [*reversed(names)][1:], strict=True):
        words = _("更名为“%(new)s”") % {"new": name.name}
        story.append(Moment(name.valid_from, "pencil", words, _("原名：%s") % older.name))
    for before, place in zip([*reversed(places)][:-1], [*reversed(places)][1:], strict=True):
        words = _("迁至%(place)s") % {"place": place_words(place, english)}
        story.append(
            Moment(place.valid_from, "map-pin", words, _("原址：%s") % place_words(before, english))
        )
    story += [_succession_words(*one) for one in successions]
    if enterprise.status == Enterprise.Status.CLOSED:
        story.append(Moment(enterprise.ended_on, "circle-x", _("注销")))
    story.sort(key=lambda moment: moment.day or date.min, reverse=True)
    first = names[-1].name if names else enterprise.name
    since = enterprise.founded_on or (names[-1].valid_from if names else None)
    begun = _("成立") if enterprise.founded_on else _("登记")
    return [*story, Moment(since, "flag", begun, first)]


def place_words(place: Residence, english: bool) -> str:
    """Return a place in one line: area, then park."""
    parts: list[Area | Park] = [place.area, place.park] if place.park else [place.area]
    return " · ".join((english and part.name_en) or part.name for part in parts)


def _succession_words(succession: Succession, other: Enterprise | None, after: bool) -> Moment:
    name = other.name if other else _("（不在您的查阅范围内的企业）")
    words = {
        ("merge", True): _("并入“%s”"),
        ("merge", False): _("吸收合并“%s”"),
        ("split", True): _("分立出“%s”"),
        ("split", False): _("由“%s”分立而来"),
    }[succession.kind, after] % name
    note = _("%s 撤回：系误登") % succession.revoked_on.isoformat() if succession.revoked_on else ""
    return Moment(succession.on, "arrow-merge", words, note)
