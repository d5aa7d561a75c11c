"""The one place that decides who may do what, and who sees what.

Two questions, two functions:
- ``may(actor, action, subject)``: may this actor do this now? Views and actions ask it; ``require`` raises.
- ``visible_to(actor, queryset)``: the rows of a queryset that the actor may see.

Position in the tree: a post in an area reaches the areas below it; a district reaches upward only to read what
its city has published. Roles: admin (people and units), office (runs the plans of its area), leader (reads all,
decides extensions), handler (works the tasks of its own department), checker (judges evidence), reader (reads).
"""

from enum import StrEnum


class Action(StrEnum):
    """Everything a person can do that is not plain reading."""

    IMPORT_DOCUMENT = "import_document"
    DECIDE_PROPOSAL = "decide_proposal"
    PUBLISH_PLAN = "publish_plan"
    ASSIGN_TASK = "assign_task"
    SIGN_TASK = "sign_task"
    REPORT_PROGRESS = "report_progress"
    REVIEW_PROGRESS = "review_progress"
    ASK_EXTENSION = "ask_extension"
    DECIDE_EXTENSION = "decide_extension"
    ASK_HELP = "ask_help"
    ANSWER_HELP = "answer_help"
    COMMENT = "comment"
    ACCEPT_CLOSE_OUT = "accept_close_out"
    RECORD_ACTUAL = "record_actual"
    MANAGE_ORG = "manage_org"
    READ_AUDIT = "read_audit"
