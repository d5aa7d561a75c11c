"""Tasks of other plans that are like one: those that share most pairs of characters with it."""

from django.db.models import Case, IntegerField, Q, Value, When
from django.db.models.expressions import Combinable

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import visible_to
from fumao.apps.plans.models import Task
from fumao.core.text import bigram, is_han

TERMS = 24  # pairs of the title that are looked for
ENOUGH = 2  # pairs two tasks must share
A_PLAN = 5  # the likest of each plan
MOST = 200

# Pairs that nearly every task of the genre holds tell nothing.
_COMMON = frozenset(
    {"服务", "务贸", "贸易", "发展", "建设", "推动", "推进", "加快", "加强", "完善", "促进", "支持",
     "鼓励", "落实", "建立", "服外", "务外", "外包", "工作", "开展", "提升", "企业", "体系", "机制"}
)  # fmt: skip


def terms_of(task: Task) -> list[str]:
    """Return the pairs of a task's title that tell it from others."""
    pairs = dict.fromkeys(bigram(task.title))
    return [term for term in pairs if term not in _COMMON and (len(term) > 1 or not is_han(term))][
        :TERMS
    ]


def similar_codes(actor: Actor, task: Task) -> list[str]:
    """Return the task's code and those of the likest tasks of every visible plan (one query)."""
    terms = terms_of(task)
    if not terms:
        return [task.code]
    shared: Combinable = Value(0)
    some = Q(pk__in=[])
    for term in terms:
        holds = Q(search__contains=f" {term} ")
        some |= holds
        shared = shared + Case(
            When(holds, then=Value(1)), default=Value(0), output_field=IntegerField()
        )
    rows = (
        visible_to(actor, Task.objects.exclude(state=Task.State.WITHDRAWN))
        .exclude(pk=task.pk)
        .filter(some)
        .annotate(shared=shared)
        .filter(shared__gte=min(ENOUGH, len(terms)))
        .order_by("-shared", "plan_id", "position")
        .values_list("code", "plan_id")[:MOST]
    )
    taken: dict[int, list[str]] = {}
    for code, plan_id in rows:
        if len(taken.setdefault(plan_id, [])) < A_PLAN:
            taken[plan_id].append(code)
    return [task.code, *(code for codes in taken.values() for code in codes)]
