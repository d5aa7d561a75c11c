"""The records of the plans app; see each module for its subject."""

from fumao.apps.plans.models.documents import Clause, Document, Import, Proposal
from fumao.apps.plans.models.plan import Finding, Incentive, Plan, PlanVersion
from fumao.apps.plans.models.targets import Actual, Target
from fumao.apps.plans.models.tasks import Light, Milestone, ScheduleKind, Task, TaskUnit
from fumao.apps.plans.models.work import Comment, Extension, HelpRequest, Progress

__all__ = [
    "Actual",
    "Clause",
    "Comment",
    "Document",
    "Extension",
    "Finding",
    "HelpRequest",
    "Import",
    "Incentive",
    "Light",
    "Milestone",
    "Plan",
    "PlanVersion",
    "Progress",
    "Proposal",
    "ScheduleKind",
    "Target",
    "Task",
    "TaskUnit",
]
