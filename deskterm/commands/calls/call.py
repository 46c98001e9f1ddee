"""`deskterm call`: the timer, and past work entered."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial, wraps
from typing import Any

from deskterm.commands.answers import json, marks, wording
from deskterm.commands.calls import session_costs
from deskterm.commands.calls.before import warn
from deskterm.commands.calls.gate import answer_option, answer_questions, answers_of, gate_options, says_how
from deskterm.commands.frame import output
from deskterm.commands.frame.base import Deed, argument, command, group, option
from deskterm.commands.frame.kinds import (
    CODE,
    COMING,
    END,
    LIMIT,
    NUMBER,
    OF_A_CONTACT,
    OUTCOME,
    PAST,
    REASON,
    TEXT,
    WORK,
    Choice,
    Spoken,
    Text,
)
from deskterm.commands.frame.line import Line
from deskterm.desk.agenda import promise_at_filing
from deskterm.desk.agenda.promise_at_filing import Promised
from deskterm.desk.billing import filing
from deskterm.desk.calls import contacts, doubtful, gates, timer
from deskterm.desk.calls.doubtful import Times
from deskterm.desk.errors import Refused
from deskterm.desk.steps.work.gate_answers import WAYS, YES
from deskterm.exits import say
from deskterm.locale import figures, language, measures, moments, t, works
from deskterm.models.basics import wall_clock
from deskterm.models.records.agenda import Promise
from deskterm.models.records.work import Session
from deskterm.models.terms.sections import Point

LAZY = "deskterm.commands.calls.call_ends"
call = group(
    "call",
    {
        "cancel": f"{LAZY}:cancel_",
        "agree": f"{LAZY}:agree",
        "to-price": f"{LAZY}:to_price",
        "void": "deskterm.commands.billing.void:call_void",
        "correct": "deskterm.commands.billing.void:call_correct",
    },
)


def filing_options(deed: Deed) -> Deed:
    """What is said when a contact is filed."""

    @wraps(deed)
    def promising(*args: Any, promise_at: int | None, promise_tell: bool, **told: Any) -> Any:
        promise = None if promise_at is None else Promise(at=promise_at, tell=promise_tell)
        return deed(*args, promise=promise, **told)

    made: Deed = promising
    for name, kind in (("--price", Text("rule")), ("--note", TEXT)):
        made = option(name, type=kind, default="")(made)
    made = option("--promise-tell", is_flag=True)(made)
    made = option("--promise-at", type=COMING)(made)
    for name, word in (("--reason", REASON), ("--outcome", OUTCOME)):
        made = option(name, type=word, default="")(made)
    return made


@command("call.start", call)
@argument("code", type=CODE)
@option("--kind", type=WORK, default="call")
@option("--outbound", is_flag=True)
@option("--park", type=TEXT, default="")
@gate_options
def start(
    line: Line, *, code: str, kind: str, outbound: bool, park: str, answers: tuple[str, ...], device: str
) -> None:
    """Start the timer on a ticket."""
    way: dict[str, Any] = {"kind": kind, "inbound": not outbound, "park": park, "device": device}
    with says_how():
        session = timer.start(line.desk, code, answers=answers_of(answers), **way)
    warn(line, session)
    before = timer.went_on(line.desk, session)
    told = t("commands.call.started", code=session.ticket, customer=session.customer)
    if before is not None:
        told = f"{told} {t('ring.went_on', code=session.ticket, time=moments.clock_text(before))}"
    session_costs.show(line, session, told)


@command("call.switch", call)
@argument("kind", type=WORK)
@gate_options
def switch(line: Line, *, kind: str, answers: tuple[str, ...], device: str) -> None:
    """Turn the running call into another kind of session."""
    with says_how():
        session = timer.switch(line.desk, kind, answers=answers_of(answers), device=device)
    warn(line, session)
    session_costs.show(line, session, t("commands.call.switched", kind=works.on_line(session.kind)))


@command("call.pause", call)
@option("--why", type=TEXT, default="")
def pause(line: Line, *, why: str) -> None:
    """Pause the running contact."""
    session = timer.pause(line.desk, why)
    session_costs.show(line, session, t("commands.call.paused", group=session.group_id))


@command("call.resume", call)
@argument("contact", type=NUMBER)
@gate_options
def resume(line: Line, *, contact: int, answers: tuple[str, ...], device: str) -> None:
    """Go on with a contact."""
    with says_how():
        session = timer.resume(line.desk, contact, answers=answers_of(answers), device=device)
    key = "resumed" if session.group_id == contact else "begun_anew"
    session_costs.show(line, session, t(f"commands.call.{key}", code=session.ticket, contact=contact))


@command("call.stop", call)
@filing_options
@answer_option
@option("--technician", type=Text("name"), default="")
def stop(
    line: Line, *, technician: str, answers: tuple[str, ...], promise: Promise | None, **told: Any
) -> None:
    """Stop the timer, and file the contact when told how it ended."""
    session = timer.stop(line.desk, technician=technician)
    if not any(told.values()):
        _show_stopped(line, session)
        return
    try:
        found = promise_at_filing.file(
            line.desk, session.group_id, answers=answers_of(answers), promise=promise, **told
        )
    except Refused:
        _show_stopped(line, session)
        raise
    _show_promised(line, found)


@command("call.questions", call, rows=True)
@argument("code", type=CODE)
@option("--point", type=Choice(("call", "remote", "onsite", "close")))
@option("--outbound", is_flag=True)
@gate_options
def questions(
    line: Line, *, code: str, point: Point | None, outbound: bool, answers: tuple[str, ...], device: str
) -> None:
    """What the terms want to know before a session, or at its close."""
    way: dict[str, Any] = {"inbound": not outbound, "device": device, "told": answers_of(answers)}
    before: tuple[Point, ...] = (point,) if point else ("call", "remote", "onsite")
    found = {
        one.fact: one
        for at in before
        for one in gates.questions(
            line.desk, code, at, kind=at if at in ("call", "onsite") else "remote", **way
        )
    }
    answer_questions(line, tuple(found.values()))


@command("call.refuse", call)
@argument("code", type=CODE)
@option("--who", type=Text("name"), required=True)
@option("--how", type=Choice(WAYS), default="phone")
@option("--words", type=TEXT, default="")
def refuse(line: Line, *, code: str, who: str, how: str, words: str) -> None:
    """Note that the customer does not agree to remote work."""
    found = gates.refused(line.desk, code, who=who, how=how, words=words)
    facts = json.decision(line, found) | {"ticket": code.upper()}
    line.answer(facts, lambda: t("commands.call.refused", code=code.upper(), who=who))


def _show_stopped(line: Line, session: Session) -> None:
    """The stopped session with what it would cost; it waits to be filed."""
    session_costs.show(line, session, t("commands.call.stopped", code=session.ticket))
    for one in gates.open_at_close(line.desk, session.group_id):
        say(
            t(
                "commands.call.close_asked",
                asked=f"{one.words} ({one.rule})" if one.rule else one.words,
                fact=one.fact,
                value="…" if one.typed else (*one.choices, YES)[0],
                group=session.group_id,
            )
        )
    if found := doubtful.doubts(line.desk, session.group_id):
        told = (doubtful.evidence(one, line.desk.service.tz) for one in found)
        say("\n".join(filter(None, (*told, t("commands.call.in_doubt", group=session.group_id)))))
    say(t("commands.call.to_file", group=session.group_id))


@command("call.file", call)
@argument("contact", type=NUMBER)
@filing_options
@option("--confirm", is_flag=True)
@answer_option
def file(line: Line, *, contact: int, answers: tuple[str, ...], promise: Promise | None, **told: Any) -> None:
    """File a contact that was stopped."""
    _show_promised(
        line,
        promise_at_filing.file(line.desk, contact, answers=answers_of(answers), promise=promise, **told),
    )


@command("call.confirm", call)
@argument("contact", type=NUMBER)
@option("--start", "started", type=OF_A_CONTACT)
@option("--end", "ended", type=OF_A_CONTACT)
def confirm(line: Line, *, contact: int, started: Spoken | None, ended: Spoken | None) -> None:
    """Say that a contact's times are right, or when it really began and ended."""
    found = doubtful.doubts(line.desk, contact)
    times = [Times() for _ in found]
    if found and started is not None:
        times[0] = Times(started_at=doubtful.hear(found[0], partial(started.at, line.desk)))
    if found and ended is not None:
        began = times[-1].started_at or found[-1].session.started_at
        end = doubtful.hear(found[-1], partial(ended.at, line.desk), began)
        times[-1] = Times(started_at=times[-1].started_at, ended_at=end)
    session = doubtful.confirm(line.desk, contact, times)
    session_costs.show(line, session, t("commands.call.confirmed", code=session.ticket))


