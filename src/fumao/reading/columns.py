"""What a column of a table holds, told by the words of its header."""

import re
from functools import cache
from typing import Literal

Role = Literal[
    "number", "category", "task", "detail", "lead", "cooperating", "upper", "schedule", "remark",
    "scope", "person", "other",
]  # fmt: skip

_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = tuple(
    (role, re.compile(pattern))  # type: ignore[misc]
    for role, pattern in (
        ("number", r"(?:序号?|编号|项次|号|No\.?|条目|序列)$"),
        (
            # somebody's name: no unit, whatever else the word says
            "person",
            r"(?!.*(?:单位|部门|处室|科室|机构)).*(?:领导|责任人|负责人|联系人|联络员|经办人|姓名|电话|手机).*",
        ),
        (
            "upper",
            r".*(?:上级|国家(?:部委|部门|对口)|省级?(?:对口|主管|指导)|支持和?指导|支持(?:部门|单位)|指导(?:部门|单位)|对上).*",
        ),
        (
            "cooperating",
            r".*(?:配合|协办|参与|参加|协同|协助|会办|成员单位).*(?:单位|部门|处室|分工)?",
        ),
        (
            "lead",
            r".*(?:牵头|责任|负责|承办|主办|承担|实施|落实|主管|主责).*(?:单位|部门|主体|分工|处室|科室|机构|人)|责任|牵头|分工",
        ),
        ("other", r".*(?:进展|完成|落实|推进|办理)情况.*"),
        ("schedule", r".*(?:时限|期限|进度|完成时间|时间|年限|节点|时段|日期).*"),
        ("remark", r"备\s*注|说明|附注|注"),
        ("scope", r".*适用范围|实施范围|试点范围"),
        # what a task is to bring, not what is to be done: a task only where no column names it
        ("detail", r"(?!.*(?:任务|内容|举措|措施|事项)).*(?:目标|要求|标准|成果|成效|指标).*"),
        (
            "task",
            r".*(?:任务|举措|措施|事项|工作内容|主要内容|具体内容|工作要求|内容|工作目标|重点工作|政策|改革项目).*",
        ),
        ("category", r".*(?:类别|领域|分类|方面|板块|类型|专项).*"),
        ("task", r"项目(?:名称)?|工作|任务名称|具体工作"),
    )
)


@cache
def column_role(words: str) -> Role:
    """Name the role of a column from its header (matching text without spaces)."""
    words = re.sub(r"\s+", "", words)
    for role, pattern in _ROLES:
        if words and len(words) <= 30 and pattern.fullmatch(words):
            return role
    return "other"


def header_roles(header: tuple[str, ...]) -> tuple[Role, ...]:
    """Name the role of every column; beside 牵头单位 those of 责任单位 cooperate."""
    roles = [column_role(words) for words in header]
    leads = [i for i, role in enumerate(roles) if role == "lead"]
    first = [i for i in leads if _FIRST.search(header[i])]
    if first and len(first) < len(leads):
        for i in set(leads) - set(first):
            roles[i] = "cooperating"
    if "task" not in roles and leads and "detail" in roles:
        roles[roles.index("detail")] = "task"
    return tuple(roles)


_FIRST = re.compile(r"牵头|主办|主责|总负责")


_SENTENCE = re.compile(r"[。;]|\([^)]*$")


def looks_like_header(cells: list[str]) -> bool:
    """Tell whether a row of texts is the header of a table of tasks, parks or figures."""
    filled = [cell for cell in cells if cell]
    if len(filled) < 2 or any(len(cell) > 30 or _SENTENCE.search(cell) for cell in filled):
        return False
    known = [column_role(cell) for cell in filled]
    named = sum(role != "other" for role in known)
    return named >= 2 or (known[0] == "number" and len(filled) >= 3)
