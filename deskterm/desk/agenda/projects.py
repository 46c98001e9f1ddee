"""Projects: a request whose work is agreed in steps (I13), from the first step to what was delivered.

The terms say for which topics, with which team and steps, and which steps a mail confirms. The day of the
last step is the day of the delivery: from it runs the time in which the customer may object (I14).
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from msgspec import structs

from deskterm.desk.context import Desk
from deskterm.desk.customers import cards, profile
from deskterm.desk.errors import NotFound, Refused, near
from deskterm.desk.steps import changes
from deskterm.desk.steps.customer_of import the_customer
from deskterm.desk.steps.facts import day_of
from deskterm.locale import figures, language
from deskterm.models.basics.text import clean
from deskterm.models.records.states import OPEN_STATES
from deskterm.models.records.ticket import Decision, Message, Ticket
from deskterm.models.rules.periods import last_day
from deskterm.models.rules.projects import Project, ProjectLine, Stage, stages
from deskterm.storage.agenda import projects as project_rows
from deskterm.storage.database import Connection
from deskterm.storage.tickets import decisions as decision_rows
from deskterm.storage.tickets import messages as message_rows

WAIT = "project"
CAME = ("mail", "pec")  # kinds of messages that came by mail
WENT = ("answer", "clarification")  # kinds of letters that went by mail


def offered(desk: Desk, ticket: Ticket) -> bool:
    """Whether work on this ticket's topic is agreed in steps."""
    return desk.service_of(ticket.terms_id).project(ticket.topic) is not None


def get(desk: Desk, code: str) -> Project:
    """The project of a ticket. Raises NotFound where it has none."""
    found = find(desk, code)
    if found is None:
        raise NotFound("no_project", code=code)
    return found


def find(desk: Desk, code: str) -> Project | None:
    """The project of a ticket; None where it has none."""
    with desk.read() as conn:
        found = project_rows.of_ticket(conn, changes.the_ticket(conn, code).id)
        return _whole(desk, conn, found) if found else None


def listing(
    desk: Desk, *, customer: str = "", every: bool = False, after: int = 0, limit: int = 200
) -> tuple[Project, ...]:
    """The open projects in the order in which they were opened; of one customer, the newest first.

    `every`: those that are over as well.
    """
    with desk.read() as conn:
        if customer:
            found = project_rows.of_customer(conn, the_customer(conn, customer), limit)
            found = tuple(one for one in found if every or one.state == "open")
        else:
            found = project_rows.page(conn, every=every, after=after, limit=limit)
        return tuple(_whole(desk, conn, one) for one in found)


def contestable_until(desk: Desk, project: Project) -> str:
    """The last day on which the customer may object to what was delivered; "" where no term runs (I14)."""
    period = desk.service_of(project.terms_id).contest
    if period is None or not project.delivered_on:
        return ""
    return last_day(period, date.fromisoformat(project.delivered_on)).isoformat()


def open_(desk: Desk, code: str) -> Project:
    """Make a project of a ticket, which rests while its steps are worked on.

    Raises Refused where the terms agree no steps for its topic or defer it (I12), or the customer is unknown.
    """
    with desk.write() as conn:
        ticket = changes.the_ticket(conn, code)
        changes.expect(ticket, *OPEN_STATES)
        terms = desk.service_of(ticket.terms_id).project(ticket.topic)
        if terms is None:
            raise Refused("no_project_topic", code=ticket.code)
        if ticket.customer_id is None or not ticket.confirmed:
            raise Refused("project_needs_customer", rule=terms.rule, code=ticket.code)
        if project_rows.of_ticket(conn, ticket.id) is not None:
            raise Refused("project_stands", code=ticket.code)
        _check_not_deferred(desk, conn, ticket)
        made = project_rows.insert(
            conn,
            ticket_id=ticket.id,
            customer_id=ticket.customer_id,
            topic=ticket.topic,
            at=desk.now(),
            by=desk.who,
        )
        _decide(desk, conn, ticket, "project", terms.rule, to=terms.team)
        return _went_on(desk, conn, ticket, made, "project_opened")


def plan(desk: Desk, code: str, step: str, day: str) -> Project:
    """Agree by which day (ISO) a step will be done; the ticket comes back to the queue on that day."""
    with desk.write() as conn:
        ticket = changes.the_ticket(conn, code)
        project = _open_project(desk, conn, ticket)
        stage = _the_stage(project, step)
        if stage.done is not None:
            raise Refused("step_is_done", rule=stage.step.rule, step=_name(stage), day=_shown(stage.done.day))
        line = _line(desk, step, "planned", _day_to_come(desk, day))
        project_rows.append(conn, project.id, line)
        _decide(desk, conn, ticket, "project_planned", stage.step.rule, step=step, day=line.day)
        return _went_on(desk, conn, ticket, project, "step_planned", step=step, day=line.day)


