"""`deskterm project`: requests that are worked on in steps, from the first step to the delivery."""

from __future__ import annotations

from typing import Any

from deskterm.commands.answers import wording
from deskterm.commands.frame import output
from deskterm.commands.frame.base import argument, command, group, option
from deskterm.commands.frame.find import the_customer
from deskterm.commands.frame.kinds import CODE, DAY_TO_COME, LIMIT, NUMBER, PAST_DAY, TEXT, Text
from deskterm.commands.frame.line import Line
from deskterm.desk.agenda import projects
from deskterm.locale import language, t
from deskterm.models.rules.projects import Project, Stage
from deskterm.models.terms.sections import Label

project = group("project")
STEP = Text("step")


@command("project.list", project, rows=True)
@option("--customer", type=Text("customer"))
@option("--all", "every", is_flag=True)
@option("--limit", "-n", type=LIMIT, default=200)
def list_(line: Line, *, customer: str | None, every: bool, limit: int) -> None:
    """The open projects, or every one."""
    code = the_customer(line, customer).code if customer else ""
    found = projects.listing(line.desk, customer=code, every=every, limit=limit)
    columns = [
        output.Column(t("commands.col.ticket"), lambda row: row["ticket"]),
        output.Column(t("commands.col.subject"), lambda row: row["subject"], flexible=True),
        output.Column(t("commands.col.customer"), lambda row: wording.short(row["customer_name"], 20)),
        output.Column(t("commands.col.step"), lambda row: row["step_name"] or ""),
        output.Column(t("commands.col.planned"), lambda row: wording.day(row["planned_on"])),
        output.Column(t("commands.col.state"), lambda row: t(f"commands.project_state.{row['state']}")),
    ]
    rows = (facts_of(line, one) for one in found)
    line.answer_each(rows, lambda all_: output.table(all_, columns, output.nothing("projects")))


@command("project.show", project, reads=True)
@argument("code", type=CODE)
def show(line: Line, *, code: str) -> None:
    """A project with its steps."""
    _show(line, projects.get(line.desk, code))


@command("project.open", project)
@argument("code", type=CODE)
def open_(line: Line, *, code: str) -> None:
    """Make a project of a ticket."""
    _show(line, projects.open_(line.desk, code))


@command("project.plan", project)
@argument("code", type=CODE)
@argument("step", type=STEP)
@argument("day", type=DAY_TO_COME)
def plan(line: Line, *, code: str, step: str, day: str) -> None:
    """Agree by which day a step will be done."""
    _show(line, projects.plan(line.desk, code, step, day))


@command("project.done", project)
@argument("code", type=CODE)
@argument("step", type=STEP)
@option("--on", "day", type=PAST_DAY)
@option("--who", type=Text("name"), default="")
@option("--mail", type=NUMBER)
@option("--note", type=TEXT, default="")
def done(line: Line, *, code: str, step: str, day: str | None, **told: Any) -> None:
    """Mark a step as done."""
    _show(line, projects.done(line.desk, code, step, on=day or "", **told))


@command("project.mails", project, rows=True)
@argument("code", type=CODE)
@argument("step", type=STEP)
def mails(line: Line, *, code: str, step: str) -> None:
    """The mails that can confirm a step."""
    rows = (
        {
            "id": one.id,
            "at": line.stamp(one.received_at),
            "from": one.from_address or one.from_name,
            "subject": one.subject,
        }
        for one in projects.mails(line.desk, code, step)
    )
    columns = [
        output.Column(t("commands.col.number"), lambda row: row["id"], right=True),
        output.Column(t("commands.col.at"), lambda row: wording.moment(row["at"])),
        output.Column(t("commands.col.who"), lambda row: row["from"]),
        output.Column(t("commands.col.subject"), lambda row: row["subject"], flexible=True),
    ]
    line.answer_each(rows, lambda found: output.table(found, columns, output.nothing("confirmations")))


@command("project.drop", project)
@argument("code", type=CODE)
@option("--why", type=TEXT, required=True)
def drop(line: Line, *, code: str, why: str) -> None:
    """Give a project up."""
    _show(line, projects.drop(line.desk, code, why=why))


@command("project.obsolete", project)
@argument("code", type=CODE)
@option("--why", type=TEXT, required=True)
def obsolete(line: Line, *, code: str, why: str) -> None:
    """What was delivered has grown old."""
    _show(line, projects.obsolete(line.desk, code, why=why))


def facts_of(line: Line, one: Project) -> dict[str, Any]:
    """A project with its steps, as programs read it."""
    following = one.following
    return {
        "ticket": one.ticket,
        "subject": one.subject,
        "customer": line.code_of(one.customer_id),
        "customer_name": one.customer,
        "topic": one.topic,
        "team": one.team,
        "rule": one.rule,
        "state": one.state,
        "why": one.why,
        "opened_at": line.stamp(one.opened_at),
        "ended_at": line.stamp(one.ended_at),
        "step": following.step.id if following else None,
        "step_name": _name(following.step) if following else None,
        "planned_on": (following.planned_on or None) if following else None,
        "delivered_on": one.delivered_on or None,
        "contestable_until": projects.contestable_until(line.desk, one) or None,
        "steps": [_step(line, stage) for stage in one.stages],
    }


def _step(line: Line, stage: Stage) -> dict[str, Any]:
    done = stage.done
    return {
        "step": stage.step.id,
        "name": _name(stage.step),
        "rule": stage.step.rule,
        "mail_wanted": stage.step.mail or None,
        "planned_on": stage.planned_on or None,
        "done_on": done.day if done else None,
        "who": done.who if done else None,
        "by": done.by if done else None,
        "mail": done.message_id if done else None,
        "note": done.note if done else "",
        "written_at": line.stamp(done.at) if done else None,
    }


def _name(label: Label) -> str:
    return label.said(language())


def _show(line: Line, one: Project) -> None:
    facts = facts_of(line, one)
    columns = [
        output.Column(t("commands.col.step"), lambda row: row["step"]),
        output.Column("", lambda row: row["name"], flexible=True),
        output.Column(t("commands.col.rule"), lambda row: row["rule"]),
        output.Column(t("commands.col.planned"), lambda row: wording.day(row["planned_on"])),
        output.Column(t("commands.col.done_on"), lambda row: wording.day(row["done_on"])),
        output.Column(t("commands.col.who"), lambda row: row["who"] or ""),
        output.Column(t("commands.col.mail"), lambda row: row["mail"] or "", right=True),
    ]

    def people() -> str:
        service = line.desk.service_of(one.terms_id)
        pairs = [
            ("ticket", one.ticket),
            ("subject", one.subject),
            ("customer", one.customer),
            ("team", service.label(service.teams, one.team, language())),
            ("state", t(f"commands.project_state.{one.state}")),
            ("contestable", wording.day(facts["contestable_until"])),
        ]
        head = output.facts((t(f"commands.col.{name}"), value) for name, value in pairs)
        clause = service.clause(one.rule, language())
        told = output.wrap(clause, f"{one.rule}  ") if clause else ""
        table = output.table(facts["steps"], columns, output.nothing("steps"))
        return "\n\n".join(part for part in (head, table, told) if part)

    line.answer(facts, people)
