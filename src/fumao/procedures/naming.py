"""How parts of a procedure are called: functions, levels, roles, kinds of steps, phases."""

from fumao.core.errors import Words
from fumao.procedures.definitions import Procedure, Seat, Step

FUNCTIONS = {
    "commerce": Words("商务", "commerce"),
    "development": Words("发展改革", "development and reform"),
    "industry": Words("工信", "industry"),
    "science": Words("科技", "science"),
    "education": Words("教育", "education"),
    "finance": Words("财政", "finance"),
    "tax": Words("税务", "tax"),
    "hrss": Words("人社", "human resources"),
    "health": Words("卫健", "health"),
    "statistics": Words("统计", "statistics"),
    "market": Words("市场监管", "market regulation"),
    "intellectual_property": Words("知识产权", "intellectual property"),
    "police": Words("公安", "police"),
    "cyberspace": Words("网信", "cyberspace"),
    "customs": Words("海关", "customs"),
    "foreign_exchange": Words("外汇", "foreign exchange"),
    "insurance": Words("保险", "insurance"),
    "hmt_affairs": Words("港澳台", "Hong Kong, Macao and Taiwan affairs"),
}
LEVELS = {
    "district": Words("区（县）", "district"),
    "city": Words("市", "city"),
    "province": Words("省", "province"),
    "nation": Words("国家", "national"),
}
ROLES = {
    "handler": Words("经办", "handler"),
    "checker": Words("复核", "checker"),
    "leader": Words("负责人", "leader"),
    "office": Words("办公室", "office"),
}
STEPS = {
    "accept": Words("受理", "acceptance"),
    "review": Words("审查", "review"),
    "consult": Words("会商", "consultation"),
    "visit": Words("实地核查", "visit"),
    "panel": Words("专家评审", "expert panel"),
    "decide": Words("决定", "decision"),
    "publicise": Words("公示", "publicity"),
    "pay": Words("付款", "payment"),
    "issue": Words("发证", "issue"),
}
KINDS = {
    "filing": Words("备案", "filing"),
    "registration": Words("登记", "registration"),
    "accreditation": Words("认定", "accreditation"),
    "recognition": Words("评选", "recognition"),
    "funding": Words("资金", "funding"),
    "writeoff": Words("核销", "write-off"),
    "assessment": Words("评估", "assessment"),
    "licence": Words("许可", "licence"),
}


def owner_words(procedure: Procedure) -> Words:
    """Return whose procedure it is: 市商务部门, city commerce authority."""
    level = LEVELS[procedure.level]
    function = FUNCTIONS.get(procedure.owner, Words(procedure.owner, procedure.owner))
    return Words(f"{level.zh}{function.zh}部门", f"{level.en} {function.en} authority")


def seat_words(seat: Seat) -> Words:
    """Return a seat in words: 市商务部门经办, city commerce handler."""
    if seat.is_system:
        return Words("系统", "system")
    function = FUNCTIONS.get(seat.function, Words(seat.function, seat.function))
    level, role = LEVELS[seat.level], ROLES[seat.role]
    return Words(f"{level.zh}{function.zh}部门{role.zh}", f"{level.en} {function.en} {role.en}")


def mode_words(step: Step) -> Words | None:
    """Return how parallel seats count, None where there is one."""
    count = len(step.by)
    if count < 2:
        return None
    if step.mode == "any":
        return Words(f"{count} 个单位并行，一家同意即可", f"{count} offices at once, one is enough")
    if step.mode == "quorum":
        return Words(
            f"{count} 个单位并行，{step.quorum} 家同意即可",
            f"{count} offices at once, {step.quorum} must agree",
        )
    return Words(f"{count} 个单位并行", f"{count} offices at once")


def terms_of(step: Step) -> list[Words]:
    """Return what else is said of a step: experts, silence, its condition."""
    said = []
    if step.do == "panel":
        mark = f"，{step.pass_mark:f} 分通过" if step.pass_mark is not None else ""
        mark_en = f", {step.pass_mark:f} points to pass" if step.pass_mark is not None else ""
        said.append(Words(f"{step.experts} 位专家{mark}", f"{step.experts} experts{mark_en}"))
    if step.silent == "agree":
        said.append(Words("逾期视为同意", "silence means consent"))
    elif step.silent == "escalate":
        said.append(Words("逾期报上级", "silence is taken higher"))
    if step.when:
        said.append(Words("按条件，可能跳过", "only where its condition holds"))
    return said
