"""Checks of who takes a step: seats, quorum, panels, silence."""

from fumao.procedures.definitions import Procedure, Step
from fumao.procedures.lint_notes import Known, Notes
from fumao.procedures.lint_route import at

_SILENT_STEPS = ("consult", "review")


def check_seats(procedure: Procedure, known: Known, notes: Notes) -> None:
    """Note what is wrong with the offices of a route."""
    names = {one.key for one in procedure.form} | {one.key for one in procedure.evidence}
    functions = known.functions
    if functions is not None and procedure.owner not in functions:
        spot = procedure.spots.get("owner", procedure.spot)
        notes.unknown(("职能", "function"), procedure.owner, spot, sorted(functions))
    for step in procedure.route:
        for seat in step.by:
            if functions is not None and seat.function not in functions and not seat.is_system:
                notes.unknown(("职能", "function"), seat.function, step.spot, sorted(functions))
            for name in seat.reads:
                if name not in names and not procedure.variant:
                    notes.unknown(("字段或材料", "field or paper"), name, step.spot, sorted(names))
        _check_number(step, notes)
        _check_quorum(step, notes)
        _check_panel(step, notes)
        _check_silence(step, notes)


def _check_number(step: Step, notes: Notes) -> None:
    people = [seat for seat in step.by if not seat.is_system]
    if step.do in ("publicise", "issue") and people:
        said = (f"“{step.key}”由系统办理，不设岗位", f'"{step.key}" is taken by the system')
        notes.add("seats", step.spot, said, ("写 by: system", "write by: system"))
    elif not step.is_system and not people:
        said = (f"“{step.key}”没有人办理", f'nobody takes "{step.key}"')
        notes.add("seats", step.spot, said, ("写 by", "write by"))
    elif step.is_system and people:
        said = (f"“{step.key}”既由系统又由人办理", f'"{step.key}" is taken by system and people')
        notes.add("seats", step.spot, said, ("分成两个环节", "make two steps of it"))
    places = [(seat.function, seat.level, seat.role) for seat in people]
    if len(set(places)) < len(places):
        said = (f"“{step.key}”的并行岗位相同", f'two parallel seats of "{step.key}" are the same')
        notes.add("seats", step.spot, said, ("删去一个", "remove one"))


def _check_quorum(step: Step, notes: Notes) -> None:
    if step.mode != "quorum" and step.quorum:
        said = ("quorum 只用于 mode: quorum", "quorum belongs to mode: quorum")
        notes.add("quorum", at(step, "quorum"), said, ("删去，或写 mode: quorum", "remove it"))
    elif step.mode == "quorum" and not 1 <= step.quorum <= len(step.by):
        said = (
            f"“{step.key}”有 {len(step.by)} 个岗位，quorum 却是 {step.quorum}",
            f'"{step.key}" has {len(step.by)} seats, but the quorum is {step.quorum}',
        )
        mend = (f"写 1 到 {len(step.by)}", f"write 1 to {len(step.by)}")
        notes.add("quorum", at(step, "quorum"), said, mend)


def _check_panel(step: Step, notes: Notes) -> None:
    if step.do != "panel":
        if step.experts or step.criteria or step.pass_mark is not None:
            said = (
                f"“{step.key}”不是专家评审，不能有 experts、criteria、pass_mark",
                f'"{step.key}" is no panel: it has no experts, criteria or pass_mark',
            )
            notes.add("panel", step.spot, said, ("删去，或写 do: panel", "remove, or do: panel"))
        return
    notes.repeated(("评分项", "criterion"), step.criteria, lambda c: c.key, lambda _c: step.spot)
    if step.experts < 1 or len(step.by) != 1:
        said = (
            f"“{step.key}”须有一个主持岗位和至少一位专家",
            f'"{step.key}" needs one seat that leads it and at least one expert',
        )
        notes.add("panel", step.spot, said, ("写 by 和 experts", "write by and experts"))
    if any(one.most <= 0 for one in step.criteria):
        said = ("评分项的 most 应大于 0", "most of a criterion must be above 0")
        notes.add("panel", step.spot, said, ("改正 most", "correct most"))
    total = sum(one.most for one in step.criteria)
    if step.pass_mark is not None and not 0 < step.pass_mark <= total:
        said = (
            f"满分 {total}，及格分却是 {step.pass_mark}",
            f"the most is {total}, but the pass mark is {step.pass_mark}",
        )
        notes.add("panel", step.spot, said, ("改正 pass_mark 或 criteria", "correct pass_mark"))


def _check_silence(step: Step, notes: Notes) -> None:
    if not step.silent:
        return
    if step.within is None:
        said = (f"“{step.key}”写了 silent 但没有期限", f'"{step.key}" has silent but no limit')
        notes.add("silent", at(step, "silent"), said, ("写 within", "write within"))
    if step.silent == "agree" and step.do not in _SILENT_STEPS:
        said = (
            f"“{step.key}”不能以沉默代替：只有会商和审查可视为同意",
            f'silence cannot stand for "{step.key}": only for a consultation or a review',
        )
        notes.add("silent", at(step, "silent"), said, ("删去或写 escalate", "remove it"))