@command("call.log", call)
@argument("code", type=CODE)
@option("--kind", type=WORK, default="call")
@option("--start", "started", type=PAST, required=True)
@option("--end", "ended", type=END, required=True)
@option("--outbound", is_flag=True)
@gate_options
@filing_options
@option("--confirm", is_flag=True)
def log(
    line: Line,
    *,
    code: str,
    kind: str,
    started: int,
    ended: int,
    outbound: bool,
    answers: tuple[str, ...],
    device: str,
    promise: Promise | None,
    **told: Any,
) -> None:
    """Enter past work, and file it when told how it ended."""
    work: dict[str, Any] = {"kind": kind, "inbound": not outbound}
    work |= {"started_at": started, "ended_at": ended}
    work |= {"answers": answers_of(answers), "device": device}
    with says_how():
        confirm = told.pop("confirm")
        if not any(told.values()):
            session = filing.enter(line.desk, code, **work)
        else:
            found = promise_at_filing.log(line.desk, code, promise=promise, confirm=confirm, **work, **told)
            session = found.filed.session
    warn(line, session)
    if any(told.values()):
        _show_promised(line, found)
    else:
        _show_stopped(line, session)


@command("call.show", call, reads=True)
def show(line: Line) -> int:
    """The running call, and what it costs so far."""
    found = timer.running(line.desk)
    if found is None:
        line.answer(None, lambda: t("commands.call.none"))
        return 1
    session_costs.show(line, found.session, t("commands.call.running", code=found.session.ticket))
    return 0


