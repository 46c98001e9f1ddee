"""`deskterm ticket`: what is done with a ticket, one command per deed."""

from __future__ import annotations

import re
from functools import partial

from deskterm.commands.answers import wording
from deskterm.commands.answers.ticket import facts_of, show_ticket
from deskterm.commands.frame import output
from deskterm.commands.frame.base import argument, command, option
from deskterm.commands.frame.find import field, given_text
from deskterm.commands.frame.kinds import (
    ANY_DAY,
    CODE,
    COMING,
    NUMBER,
    PARKED,
    SEVERITY,
    TEXT,
    TOPIC,
    Choice,
    Text,
)
from deskterm.commands.frame.line import Line
from deskterm.desk.agenda import appointments
from deskterm.desk.agenda.appointments import GoingOn
from deskterm.desk.billing import estimates, uncovered
from deskterm.desk.customers.sign_up import Joined
from deskterm.desk.errors import Refused
from deskterm.desk.letters import canned, letters, outbox
from deskterm.desk.queue import queue
from deskterm.desk.steps import promise_words
from deskterm.desk.steps.customer_facts import UnderAgreement
from deskterm.desk.steps.trust import present_address
from deskterm.desk.tickets import ticket_agreement, ticket_facts, tickets
from deskterm.desk.triage import clarify, divide, triage
from deskterm.desk.triage.divide import Cut
from deskterm.desk.triage.triage import TriageVerdict
from deskterm.exits import say
from deskterm.locale import language, moments, t, tn
from deskterm.locale.filling import ended
from deskterm.models.basics.ticket_numbers import full_number
from deskterm.models.records.promises import open_of
from deskterm.models.records.states import WAITING_STATES
from deskterm.models.records.ticket import Ticket
from deskterm.models.rules.topics import hints


@command("ticket.take")
@argument("code", type=CODE)
@option("--reason", type=TEXT, default="")
def take(line: Line, *, code: str, reason: str) -> None:
    """Take one ticket, out of turn with a reason."""
    taken = queue.take(line.desk, code, reason=reason)
    show_ticket(line, taken.ticket, t("commands.ticket.taken", code=taken.ticket.code))


@command("ticket.give-back")
@argument("code", type=CODE)
def give_back(line: Line, *, code: str) -> None:
    """Put a ticket back at its place."""
    one = queue.give_back(line.desk, code)
    found = appointments.going_on(line.desk, one.code)
    key = "given_back" if one.state == "queued" else "rests"
    told = [t(f"commands.ticket.{key}", code=one.code), *_appointments(line, one, found)]
    show_ticket(line, one, " ".join(told))


@command("ticket.triage")
@argument("code", type=CODE)
@option("--topic", type=TOPIC, required=True)
@option("--severity", type=SEVERITY, default="")
@option("--blocking/--not-blocking", default=None)
@option("--preview", "only_preview", is_flag=True)
def triage_(
    line: Line, *, code: str, topic: str, severity: str, blocking: bool | None, only_preview: bool
) -> None:
    """Say what a request is about."""
    if only_preview:
        _preview(line, code, topic, severity, blocking)
        return
    one, verdict = triage.triage(line.desk, code, topic=topic, severity=severity, blocking=blocking)
    show_ticket(line, one, "\n".join((_verdict(line, verdict), *_to_say(line, one.code))))


def _verdict(line: Line, verdict: TriageVerdict) -> str:
    """What the terms say of a topic, and what the work will cost."""
    topic = wording.label(line, "topic", verdict.topic)
    told = t(f"commands.verdict.{verdict.scope}", topic=topic)
    if verdict.team:
        team = line.desk.service.label(line.desk.service.teams, verdict.team, language())
        key = "commands.verdict.out_to_team" if verdict.scope == "out" else "commands.verdict.to_team"
        told = t(key, topic=topic, team=team)
    cost = estimates.told(verdict.costs, verdict.known)
    return f"{told} {ended(cost[:1].upper() + cost[1:])}" if cost else told


def _to_say(line: Line, code: str) -> list[str]:
    """What must be said before work on a ticket is filed, each with the command that says it."""
    return [
        t("facts.to_say", names=f"{one.words}: {one.command}") for one in ticket_facts.to_say(line.desk, code)
    ]


