"""Work in steps from a ticket: the project is opened, its steps planned and done, what grew old is said."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from msgspec import Struct
from textual.content import Content

from deskterm.desk import hearing
from deskterm.desk.agenda import projects
from deskterm.desk.context import Desk, at_one_moment
from deskterm.desk.steps.facts import day_of
from deskterm.locale import language, t
from deskterm.locale.moments import day
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.ticket import Message, Ticket
from deskterm.models.rules.projects import Project, Stage
from deskterm.models.said.words import Unclear
from deskterm.screens.shared import heard, words
from deskterm.screens.shared.form import Field, Form
from deskterm.screens.ticket.in_front import HasTicket, TicketPart
from deskterm.widgets.dialogs.boxes import Ask, Choose, Confirm
from deskterm.widgets.text.shown import shown, styled
from deskterm.widgets.work import OnFailed

SHOWN = 20  # mails from which one is chosen


class TicketProject(Struct, frozen=True):
    """What stands of a ticket's project: None before it is opened; whether the terms ask for one."""

    project: Project | None
    offered: bool
    contestable: str = ""


class Done(Struct, frozen=True):
    """A step that is done: on which day, by whom."""

    day: str
    who: str
    note: str


@at_one_moment
def read(desk: Desk, ticket: Ticket) -> TicketProject:
    """Read it; on a thread that may wait."""
    found = projects.find(desk, ticket.code)
    until = projects.contestable_until(desk, found) if found else ""
    return TicketProject(found, projects.offered(desk, ticket), until)


class Projects(TicketPart[HasTicket]):
    """The work of the ticket in front, where it is agreed in steps."""

    def action_project(self) -> None:
        """Open the project of the ticket, or go on with it."""
        if (ticket := self.ticket()) is not None:
            self.ask(read, self.desk, ticket, done=partial(self._project_found, ticket))

    def _project_found(self, ticket: Ticket, found: TicketProject) -> None:
        if found.project is not None:
            self._which_deed(found.project, found.contestable)
        elif not found.offered:
            self.shell.say(t("errors.no_project_topic", code=short(ticket.code)), how="error")
        else:
            self.show(Confirm(t("project.open", code=short(ticket.code)), self._what(ticket)), self._open)

    def _what(self, ticket: Ticket) -> Content:
        """With which team, in which steps, by which clause."""
        service, tongue = self.desk.service_of(ticket.terms_id), language()
        terms = service.project(ticket.topic)
        if terms is None:
            return Content("")
        steps = ", ".join(one.said(tongue) for one in terms.steps)
        team = service.label(service.teams, terms.team, tongue)
        told = t("project.steps", steps=steps, team=team)
        return styled(told, f"\n{service.clause(terms.rule, tongue)} ({terms.rule})", lines=True)

    def _open(self, yes: bool | None) -> None:
        if yes and (ticket := self.ticket()) is not None:
            done = self._say("project.said.opened")
            self.do(projects.open_, self.desk, ticket.code, done=done, failed=self.say_why)

    def _which_deed(self, project: Project, contestable: str) -> None:
        following = project.following
        options: list[tuple[str, str]] = []
        if following is not None:
            name = step_name(following)
            options += [(deed, t(f"project.{deed}", step=name)) for deed in ("done", "plan")]
            options.append(("drop", t("project.drop")))
        if project.state == "delivered":
            options.append(("obsolete", t("project.obsolete")))
        box = Choose(
            t("project.title", code=short(project.ticket)),
            options,
            standing(project, contestable, self.desk.service_of(project.terms_id).contest),
        )
        self.show(box, partial(self._deed, project))

    def _deed(self, project: Project, what: str | None) -> None:
        following = project.following
        if what == "done" and following is not None:
            listed = partial(self._which_mail, project, following)
            self.ask(projects.mails, self.desk, project.ticket, following.step.id, done=listed)
        elif what == "plan" and following is not None:
            self._ask_plan(project, following, "")
        elif what in ("drop", "obsolete"):
            deed = projects.drop if what == "drop" else projects.obsolete
            done = self._say(f"project.said.{what}")
            box = Ask(t(f"project.{what}"), t("project.why"))
            self.show(
                box,
                lambda why: (
                    self.do(deed, self.desk, project.ticket, why=why, done=done, failed=self.say_why)
                    if why
                    else None
                ),
            )

    # A step

    def _ask_plan(self, project: Project, stage: Stage, value: str) -> None:
        box = Ask(t("project.plan", step=step_name(stage)), hint=t("project.plan_hint"), value=value)
        self.show(box, partial(self._plan, project, stage))

    def _plan(self, project: Project, stage: Stage, given: str | None) -> None:
        if not given:
            return
        try:
            by_day = hearing.day(self.desk, given, "future")
        except Unclear as error:
            self.shell.say(hearing.sentence(error), how="error")
            self._ask_plan(project, stage, given)
            return
        done = self._say("project.said.planned")
        self.do(
            projects.plan,
            self.desk,
            project.ticket,
            stage.step.id,
            by_day,
            done=done,
            failed=self.say_why,
        )

    def _which_mail(self, project: Project, stage: Stage, found: tuple[Message, ...]) -> None:
        """Where a mail confirms the step and there are several, which one."""
        if not stage.step.mail or len(found) < 2:
            self._when_done(project, stage, found[0].id if found and stage.step.mail else None)
            return
        now, tz = self.desk.now(), self.desk.service.tz
        options = [
            (
                one.id,
                f"{one.from_name or one.from_address} · {one.subject}",
                words.moment(one.received_at, now, tz),
            )
            for one in found[:SHOWN]
        ]
        box = Choose(t("project.which_mail", step=step_name(stage)), options)
        self.show(box, lambda mail: self._when_done(project, stage, mail) if mail else None)

    def _when_done(self, project: Project, stage: Stage, mail: int | None) -> None:
        today = day_of(self.desk.now(), self.desk.service.tz)
        fields = (
            Field("day", t("project.day"), day(today), proposed=True),
            Field("who", t("project.who"), self.desk.who, proposed=True),
            Field("note", t("project.note")),
        )
        form = Form(t("project.done", step=step_name(stage)), fields, partial(_read_done, self.desk))
        self.fill_in(form, partial(self._done, project, stage, mail))

    def _done(self, project: Project, stage: Stage, mail: int | None, told: Done, refused: OnFailed) -> None:
        self.do(
            projects.done,
            self.desk,
            project.ticket,
            stage.step.id,
            on=told.day,
            who=told.who,
            note=told.note,
            mail=mail,
            done=self._say("project.said.done"),
            failed=refused,
        )

    # What is said

    def _say(self, key: str) -> Any:
        def say(project: Project) -> None:
            following = project.following
            step = step_name(following) if following else ""
            delivered = not following and project.state == "delivered"
            told = t("project.said.delivered" if delivered else key, code=short(project.ticket), step=step)
            self.shell.say(told)

        return say


