"""One task's invented history: rows not yet saved, and events that point to them.

The same events as the actions record, in the same order; `load.py` saves the rows in bulk, puts
their keys into the events and chains them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from django.db.models import Model

from fumao.apps.files.models import Attachment, StoredFile
from fumao.apps.plans.actions.report_progress import similarity
from fumao.apps.plans.days import working_days
from fumao.apps.plans.demo import words
from fumao.apps.plans.demo.cast import Player
from fumao.apps.plans.models import (
    Comment,
    Extension,
    HelpRequest,
    Milestone,
    Progress,
    Task,
)


@dataclass(frozen=True, slots=True)
class Told:
    """An event of a story; values of `data` that are rows become their keys."""

    kind: str
    on: date
    by: Player | None
    data: dict[str, Any]
    stamps: tuple[Any, ...] = ()  # rows that take the event's moment


@dataclass(slots=True)
class Story:
    """What happens to one task; told in any order, kept in the order of days."""

    task: Task
    rng: Random
    lead: Player
    office: Player
    checker: Player
    leader: Player
    files: Sequence[StoredFile]
    handlers: dict[int, Player]
    told: list[Told] = field(default_factory=list)
    rows: list[Model] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    _used: int = 0
    _last_text: str = ""

    def tell(
        self, kind: str, on: date, by: Player | None, data: dict[str, Any], *stamps: Model
    ) -> None:
        """Add an event; the rows in `stamps` bear its moment."""
        self.told.append(Told(kind, on, by, data, stamps))

    def finished(self) -> list[tuple[Told, datetime]]:
        """Return the events in the order of days with a moment each, stamped on their rows."""
        result, clock = [], datetime(1, 1, 1, tzinfo=UTC)
        for told in sorted(self.told, key=lambda one: one.on):
            minutes = self.rng.randrange(60, 9 * 60)  # 09:00 to 17:00 in China, in UTC
            moment = datetime.combine(told.on, time(0), UTC) + timedelta(minutes=minutes)
            clock = max(moment, clock + timedelta(minutes=1))
            for row in told.stamps:
                if isinstance(row, Attachment):
                    row.added_at = clock
                else:
                    row.at = clock
            result.append((told, clock))
        return result

    def fill(self, sentences: Sequence[str]) -> str:
        """Return one of the sentences with invented numbers."""
        rng = self.rng
        return rng.choice(sentences).format(
            n=rng.randint(12, 480), m=rng.randint(3, 96), k=rng.randint(2, 18),
            month=rng.randint(1, 12),
        )  # fmt: skip

    def sign(self, on: date, unit: int) -> bool:
        """Sign the task for a unit that has a handler; return whether it was signed."""
        by = self.handlers.get(unit)
        if by is not None:
            self.tell("signed", on, by, {"unit": unit})
        return by is not None

    def assign(self, on: date) -> None:
        """Name the lead's handler as the contact."""
        self.tell("assigned", on, self.office, {"contact": self.lead.person, "name": ""})

    def schedule(self, on: date, kind: str, due: date | None) -> None:
        """Set the task's date."""
        data = {"schedule_kind": kind, "due": due.isoformat() if due else None}
        self.tell("scheduled", on, self.lead, data)

    def milestone(self, on: date, step: int, weight: int, due: date) -> Milestone:
        """Add a weighted step."""
        title, title_en = words.STEPS[step]
        row = Milestone(
            task=self.task,
            title=title,
            title_en=title_en,
            weight=weight,
            due=due,
            position=step + 1,
        )
        self.rows.append(row)
        data = {"milestone": row, "title": title, "weight": weight, "due": due.isoformat()}
        self.tell("milestone_added", on, self.office, data)
        return row

    def report(
        self,
        on: date,
        kind: str = "progress",
        percent: int | None = None,
        *,
        step: Milestone | None = None,
        files: int = 1,
        text: str | None = None,
    ) -> Progress:
        """File a report with so many new files."""
        said = {"started": words.STARTED, "close_out": words.CLOSE_OUT}
        text = text or self.fill(said.get(kind, words.PROGRESS))
        kept = [self._attach(on) for _ in range(files)]
        entry = Progress(
            task=self.task,
            department_id=self.lead.department,
            by_id=self.lead.person,
            on=on,
            kind=kind,
            text=text,
            percent=percent,
            milestone=step,
        )
        self.tell(
            "progress_submitted",
            on,
            self.lead,
            {
                "progress": entry,
                "kind": kind,
                "text": text,
                "percent": percent,
                "milestone": step,
                "files": [{"id": a, "sha256": a.file.sha256, "name": a.name} for a in kept],
                "new_files": len(kept),
                "similarity": similarity(text, self._last_text) if self._last_text else 0,
            },
            entry,
            *kept,
        )
        self._last_text = text
        self.rows.append(entry)
        return entry

    def _attach(self, on: date) -> Attachment:
        file = self.files[self._used % len(self.files)]
        self._used += 1
        row = Attachment(
            file=file,
            stream=f"task:{self.task.code}",
            name=f"{on.year}年{on.month}月佐证（演示）.txt",
            area_id=self.task.area_id,
            department_id=self.lead.department,
            added_by_id=self.lead.person,
        )
        self.attachments.append(row)
        return row

    def accept(self, entry: Progress, on: date) -> None:
        """Accept a report; a close-out closes the task."""
        closing = entry.kind == "close_out"
        by = self.reviewer(entry)
        self._judge(entry, on, by, Progress.State.ACCEPTED, "")
        if entry.milestone is not None:
            entry.milestone.done_on = entry.on
        if closing:
            self.tell("closed", on, by, {"progress": entry})

    def give_back(self, entry: Progress, on: date) -> None:
        """Return a report with a reason."""
        by = self.reviewer(entry)
        self._judge(entry, on, by, Progress.State.RETURNED, self.fill(words.RETURNED))

    def reviewer(self, entry: Progress) -> Player:
        """Return who reviews: the leader a close-out and what the checker's own unit reports."""
        own = entry.department_id == self.checker.department
        return self.leader if own or entry.kind == "close_out" else self.checker

    def _judge(self, entry: Progress, on: date, by: Player, state: str, reason: str) -> None:
        entry.state, entry.reason = state, reason
        entry.reviewed_by_id, entry.reviewed_on = by.person, on
        kind = "progress_accepted" if state == Progress.State.ACCEPTED else "progress_returned"
        self.tell(kind, on, by, {"progress": entry, "reason": reason})

    def extension(self, on: date, due: date, new_due: date, decided: date | None) -> None:
        """Ask for a later date; granted on `decided`, undecided where that is None."""
        reason = self.fill(words.EXTENSION)
        row = Extension(
            task=self.task,
            department_id=self.lead.department,
            by_id=self.lead.person,
            on=on,
            new_due=new_due,
            reason=reason,
        )
        moved = {"extension": row, "new_due": new_due.isoformat()}
        asked = moved | {"due": due.isoformat(), "reason": reason}
        self.tell("extension_asked", on, self.lead, asked, row)
        if decided is not None:
            row.state, row.decision_note = Extension.State.GRANTED, "同意"
            row.decided_by_id, row.decided_on = self.leader.person, decided
            self.tell("extension_granted", decided, self.leader, moved | {"note": "同意"})
        self.rows.append(row)

    def help(self, on: date, to: int, name: str, answer: tuple[date, Player] | None) -> None:
        """Ask a department for help within five working days; answered or left open."""
        text, due = self.fill(words.HELP), working_days().add(on, 5)
        row = HelpRequest(
            task=self.task,
            department_id=self.lead.department,
            by_id=self.lead.person,
            on=on,
            to_id=to,
            text=text,
            due=due,
        )
        self.tell(
            "help_asked",
            on,
            self.lead,
            {"help": row, "to": to, "to_name": name, "due": due.isoformat(), "limit_days": 5,
             "text": text},
            row,
        )  # fmt: skip
        if answer is not None:
            day, by = answer
            declined = self.rng.random() < 0.15
            row.state = HelpRequest.State.DECLINED if declined else HelpRequest.State.ANSWERED
            row.answer = self.fill(words.DECLINES if declined else words.HELP_ANSWERS)
            row.answered_by_id, row.answered_on = by.person, day
            kind = "help_declined" if declined else "help_answered"
            self.tell(kind, day, by, {"help": row, "text": row.answer})
        self.rows.append(row)

    def comment(self, on: date, by: Player) -> None:
        """Leave a remark."""
        text = self.fill(words.COMMENTS)
        row = Comment(
            task=self.task, department_id=by.department, by_id=by.person, on=on, text=text
        )
        self.tell("commented", on, by, {"comment": row, "text": text}, row)
        self.rows.append(row)

    def notice(self, on: date, light: str) -> None:
        """Send a slip that wants a reply in five working days."""
        due = working_days().add(on, 5)
        data = {"light": light, "reply_due": due.isoformat(), "text": ""}
        self.tell("notice_issued", on, self.office, data)
