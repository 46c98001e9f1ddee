"""`deskterm ticket`: a request typed in, one ticket whole, lists, and the decisions that shaped it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click

from deskterm.commands.agenda.project import facts_of as project_facts
from deskterm.commands.answers import json, marks, wording
from deskterm.commands.answers.ticket import facts_of, listed, show_ticket, under
from deskterm.commands.frame import output
from deskterm.commands.frame.base import argument, command, group, option
from deskterm.commands.frame.find import given_text, the_customer
from deskterm.commands.frame.kinds import CODE, LIMIT, PAST, SEVERITY, TEXT, TOPIC, Text
from deskterm.commands.frame.line import Line
from deskterm.commands.queue.queue import counted, nothing_waits, pages, view_option
from deskterm.desk.agenda import projects
from deskterm.desk.intake import receive
from deskterm.desk.letters import letters
from deskterm.desk.steps.intake import doors
from deskterm.desk.steps.letters import automatic
from deskterm.desk.tickets import merge, ticket_facts, tickets
from deskterm.desk.triage import clarify
from deskterm.exits import Exit, say
from deskterm.locale import has, language, t
from deskterm.models.records.desk import Event
from deskterm.models.records.states import OPEN_STATES
from deskterm.models.terms.service import Service

VERBS = {
    "deskterm.commands.tickets.ticket": "add show list why history".split(),
    "deskterm.commands.tickets.ticket_deeds": (
        "take give-back triage set agreement split answer clarify note park hand-over close free reopen"
        " contact"
    ).split(),
    "deskterm.commands.tickets.ticket_owner": ["customer"],
    "deskterm.commands.tickets.ticket_replies": ["confirm", "take-out"],
    "deskterm.commands.tickets.ticket_files": (
        "attachments attachment import ask-file upload merge move".split()
    ),
    "deskterm.commands.tickets.similar": ["similar"],
}
# Named like a word of Python, or like the module that they call.
BESIDE = ("list", "set", "import", "triage", "clarify", "merge", "move")
ticket = group(
    "ticket",
    lazy={
        name: f"{module}:{f'{name}_' if name in BESIDE else name.replace('-', '_')}"
        for module, names in VERBS.items()
        for name in names
    },
)


@command("ticket.add")
@option("--customer", type=Text("customer"))
@option("--channel", type=Text("channel"))
@option("--subject", type=TEXT, default="")
@option("--body", type=TEXT, default="")
@option("--contact", type=TEXT, default="")
@option("--phone", type=TEXT, default="")
@option("--email", type=TEXT, default="")
@option("--topic", type=TOPIC, default="")
@option("--severity", type=SEVERITY, default="")
@option("--blocking", is_flag=True)
@option("--field", "fields", multiple=True, type=Text("field"))
@option("--received", type=PAST)
def add(
    line: Line,
    *,
    customer: str | None,
    channel: str | None,
    received: int | None,
    fields: tuple[str, ...],
    body: str,
    **given: Any,
) -> int:
    """Type a request in."""
    desk = line.desk
    found = receive.receive_request(
        desk,
        channel=channel or desk.service.channels[0].id,
        customer=the_customer(line, customer).code if customer else None,
        body=given_text("-") if body == "-" else body,
        fields=dict(_field(text) for text in fields),
        received_at=received,
        **given,
    )
    if found.ticket is None:
        facts: dict[str, Any] = {"outcome": found.outcome, "ticket": None, "rule": found.rule}
        facts |= {"reason": found.reason, "message": found.message, "not_taken": list(found.not_taken)}
        line.answer(facts, lambda: t(f"commands.outcome.{found.outcome}"))
        say(t("commands.ticket.set_aside", number=found.message, reason=reason_of(found)))
        if found.not_taken:
            say(t("request.not_taken", fields=", ".join(found.not_taken)))
        return int(Exit.REFUSED)
    one = tickets.get(desk, found.ticket)
    added = "added_waiting" if one.state == "waiting" else "added"
    lacking = clarify.missing(desk, one.code)
    told = t(f"commands.ticket.{added}", code=one.code)
    told += (
        f" {t('commands.ticket.lacks', what=automatic.in_words(desk.service, lacking))}" if lacking else ""
    )
    if closed := doors.said_out_of_hours(desk.service, one.received_at, desk.service.channel(one.channel)):
        say(closed)
    aside = tickets.not_taken(desk, one)
    told += f" {wording.not_taken(aside)}" if aside else ""
    show_ticket(line, one, told, outcome=found.outcome, missing=list(lacking), not_taken=aside)
    return int(Exit.DONE)


def reason_of(found: receive.Received) -> str:
    """Why a request became no ticket, in words."""
    name = f"reasons.{found.reason}"
    told = t(name) if has(name) else found.reason
    return f"{told} ({found.rule})" if found.rule else told


def _field(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise click.UsageError(t("errors.bad_field", text=text))
    return name.strip(), value.strip()


@command("ticket.show", reads=True)
@argument("code", type=CODE)
def show(line: Line, *, code: str) -> None:
    """One ticket whole."""
    one = tickets.get(line.desk, code)
    facts = facts_of(line, one)
    facts["messages"] = [json.message(line, message) for message in tickets.thread(line.desk, code)]
    facts |= {"type": "", "product": "", **tickets.named(line.desk, one, language())}
    facts["family"] = [other.code for other in tickets.family(line.desk, code)]
    came_from, handed_on = tickets.forwards(line.desk, code)
    facts["forwarded_from"] = [other.code for other in came_from]
    facts["forwarded_to"] = [other.code for other in handed_on]
    project = projects.find(line.desk, code)
    older = merge.likely(line.desk, code)
    facts["likely"] = older.code if older else None
    waits = one.state in OPEN_STATES
    facts["missing"] = list(clarify.missing(line.desk, code)) if waits else []
    facts["not_taken"] = tickets.not_taken(line.desk, one)
    facts["number_untold"] = letters.untold(line.desk, code) or None
    facts["project"] = project_facts(line, project) if project else None
    facts["facts"] = ticket_facts.written(line.desk, one.code)
    own = ticket_facts.told(line.desk, one.code)
    wanting = ticket_facts.to_say(line.desk, one.code)
    facts["to_say"] = [fact.fact.id for fact in wanting]
    beside = {"type": "", "product": "", **tickets.named_beside(line.desk, one, language())}

    def people() -> str:
        parts = [
            wording.ticket(line, facts | beside),
            *_forwards(facts),
            *_doubts(line.desk.service, facts),
            *_steps(facts["project"]),
            *([output.facts(rows)] if (rows := [*under(line, one), *own]) else []),
            *(t("facts.to_say", names=f"{each.words}: {each.command}") for each in wanting),
            "",
            t("commands.ticket.decisions"),
        ]
        parts.append(wording.decisions(facts["decisions"]))
        for message in facts["messages"]:
            parts += ["", wording.message(message)]
        return "\n".join(parts)

    line.answer(facts, people)


def _forwards(facts: dict[str, Any]) -> Iterator[str]:
    """From which ticket the mail was handed on that began this one, and what began so from it."""
    for name in ("forwarded_from", "forwarded_to"):
        if facts[name]:
            yield output.wrap(t(f"commands.ticket.{name}", codes=", ".join(facts[name])), "")


def _doubts(service: Service, facts: dict[str, Any]) -> Iterator[str]:
    """What the request lacks (D7) or said in vain, and which ticket it may be over again (I18)."""
    if facts["missing"]:
        yield output.facts([(t("commands.col.missing"), automatic.in_words(service, facts["missing"]))])
    if facts["not_taken"]:
        yield output.wrap(wording.not_taken(facts["not_taken"]), "")
    if facts["number_untold"]:
        yield output.facts([(t("commands.col.receipt"), t(f"reasons.{facts['number_untold']}"))])
    if facts["likely"]:
        yield t("commands.ticket.likely", code=facts["code"], into=facts["likely"])


def _steps(project: dict[str, Any] | None) -> Iterator[str]:
    """How far the work in steps is, and which step comes now (I13)."""
    if project is not None:
        state = t(f"commands.project_state.{project['state']}")
        step = f", {project['step_name']}" if project["step_name"] else ""
        by_day = f" · {wording.day(project['planned_on'])}" if project["planned_on"] else ""
        yield output.facts([(t("commands.col.project"), f"{state}{step}{by_day} ({project['rule']})")])


@command("ticket.list", rows=True)
@view_option()
@option("--search", type=TEXT, default="")
@option("--limit", "-n", type=LIMIT, default=None)
def list_(line: Line, *, view: str, search: str, limit: int | None) -> None:
    """Tickets of one view."""
    rows = (listed(line, one) for one in pages(line, view, search, limit))
    columns = [
        output.Column(wording.request_word(line), lambda row: row["code"]),
        output.Column(t("commands.col.state"), wording.state_of),
        output.Column(
            t("commands.col.customer"),
            marks.customer,
        ),
        output.Column(t("commands.col.subject"), wording.subject, flexible=True),
        output.Column(t("commands.col.taken_by"), lambda row: row["taken_by"]),
        output.Column(
            t("commands.col.due"),
            lambda row: wording.due_short(line, row),
            late=lambda row: wording.is_late(line, row),
        ),
    ]

    def empty() -> str:
        if search:
            return output.nothing("found", search=search)
        return nothing_waits(line) if view == "queue" else output.nothing(f"view.{view}")

    line.answer_each(rows, lambda found: output.table(found, columns, empty()) + counted(line, found))


@command("ticket.why", reads=True)
@argument("code", type=CODE)
def why(line: Line, *, code: str) -> None:
    """The decisions that shaped a ticket, each with its clause."""
    one = tickets.get(line.desk, code)
    facts = json.ticket(line, one, tickets.decided(line.desk, one.code))
    line.answer(
        facts, lambda: f"{facts['code']} {wording.subject(facts)}\n{wording.decisions(facts['decisions'])}"
    )


@command("ticket.history", rows=True)
@argument("code", type=CODE)
def history(line: Line, *, code: str) -> None:
    """What was done with a ticket, by whom and when."""
    rows = (_event(line, event) for event in tickets.history(line.desk, code))
    columns = [
        output.Column(t("commands.col.at"), lambda row: wording.moment(row["at"])),
        output.Column(t("commands.col.by"), lambda row: row["by"]),
        output.Column(t("commands.col.deed"), _told, flexible=True),
    ]
    line.answer_each(rows, lambda found: output.table(found, columns, t("commands.none")))


def _told(row: Mapping[str, Any]) -> str:
    """A deed in words, with the reason where a person gave one."""
    return " · ".join(
        part for part in (wording.deed(row["deed"]), str(row["after"].get("why") or "")) if part
    )


def _event(line: Line, one: Event) -> dict[str, Any]:
    return {
        "id": one.id,
        "at": line.stamp(one.at),
        "by": one.by,
        "login": one.login or None,
        "deed": one.deed,
        "target": one.target,
        "before": one.before,
        "after": one.after,
        "undone": one.undone,
    }