def done(
    desk: Desk, code: str, step: str, *, on: str = "", who: str = "", mail: int | None = None, note: str = ""
) -> Project:
    """A step is done: `on` which day (default: today), by whom (default: me), confirmed by which `mail`.

    Where the terms want a mail, the newest that fits is taken if none is named. The last step delivers.
    Raises Refused out of turn, for a day to come, or without the mail.
    """
    with desk.write() as conn:
        ticket = changes.the_ticket(conn, code)
        project = _open_project(desk, conn, ticket)
        stage = _in_turn(project, step)
        message = _confirming(conn, project, stage, mail)
        line = _line(desk, step, "done", _past_day(desk, on), who=who, note=note, message=message)
        project_rows.append(conn, project.id, line)
        _decide(desk, conn, ticket, "project_step", stage.step.rule, step=step, day=line.day, who=line.who)
        project = _went_on(desk, conn, ticket, project, "step_done", step=step, day=line.day, who=line.who)
        return project if project.following else _deliver(desk, conn, ticket, project)


def drop(desk: Desk, code: str, *, why: str) -> Project:
    """Give a project up, for a reason; its ticket goes on as any other."""
    with desk.write() as conn:
        ticket = changes.the_ticket(conn, code)
        project = _open_project(desk, conn, ticket)
        return _end(desk, conn, ticket, project, "dropped", why=why)


def obsolete(desk: Desk, code: str, *, why: str) -> Project:
    """What was delivered has grown old: it is no longer looked after (I15)."""
    with desk.write() as conn:
        ticket = changes.the_ticket(conn, code)
        project = _the_project(desk, conn, ticket)
        if project.state != "delivered":
            raise Refused("project_not_delivered", code=ticket.code)
        terms = desk.service_of(ticket.terms_id).project(project.topic)
        _decide(desk, conn, ticket, "project_obsolete", terms.obsolete_rule if terms else "")
        return _end(desk, conn, ticket, project, "obsolete", why=why)


def mails(desk: Desk, code: str, step: str) -> tuple[Message, ...]:
    """The mails that can confirm a step, the newest first; () where the terms want none."""
    with desk.read() as conn:
        project = _the_project(desk, conn, changes.the_ticket(conn, code))
        return _candidates(conn, project, _the_stage(project, step))


# How a project stands


def _whole(desk: Desk, conn: Connection, project: Project) -> Project:
    """A project with the team and the steps of its terms."""
    service = desk.service_of(project.terms_id)
    terms = service.project(project.topic)
    return structs.replace(
        project,
        rule=terms.rule if terms else "",
        obsolete_rule=terms.obsolete_rule if terms else "",
        team=terms.team if terms else "",
        stages=stages(service, project.topic, project_rows.lines(conn, project.id)),
    )


def _the_project(desk: Desk, conn: Connection, ticket: Ticket) -> Project:
    found = project_rows.of_ticket(conn, ticket.id)
    if found is None:
        raise NotFound("no_project", code=ticket.code)
    return _whole(desk, conn, found)


def _open_project(desk: Desk, conn: Connection, ticket: Ticket) -> Project:
    project = _the_project(desk, conn, ticket)
    if project.state != "open":
        raise Refused("project_over", code=ticket.code)
    return project


def _the_stage(project: Project, step: str) -> Stage:
    for stage in project.stages:
        if stage.step.id == step:
            return stage
    steps = [stage.step for stage in project.stages]
    raise NotFound("no_step", like=near(step, steps), step=step, known=", ".join(one.id for one in steps))


def _in_turn(project: Project, step: str) -> Stage:
    """The step that is done now; each waits for the one before it."""
    stage, following = _the_stage(project, step), project.following
    if stage.done is not None:
        raise Refused("step_is_done", rule=stage.step.rule, step=_name(stage), day=_shown(stage.done.day))
    if following is not None and following is not stage:
        raise Refused("step_out_of_turn", rule=stage.step.rule, step=_name(stage), first=_name(following))
    return stage


def _check_not_deferred(desk: Desk, conn: Connection, ticket: Ticket) -> None:
    """What the terms have put off is not begun before its day (I12)."""
    if ticket.wait_reason != "deferred" or ticket.until is None or ticket.until <= desk.now():
        return
    put_off = [one.rule for one in decision_rows.of_ticket(conn, ticket.id) if one.do == "defer"]
    day = day_of(ticket.until, desk.service.tz)
    raise Refused("project_deferred", rule=put_off[-1] if put_off else "", code=ticket.code, day=_shown(day))


# Confirmed by mail


def _confirming(conn: Connection, project: Project, stage: Stage, number: int | None) -> Message | None:
    """The mail that confirms a step; None where the terms want none and none is named."""
    found = _candidates(conn, project, stage)
    if number is not None:
        named = next((one for one in found if one.id == number), None)
        if named is None:
            raise Refused("mail_confirms_not", rule=stage.step.rule, number=number)
        return named
    if stage.step.mail and not found:
        key = "step_needs_mail_in" if stage.step.mail == "in" else "step_needs_mail"
        raise Refused(key, rule=stage.step.rule, step=_name(stage), code=project.ticket)
    return found[0] if found and stage.step.mail else None