def _preview(line: Line, code: str, topic: str, severity: str, blocking: bool | None) -> None:
    from deskterm.commands.answers.json import decision

    one = tickets.get(line.desk, code)
    verdict = triage.preview(line.desk, code, topic=topic, severity=severity, blocking=blocking)
    found = [decision(line, each, one.terms_id) for each in verdict.decisions]
    facts = {"code": one.code, "topic": verdict.topic, "scope": verdict.scope, "state": verdict.state}
    told = "\n".join((_verdict(line, verdict), *_to_say(line, code)))
    line.answer(facts | {"decisions": found}, lambda: f"{told}\n{wording.decisions(found)}")


@command("ticket.set")
@argument("code", type=CODE)
@argument("fields", type=Text("field"), nargs=-1, required=True)
def set_(line: Line, *, code: str, fields: tuple[str, ...]) -> None:
    """Say what the terms' own facts say of a ticket."""
    before = ticket_agreement.standing(line.desk, code).holds
    one = ticket_facts.set_facts(line.desk, code, dict(field(text) for text in fields))
    told = "\n".join(f"{name}: {value}" for name, value in ticket_facts.told(line.desk, one.code))
    if (now := ticket_agreement.standing(line.desk, code)).holds != before:
        told += f"\n{_now_under(now)}"
    show_ticket(line, tickets.get(line.desk, one.code), told, facts=ticket_facts.written(line.desk, one.code))


def _now_under(found: UnderAgreement) -> str:
    """Under which agreement a ticket stands now, and by which rule."""
    if found.holds is None:
        return t("commands.ticket.agreement_none", rule=found.rule)
    name = found.holds.name or str(found.holds.id)
    return t("commands.ticket.agreement_now", name=name, rule=found.rule or t("page.agreement.else"))


@command("ticket.agreement")
@argument("code", type=CODE)
@argument("number", type=NUMBER, required=False)
@option("--why", type=TEXT, default="")
@option("--by-terms", is_flag=True)
def agreement(line: Line, *, code: str, number: int | None, why: str, by_terms: bool) -> None:
    """Under which agreement a ticket stands, or put it under another."""
    if number is not None or by_terms:
        ticket_agreement.choose(line.desk, code, None if by_terms else number, why)
    found = ticket_agreement.standing(line.desk, code)
    holds = found.holds.id if found.holds else None
    rows = [
        {"number": one.id, "name": one.name, "plan": one.plan, "holds": one.id == holds}
        for one in found.running
    ]
    facts = {"ticket": full_number(code), "number": holds, "rule": found.rule, "why": found.why}

    def people() -> str:
        columns = [
            output.Column("", lambda row: "→" if row["holds"] else ""),
            output.Column(t("commands.col.number"), lambda row: row["number"], right=True),
            output.Column(t("commands.col.agreement"), lambda row: row["name"]),
            output.Column(t("commands.col.plan"), lambda row: row["plan"], flexible=True),
        ]
        told = output.table(rows, columns, output.nothing("agreements"))
        reason = found.why or found.rule
        if found.running and not found.holds:
            return f"{told}\n{t('commands.ticket.agreement_none', rule=found.rule)}"
        return f"{told}\n{t('commands.ticket.agreement_by', reason=reason)}" if reason else told

    line.answer(facts | {"running": rows}, people)


@command("ticket.split")
@argument("code", type=CODE)
@option("--cut", "cuts", multiple=True, type=Text("cut"))
def split(line: Line, *, code: str, cuts: tuple[str, ...]) -> None:
    """One topic per ticket; without a cut, where another one seems to start."""
    body = triage.message_of(line.desk, code).body
    if not cuts:
        _show_hints(line, code, body)
        return
    found = divide.split(line.desk, code, [_cut(line, body, text) for text in cuts])
    facts = facts_of(line, found[0]) | {"tickets": [facts_of(line, one) for one in found[1:]]}
    codes = ", ".join(one.code for one in found[1:])
    told = t("commands.ticket.split_into", code=found[0].code, codes=codes) if codes else ""
    if back := len(cuts) - len(found) + 1:
        told = f"{told} {tn('commands.ticket.split_back', back)}".strip()
    line.answer(facts, lambda: f"{told}\n\n{wording.ticket(line, facts)}")


