"""名册入库与放弃: what was looked through is written, all of it or nothing."""

from django.db import transaction
from django.tasks import task
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.enterprises.models import Roll, RollRow
from fumao.apps.enterprises.rolls.details import write_details
from fumao.apps.enterprises.rolls.stage import digest_of, places_for, sorted_anew
from fumao.apps.enterprises.rolls.write import write_rows
from fumao.apps.enterprises.standing import standing
from fumao.apps.orgs import clock
from fumao.apps.orgs.actor import Actor, actor_for
from fumao.apps.orgs.models import Person
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal

Outcome = RollRow.Outcome


def apply_roll(actor: Actor, roll: Roll) -> Roll:
    """Confirm a roll and queue its writing; raises PermissionDenied and ValidationError."""
    with transaction.atomic():
        roll = Roll.objects.select_for_update(of=("self",)).select_related("area").get(pk=roll.pk)
        person, _department = standing(actor, Action.MANAGE_ENTERPRISE, roll)
        if roll.state != Roll.State.REVIEW:
            raise refusal("state", _("这份名册已不在核对中。"))
        waiting = roll.lines.filter(outcome=Outcome.DOUBTFUL, decision="").count()
        if waiting:
            raise refusal("state", _("还有 %(n)s 行疑似重复没有核对。"), n=waiting)
        roll.state, roll.error_zh, roll.error_en = Roll.State.APPLYING, "", ""
        roll.save(update_fields=["state", "error_zh", "error_en"])
        write_roll.enqueue(roll.pk, person.pk)
        return roll


@task()
def write_roll(roll_id: int, person_id: int) -> None:
    """Write a confirmed roll; where the register has changed since, it is looked through again."""
    with transaction.atomic():
        roll = (
            Roll.objects.select_for_update(of=("self",))
            .select_related("area__parent")
            .get(pk=roll_id)
        )
        if roll.state != Roll.State.APPLYING:
            return
        actor = actor_for(Person.objects.get(pk=person_id), clock.today())
        _person, department = standing(actor, Action.MANAGE_ENTERPRISE, roll)
        before = list(roll.lines.order_by("number"))
        again = _compared(roll, before, actor)
        if again:
            RollRow.objects.bulk_update(
                again, ["outcome", "enterprise", "twin", "changes", "problems", "decision"], 200
            )
            roll.state = Roll.State.REVIEW
            roll.error_zh = f"核对之后登记册有变化，{len(again)} 行的结果不同，请再看一遍。"
            roll.error_en = (
                f"The register has changed since: {len(again)} rows come to something else. "
                "Please look again."
            )
            roll.digest = digest_of(before)
            roll.save(update_fields=["state", "error_zh", "error_en", "digest"])
            return
        write = write_details if roll.table else write_rows
        written = write(actor, roll, before)
        roll.state, roll.written = Roll.State.APPLIED, written
        roll.save(update_fields=["state", "written"])
        record(
            roll.stream,
            "roll_applied",
            actor=actor,
            area=roll.area_id,
            department=department,
            data={"digest": digest_of(before), "rows": len(before), **written},
        )


def _compared(roll: Roll, before: list[RollRow], actor: Actor) -> list[RollRow]:
    """Return the rows that come to something else now, with what they come to."""
    now = {one.line.number: one for one in sorted_anew(roll, places_for(actor, roll))}
    different = []
    for row in before:
        one = now.get(row.number)
        if one is None:
            continue
        changes = list(one.changes)
        if (row.outcome, row.enterprise_id, row.twin, row.changes) == (
            one.outcome,
            one.enterprise,
            one.twin,
            changes,
        ):
            continue
        row.outcome, row.enterprise_id, row.twin = one.outcome, one.enterprise, one.twin
        row.changes, row.problems, row.decision = changes, one.line.problems, ""
        different.append(row)
    return different


def discard_roll(actor: Actor, roll: Roll) -> Roll:
    """Give up a roll; its file and record stay. Raises PermissionDenied and ValidationError."""
    with transaction.atomic():
        roll = Roll.objects.select_for_update(of=("self",)).select_related("area").get(pk=roll.pk)
        _person, department = standing(actor, Action.MANAGE_ENTERPRISE, roll)
        if roll.state not in {Roll.State.REVIEW, Roll.State.FAILED}:
            raise refusal("state", _("这份名册已不在核对中。"))
        roll.state = Roll.State.DISCARDED
        roll.save(update_fields=["state"])
        record(roll.stream, "roll_discarded", actor=actor, area=roll.area_id, department=department)
        return roll