def _read_done(desk: Desk, given: Mapping[str, str]) -> Done:
    with heard.field("day"):
        on = hearing.day(desk, given["day"], "past")
    return Done(on, given["who"], given["note"])


def step_name(stage: Stage) -> str:
    """A step in the service's words."""
    return stage.step.said(language())


def standing(project: Project, contestable: str, contest: Any) -> Content:
    """How far each step is, and until when what was delivered can be disputed."""
    lines = [_stage(project, stage) for stage in project.stages]
    if contestable and contest is not None:
        lines.append(shown(f"{t('profile.contest', day=day(contestable))} ({contest.rule})"))
    if project.state in ("obsolete", "dropped"):
        rule = project.obsolete_rule if project.state == "obsolete" else project.rule
        lines.append(shown(f"{t(f'project.state.{project.state}')}: {project.why} ({rule})"))
    return Content("\n").join(lines)


def _stage(project: Project, stage: Stage) -> Content:
    name, rule, done = step_name(stage), stage.step.rule, stage.done
    ruled = f" ({rule})" if rule else ""
    if done is not None:
        mail = f" · {t('project.by_mail')}" if done.message_id else ""
        note = f" · {done.note}" if done.note else ""
        told = f" {day(done.day)} · {done.who}{mail}{note}"
        return styled(("✓ ", "bold $text-success"), name, ruled, (told, "$text-muted"))
    sign = "▸ " if stage is project.following else "· "
    planned = (
        f" · {t('project.by_day', step='', day=day(stage.planned_on)).strip()}" if stage.planned_on else ""
    )
    return styled((sign, "bold $text-accent"), name, ruled, planned)
