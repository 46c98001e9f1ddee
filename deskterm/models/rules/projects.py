"""Work that is agreed in steps (I13): a project of a ticket, and how far each of its steps is."""

from __future__ import annotations

from deskterm.models.records.base import Record
from deskterm.models.terms.practice import Step
from deskterm.models.terms.service import Service


class ProjectLine(Record, frozen=True, kw_only=True):
    """One line of a project: a step planned for a day, or done on one, by whom, confirmed by which mail."""

    step: str
    deed: str  # planned | done
    day: str
    who: str
    message_id: int | None
    note: str
    at: int
    by: str


class Stage(Record, frozen=True, kw_only=True):
    """How far one step is; days are ISO, "" where there is none."""

    step: Step
    planned_on: str = ""
    done: ProjectLine | None = None


class Project(Record, frozen=True, kw_only=True):
    """A project as it stands; `delivered_on` is the day of its last step."""

    id: int
    ticket_id: int
    ticket: str
    subject: str
    customer_id: int
    customer: str
    terms_id: int
    topic: str
    state: str  # open | delivered | obsolete | dropped
    opened_at: int
    by: str
    ended_at: int | None
    why: str
    rule: str = ""
    obsolete_rule: str = ""
    team: str = ""
    stages: tuple[Stage, ...] = ()

    @property
    def following(self) -> Stage | None:
        """The step that comes now."""
        return next((one for one in self.stages if one.done is None), None) if self.state == "open" else None

    @property
    def delivered_on(self) -> str:
        """The day on which the last step was done; "" before."""
        last = self.stages[-1].done if self.stages else None
        return last.day if last else ""


def stages(service: Service, topic: str, lines: tuple[ProjectLine, ...]) -> tuple[Stage, ...]:
    """The steps that the terms ask for a topic, each as its lines leave it."""
    terms = service.project(topic)
    return tuple(_stage(step, lines) for step in terms.steps) if terms else ()


def _stage(step: Step, lines: tuple[ProjectLine, ...]) -> Stage:
    mine = [line for line in lines if line.step == step.id]
    planned = [line.day for line in mine if line.deed == "planned"]
    done = next((line for line in mine if line.deed == "done"), None)
    return Stage(step=step, planned_on=planned[-1] if planned else "", done=done)