@command("call.list", call, rows=True)
@option("--ticket", type=CODE)
@option("--unfiled", is_flag=True)
@option("--everyone", is_flag=True)
@option("--limit", "-n", type=LIMIT, default=50)
def list_(line: Line, *, ticket: str | None, unfiled: bool, everyone: bool, limit: int) -> None:
    """Sessions, the newest contact first."""
    who = None if everyone else line.desk.who
    found = (
        contacts.groups(line.desk, ticket)
        if ticket
        else contacts.recent(line.desk, technician=who, limit=limit)
    )
    rows = (
        session_costs.facts_of(line, one, contact)
        for contact in found
        for one in contact.sessions
        if not unfiled or one.state == "stopped"
    )
    columns = [
        output.Column(t("commands.col.contact_number"), lambda row: row["group"], right=True),
        output.Column(t("commands.col.ticket"), marks.code),
        output.Column(t("commands.col.started"), lambda row: wording.moment(row["started_at"])),
        output.Column(t("commands.col.kind"), lambda row: works.on_line(row["kind"]), flexible=True),
        output.Column(t("commands.col.duration"), lambda row: moments.clock_text(row["seconds"]), right=True),
        output.Column(
            t("commands.col.minutes"),
            lambda row: measures.figure(row["billed_minutes"]) if row["billed_minutes"] else "-",
            right=True,
        ),
        output.Column(t("commands.col.state"), _state),
    ]
    line.answer_each(rows, lambda all_: output.table(all_, columns, output.nothing("sessions")))


def _state(row: Mapping[str, Any]) -> str:
    """The report of a stretch's contact, with that it is void; else where the stretch stands."""
    void = f" {t('voids.mark')}" if row["state"] == "void" else ""
    return f"{row['report']}{void}" if row["report"] else t(f"commands.session_{row['state']}")


def _when(line: Line, at: int) -> str:
    return figures.moment(wall_clock.local(at, line.desk.service.tz))


def _show_promised(line: Line, found: Promised) -> None:
    """What was filed; what was promised with it goes to stderr."""
    code = found.filed.session.ticket
    if found.callback is not None:
        say(t("promised.call", code=code, when=_when(line, found.callback.due_at)))
    elif found.appointment is not None:
        one = found.appointment
        said = {"when": _when(line, one.starts_at), "who": one.technician, "number": one.id}
        say(t("commands.call.appointment", code=code, **said))
    elif found.letter:
        say(t("commands.call.to_write", code=code))
    if found.stands is not None:
        when = _when(line, found.stands.starts_at)
        say(t("commands.call.stands", code=code, when=when, number=found.stands.id))
    for rule in found.filed.reminded:
        clause = line.terms_of(code).clause(rule, language())
        say(t("commands.call.reminded", code=code, rule=rule, clause=clause))
    session_costs.show_filed(line, found.filed)
