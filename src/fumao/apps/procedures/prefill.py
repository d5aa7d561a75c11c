"""Once only: what the register and earlier outcomes know already is filled in, with its source."""

from dataclasses import dataclass
from datetime import date

from fumao.apps.enterprises.models import Enterprise
from fumao.apps.enterprises.service import facts_on
from fumao.apps.orgs.actor import Actor
from fumao.apps.procedures.book import Loaded, loaded
from fumao.apps.procedures.earlier import told_by
from fumao.apps.procedures.models import Outcome, ProcedureVersion
from fumao.core.errors import Words
from fumao.forms.fields import Field
from fumao.packs.codes import is_code


@dataclass(frozen=True, slots=True)
class Known:
    """A value that need not be asked for, and where it comes from."""

    value: object
    source: Words


def known_values(
    actor: Actor, held: Loaded, enterprise: Enterprise, outcome: Outcome | None
) -> dict[str, Known]:
    """Return what is known of a form's fields, by key; administrative facts only."""
    facts = facts_on(actor, enterprise, actor.today)
    found: dict[str, Known] = {}
    for one in held.procedure.form:
        if one.given and (fact := facts.get(one.given)) is not None:
            day = fact.as_of.isoformat() if fact.as_of else fact.period
            source = Words(f"企业名录（{day}，{fact.source}）", f"register ({day}, {fact.source})")
            found[one.key] = Known(fact.value, source)
        elif one.prefill.startswith("enterprise:"):
            value = _of_enterprise(enterprise, one.prefill.partition(":")[2])
            if value and _listed(one, value, actor.today):
                source = Words("企业名录", "register of enterprises")
                found[one.key] = Known(value, source)
        elif one.prefill.startswith("outcome:"):
            _from_outcome(enterprise, one.key, one.prefill, found)
    if outcome is not None:
        source = Words(f"原件 {outcome.number}", f"earlier outcome {outcome.number}")
        for key, told in told_by(outcome.case).items():
            if any(one.key == key for one in held.procedure.form):
                found[key] = Known(told, source)
    return found


def _listed(field: Field, value: str, day: date) -> bool:
    """Tell whether the field's code list has a value on a day; a zone is in no national list.

    What it has not is asked for: a code filled in here would be refused when the form is sent.
    """
    scheme = field.type.of if field.type is not None and field.type.kind == "code" else None
    return scheme is None or is_code(scheme, value, day)


def _of_enterprise(enterprise: Enterprise, name: str) -> str:
    """Return an attribute as a form holds it: a place by its code."""
    value = getattr(enterprise, name, None)
    code = getattr(value, "code", None)
    return str(code or value or "")


def _from_outcome(enterprise: Enterprise, key: str, prefill: str, found: dict[str, Known]) -> None:
    procedure, _dot, field = prefill.partition(":")[2].partition(".")
    earlier = (
        Outcome.objects.filter(enterprise=enterprise, procedure=procedure)
        .select_related("case")
        .first()
    )
    if earlier is None:
        return
    value = earlier.number if field == "number" else earlier.case.data.get(field)
    if value is not None:
        source = Words(f"{earlier.name} {earlier.number}", f"{earlier.name_en} {earlier.number}")
        found[key] = Known(value, source)


def prefilled(
    actor: Actor,
    version: ProcedureVersion,
    enterprise: Enterprise,
    variant: str = "",
    outcome: Outcome | None = None,
) -> dict[str, object]:
    """Return the first data of a draft."""
    held = loaded(version, variant)
    known = known_values(actor, held, enterprise, outcome)
    return {key: one.value for key, one in known.items()}