def _show_hints(line: Line, code: str, body: str) -> None:
    rows = [
        {
            "offset": hint.offset,
            "why": hint.why,
            "text": wording.short(body[hint.offset :].partition("\n")[0], 50),
        }
        for hint in hints(body)
    ]
    told = (f"{row['offset']:>6}  {t('commands.hint.' + str(row['why']))}: {row['text']}" for row in rows)
    facts = {"code": code.upper(), "hints": rows}
    line.answer(facts, lambda: "\n".join(told) if rows else t("commands.hint.none"))


def _cut(line: Line, body: str, text: str) -> Cut:
    """Read `WHERE[=TOPIC]`: where is a number of characters or the words that begin the next topic."""
    where, sign, topic = text.rpartition("=")
    known = {one.id for one in line.desk.service.topics} | {"back", ""}
    if not sign or topic not in known:
        where, topic = text, ""
    if re.fullmatch(r"\d+", where):
        offset = int(where)
    else:
        offset = body.casefold().find(where.casefold())
        if offset < 0:
            raise Refused("cut_not_found", text=where)
    return Cut(offset=offset, topic="" if topic == "back" else topic, back=topic == "back")


@command("ticket.answer")
@argument("code", type=CODE)
@argument("text", type=TEXT, required=False)
@option("--canned", "names", multiple=True, type=Text("canned"))
@option("--charge", is_flag=True)
@option("--draft", is_flag=True)
@option("--later", type=COMING)
def answer(
    line: Line,
    *,
    code: str,
    text: str | None,
    names: tuple[str, ...],
    charge: bool,
    draft: bool,
    later: int | None,
) -> None:
    """Answer the customer."""
    letter = _letter(line, code, text, names)
    _doubt(line, code)
    if draft:
        letter = letters.proposal(line.desk, code) if letter is None else letter
        line.answer({"code": code.upper(), "text": letter}, lambda: letter or t("commands.ticket.no_draft"))
        return
    write = partial(tickets.answer, text=given_text(letter), charge=charge)
    one = outbox.written_for_later(line.desk, later, write, code) if later else write(line.desk, code)
    written = tickets.thread(line.desk, code)[-1]
    done = "to_hand" if not one.contact_email else "answered" if one.is_kept else "answered_still"
    left = [promise_words.told(still, line.desk.now(), line.desk.service.tz)[0] for still in open_of(one)]
    done = "answer_put_off" if later and one.contact_email else done
    values = {"code": one.code, "number": written.id, "when": wording.moment(line.stamp(later))}
    told = t(f"commands.ticket.{done}", promise=", ".join(left), **values)
    if later and (late := promise_words.kept_too_late(one, line.desk.now(), line.desk.service.tz)):
        say(t("commands.ticket.leaves_late", promise=", ".join(late), number=written.id))
    show_ticket(line, one, told)


def _doubt(line: Line, code: str) -> None:
    """Say beside the answer where it goes, if elsewhere than expected, and what its language lacks."""
    if asked := letters.asked_at(line.desk, code):
        say(t("commands.ticket.asked_at", to=asked, code=code.upper()))
    to, was = letters.address(line.desk, code), tickets.get(line.desk, code).contact_email
    if to != was:
        say(t("outbox.corrected_on_card", to=to, was=was))
    if told := letters.doubt(line.desk, code):
        say(told)


def _letter(line: Line, code: str, text: str | None, names: tuple[str, ...]) -> str | None:
    """What is given; with texts of the desk, behind the greeting and before what is given."""
    if not names:
        return text if text is None else given_text(text)
    put_in = [canned.text(line.desk, code, name) for name in names]
    parts = [letters.greeting(line.desk, code), *put_in, "" if text is None else given_text(text)]
    return "\n\n".join(part for part in parts if part.strip())


@command("ticket.clarify")
@argument("code", type=CODE)
@argument("text", type=TEXT, required=False)
@option("--draft", is_flag=True)
def clarify_(line: Line, *, code: str, text: str | None, draft: bool) -> None:
    """Ask the customer for what is missing."""
    letter = clarify.clarification_text(line.desk, code) if text is None else given_text(text)
    _doubt(line, code)
    if draft:
        line.answer({"code": code.upper(), "text": letter}, lambda: letter)
        return
    one = clarify.clarify(line.desk, code, text=letter)
    show_ticket(line, one, t("commands.ticket.clarified", code=one.code))