def _candidates(conn: Connection, project: Project, stage: Stage) -> tuple[Message, ...]:
    """The thread's mails since the project was opened: the customer's, or of either side."""
    thread = message_rows.of_ticket(conn, project.ticket_id)
    fit = [one for one in thread if one.received_at >= project.opened_at and _is_mail(one, stage)]
    return tuple(reversed(fit))


def _is_mail(message: Message, stage: Stage) -> bool:
    if message.direction == "in":
        return message.kind in CAME and not message.doubted
    return stage.step.mail != "in" and message.direction == "out" and message.kind in WENT


# What is written down


def _line(
    desk: Desk,
    step: str,
    deed: str,
    day: str,
    *,
    who: str = "",
    note: str = "",
    message: Message | None = None,
) -> ProjectLine:
    return ProjectLine(
        step=step,
        deed=deed,
        day=day,
        who=clean(who).strip() or desk.who,
        message_id=message.id if message else None,
        note=clean(note).strip(),
        at=desk.now(),
        by=desk.who,
    )


def _decide(desk: Desk, conn: Connection, ticket: Ticket, do: str, rule: str, **detail: str) -> None:
    found = Decision(do=do, rule=rule, at=desk.now(), point="project", detail=dict(detail))
    changes.keep(desk, conn, (found,), ticket=ticket)


def _went_on(
    desk: Desk, conn: Connection, ticket: Ticket, project: Project, deed: str, **after: str
) -> Project:
    """The event of a step, and the ticket's rest until the next one's day."""
    desk.record(conn, deed, ticket_id=ticket.id, target=ticket.code, after=after)
    project = _the_project(desk, conn, ticket)
    _rest(desk, conn, ticket, project)
    return project


def _rest(desk: Desk, conn: Connection, ticket: Ticket, project: Project) -> None:
    """An open ticket rests until the day for which its next step is planned; `queue.wake` brings it back."""
    following = project.following
    mine = ticket.state == "taken" and ticket.taken_by == desk.who
    if following is None or not (mine or ticket.state in ("queued", "parked", "vendor")):
        return
    until = _midnight(following.planned_on, desk.service.tz) if following.planned_on else None
    if until is not None and until <= desk.now():
        return
    rest = {"state": "parked", "wait_reason": WAIT, "until": until, "taken_by": None, "taken_at": None}
    changes.change(desk, conn, ticket, "rested", **rest)


def _deliver(desk: Desk, conn: Connection, ticket: Ticket, project: Project) -> Project:
    """The last step delivers: from its day runs the time in which the customer may object (I14)."""
    customer, day = cards.code_of(desk, project.customer_id), project.delivered_on
    profile.deliver(desk, customer, what=ticket.subject or ticket.code, on=day)
    until, period = contestable_until(desk, project), desk.service_of(ticket.terms_id).contest
    if period is not None:
        _decide(desk, conn, ticket, "delivered", period.rule, day=day, until=until)
    return _end(desk, conn, ticket, project, "delivered")


def _end(
    desk: Desk, conn: Connection, ticket: Ticket, project: Project, state: str, *, why: str = ""
) -> Project:
    why = clean(why).strip()
    if state != "delivered" and not why:
        raise Refused("project_needs_reason", code=ticket.code)
    project_rows.end(conn, project.id, state=state, at=desk.now(), why=why)
    after = {"state": state, "why": why}
    desk.record(conn, f"project_{state}", ticket_id=ticket.id, target=ticket.code, after=after)
    if (now := changes.the_ticket(conn, ticket.code)).state == "parked" and now.wait_reason == WAIT:
        back = {"state": "queued", "wait_reason": "", "until": None}
        changes.change(desk, conn, now, "back_in_queue", **back)
    return _the_project(desk, conn, ticket)


# Days


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Refused("bad_day", day=text) from None


def _past_day(desk: Desk, text: str) -> str:
    today = day_of(desk.now(), desk.service.tz)
    day = _day(text) if text else today
    if day > today:
        raise Refused("step_in_future", day=_shown(day))
    return day


def _day_to_come(desk: Desk, text: str) -> str:
    day = _day(text)
    if day < day_of(desk.now(), desk.service.tz):
        raise Refused("step_planned_in_past", day=_shown(day))
    return day


def _shown(day: str) -> str:
    """An ISO day for people: `31/12/2026`."""
    return figures.day(date.fromisoformat(day))


def _name(stage: Stage) -> str:
    return stage.step.said(language())


def _midnight(day: str, tz: str) -> int:
    return int(datetime.combine(date.fromisoformat(day), datetime.min.time(), ZoneInfo(tz)).timestamp())