@command("ticket.note")
@argument("code", type=CODE)
@argument("text", type=TEXT, required=False)
def note(line: Line, *, code: str, text: str | None) -> None:
    """Leave a note for colleagues."""
    one = tickets.note(line.desk, code, given_text(text))
    show_ticket(line, one, t("commands.ticket.noted", code=one.code))


@command("ticket.park")
@argument("code", type=CODE)
@option("--why", type=TEXT, required=True)
@option("--until", type=PARKED)
@option("--wait", type=Choice(WAITING_STATES), default="parked")
def park(line: Line, *, code: str, why: str, until: int | None, wait: str) -> None:
    """Let a ticket rest."""
    one = queue.park(line.desk, code, why=why, until=until, wait=wait)
    rests = wording.moment(facts_of(line, one)["until"])
    key = "commands.ticket.parked_until" if rests else "commands.ticket.parked"
    show_ticket(line, one, t(key, code=one.code, until=rests))


@command("ticket.hand-over")
@argument("code", type=CODE)
@option("--to", type=Text("name"), required=True)
@option("--note", type=TEXT, default="")
@option("--appointment", is_flag=True)
def hand_over(line: Line, *, code: str, to: str, note: str, appointment: bool) -> None:
    """Give a ticket to a colleague."""
    one = queue.hand_over(line.desk, code, to=to, note=note, appointment=appointment)
    found = appointments.going_on(line.desk, one.code)
    told = [t("commands.ticket.handed_over", code=one.code, to=to), *_appointments(line, one, found)]
    show_ticket(line, one, " ".join(told))


def _appointments(line: Line, one: Ticket, found: GoingOn) -> list[str]:
    """Whose the appointments are of a ticket that went to a colleague, or back into the queue."""
    told = []
    for key, each in (("begun", found.begun), ("ahead", found.ahead)):
        if each is not None:
            with_it = "goes" if each.technician == one.taken_by else "stays"
            when = moments.moment(each.starts_at, line.desk.service.tz)
            said = {"when": when, "who": each.technician, "number": each.id}
            told.append(t(f"commands.ticket.appointment.{key}_{with_it}", **said))
    return told


@command("ticket.close")
@argument("code", type=CODE)
@option("--why", type=TEXT, default="")
@option("--charge", is_flag=True)
@option("--signed-up", "since", type=ANY_DAY)
@option("--choose", "chosen", type=Text("field"), multiple=True)
@option("--accepted-by", "accepted", type=Text("name"))
def close(
    line: Line,
    *,
    code: str,
    why: str,
    charge: bool,
    since: str | None,
    chosen: tuple[str, ...],
    accepted: str | None,
) -> None:
    """Close a ticket; one that asked to sign up, with what is asked then."""
    joined = None
    if since or chosen or accepted:
        told = dict(field(text) for text in chosen)
        joined = Joined(day=since or "", chosen=told, accepted_by=accepted or "")
    one = tickets.close(line.desk, code, why=why, charge=charge, joined=joined)
    show_ticket(line, one, t("commands.ticket.closed", code=one.code))


@command("ticket.free")
@argument("code", type=CODE)
@option("--why", type=TEXT, required=True)
def free(line: Line, *, code: str, why: str) -> None:
    """Charge nothing for a ticket of a pack."""
    one = uncovered.give(line.desk, code, why=why)
    show_ticket(line, one, t("commands.ticket.freed", code=one.code))


@command("ticket.reopen")
@argument("code", type=CODE)
def reopen(line: Line, *, code: str) -> None:
    """Open an answered or closed ticket again."""
    one = tickets.reopen(line.desk, code)
    show_ticket(line, one, t("commands.ticket.reopened", code=one.code))


@command("ticket.contact")
@argument("code", type=CODE)
@option("--name", type=TEXT, default="")
@option("--phone", type=TEXT, default="")
@option("--email", type=TEXT, default="")
def contact(line: Line, *, code: str, name: str, phone: str, email: str) -> None:
    """Correct whom to speak to."""
    done = tickets.set_contact(line.desk, code, name=name, phone=phone, email=email)
    said = (t("commands.ticket.contact_set", code=done.ticket.code), present_address.told(done.redirected))
    told = "\n".join(filter(None, said))
    show_ticket(line, done.ticket, told, redirected=list(done.redirected.letters))
