"""`deskterm mail`: mails from files, and what did not become a ticket."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from deskterm.commands.answers import json, wording
from deskterm.commands.answers.ticket import show_ticket
from deskterm.commands.frame import output
from deskterm.commands.frame.base import argument, command, group, option
from deskterm.commands.frame.find import given_text, the_customer
from deskterm.commands.frame.kinds import LIMIT, NUMBER, TEXT, Choice, File, HostKind, Text
from deskterm.commands.frame.line import Line
from deskterm.commands.intake import received
from deskterm.commands.intake.account import account
from deskterm.commands.intake.fetch import fetch
from deskterm.desk.errors import Refused
from deskterm.desk.intake import receive, recovery, unread
from deskterm.desk.letters import hand_delivery, letters
from deskterm.desk.steps.letters import automatic
from deskterm.desk.tickets import tickets
from deskterm.desk.upkeep import mail_trust
from deskterm.desk.upkeep.lacking import of_reason
from deskterm.locale import moments, t, tn

OUT = "deskterm.commands.letters.mail_out"
mail = group(
    "mail",
    lazy={
        "send": f"{OUT}:send",
        "outbox": f"{OUT}:outbox_",
        **{name: f"{OUT}:{name}" for name in ("again", "arrived", "stop", "later")},
    },
)
mail.add_command(account)
mail.add_command(fetch)
PAGE = 200


@command("mail.import", mail, rows=True, trial=True)
@argument("path", type=File(dash=True), nargs=-1, required=True)
@option("--vouch", is_flag=True)
def import_(line: Line, *, path: tuple[Any, ...], vouch: bool) -> int:
    """Take mails in from files."""
    lacking: dict[str, int] = {}
    code = received.answer(line, _received(line, path, lacking, vouched=vouch), "commands.mail.counted")
    if not line.json:
        for lacks, n in lacking.items():
            held = tn("commands.mail.held_back", n)
            output.write("\n" + output.wrap(f"{held} {t(f'lacking.{lacks}')}", ""))
    return code


def _received(
    line: Line, paths: tuple[Any, ...], lacking: dict[str, int], *, vouched: bool
) -> Iterator[receive.Received]:
    """Every mail under the paths taken in, one after the other; what became of each.

    In `lacking` is counted how many became a ticket without a contract, by the setting that lacks.
    """
    from deskterm.mail.sandbox import Reader
    from deskterm.mail.sources import PASSED_OVER, messages

    desk, noted = line.desk, unread.sources(line.desk)
    believed = mail_trust.believed(desk)
    with Reader() as reader:
        for path in paths:
            for one in messages(path):
                if one.fault in PASSED_OVER:
                    yield receive.Received(outcome="passed_over", reason=one.fault, source=one.source)
                    continue
                if one.raw is None:
                    yield unread.note(desk, one.source, one.fault, state=one.state)
                    continue
                for source in unread.opened_by(one.source, noted):
                    unread.read_after_all(desk, source)
                    noted -= {source}
                parsed = reader.read(
                    one.raw,
                    now=desk.now(),
                    at=one.at,
                    whole=one.whole,
                    **believed,
                )
                found = receive.receive_mail(desk, parsed, source=one.source, vouched=vouched)
                joined = found.ticket is None or found.outcome == "appended"
                lacks = "" if vouched or joined else of_reason(desk, parsed.trust_reason)
                if lacks:
                    lacking[lacks] = lacking.get(lacks, 0) + 1
                yield found


@command("mail.trust", mail, keeps_up=False)
@option("--server", "servers", multiple=True, type=HostKind())
@option("--beneath", multiple=True, type=HostKind())
@option("--pec", "providers", multiple=True, type=HostKind("domain"))
@option("--forget", "forgotten", multiple=True, type=HostKind())
def trust(
    line: Line,
    *,
    servers: tuple[str, ...],
    beneath: tuple[str, ...],
    providers: tuple[str, ...],
    forgotten: tuple[str, ...],
) -> None:
    """Whom the desk believes about a mail's sender."""
    desk, gone = line.desk, set(forgotten)
    known = mail_trust.trusted_servers(desk), mail_trust.beneath(desk), mail_trust.pec_providers(desk)
    if unknown := gone - known[0] - known[2]:
        raise Refused("not_trusted", name=", ".join(sorted(unknown)))
    below = ((known[1] - set(servers)) | set(beneath)) - gone
    after = (known[0] | set(servers) | below) - gone, below, (known[2] | set(providers)) - gone
    mail_trust.believe(desk, servers=after[0], beneath=after[1], providers=after[2])
    facts = {
        "mail_servers": sorted(after[0]),
        "beneath": sorted(after[1]),
        "pec_providers": sorted(after[2]),
    }
    line.answer(facts, lambda: _believed(facts))


def _believed(facts: dict[str, list[str]]) -> str:
    none = t("commands.mail.trust.none")
    return "\n".join(
        t(f"commands.mail.trust.{key}", names=", ".join(names) or none)
        for key, names in facts.items()
        if names or key != "beneath"
    )


@command("mail.pending", mail, rows=True)
@option("--outcome", multiple=True, type=Choice(recovery.ASIDE))
@option("--limit", "-n", type=LIMIT, default=None)
def pending(line: Line, *, outcome: tuple[str, ...], limit: int | None) -> None:
    """What did not become a ticket and waits for a person."""
    wanted = outcome or ("rejected", "held", "review", "unreadable")
    columns = [
        output.Column(t("commands.col.message"), lambda row: row["id"], right=True),
        output.Column(t("commands.col.received"), lambda row: wording.moment(row["received_at"])),
        output.Column(t("commands.col.outcome"), lambda row: t(f"commands.outcome.{row['outcome']}")),
        output.Column(t("commands.col.sender"), _whose),
        output.Column(
            t("commands.col.subject"), lambda row: row["subject"] or t("commands.no_subject"), flexible=True
        ),
    ]
    rows = (json.message(line, one) for one in _waiting(line, wanted, limit))
    line.answer_each(rows, lambda found: "\n".join(_pending(line, found, columns, "ignored" in wanted)))


def _pending(line: Line, found: list[Any], columns: list[output.Column], machines: bool) -> Iterator[str]:
    """The table, and under it what stands in none of its rows: set aside as written by machines."""
    yield output.table(found, columns, output.nothing("post"))
    number = 0 if machines else recovery.pending_counts(line.desk).get("ignored", 0)
    if number:
        yield "\n" + output.wrap(tn("commands.mail.by_machines", number), "")


def _whose(row: Mapping[str, Any]) -> str:
    address = row["from"]["address"]
    if row["senders"]:
        address = t("queue.several_senders", n=len(row["senders"]), first=address)
    return wording.short(address, 26)


def _waiting(line: Line, wanted: tuple[str, ...], limit: int | None) -> Iterator[Any]:
    start, left = 0, limit
    while left is None or left > 0:
        size = PAGE if left is None else min(PAGE, left)
        found = recovery.pending(line.desk, wanted, start=start, limit=size)
        yield from found
        if len(found) < size:
            return
        start += size
        left = None if left is None else left - size


@command("mail.show", mail, reads=True)
@argument("number", type=NUMBER)
def show(line: Line, *, number: int) -> None:
    """One message, and whose it may be."""
    facts = json.message(line, recovery.get(line.desk, number))
    lacks = of_reason(line.desk, facts["trust_reason"]) if facts["state"] == "pending" else ""
    facts["not_taken"] = recovery.not_taken(line.desk, number)
    facts["suggestions"] = [one.code for one in recovery.suggestions(line.desk, number)]
    thread = recovery.continues(line.desk, number) if facts["state"] == "pending" else None
    facts["continues"] = thread.code if thread else None
    facts["decisions"] = [json.decision(line, one) for one in recovery.why(line.desk, number)]
    line.answer(facts, lambda: "\n".join(_shown(facts, lacks)))


def _shown(facts: json.Facts, lacks: str) -> Iterator[str]:
    yield wording.message(facts)
    if facts["not_taken"]:
        yield from ("", output.wrap(wording.not_taken(facts["not_taken"]), ""))
    if facts["continues"]:
        told = {"code": facts["continues"], "number": facts["id"]}
        yield from ("", output.wrap(t("commands.mail.continues", **told), ""))
    if facts["reason"] == automatic.PACK and facts["state"] == "pending" and facts["suggestions"]:
        told = {"customer": facts["suggestions"][0], "number": facts["id"]}
        yield from ("", output.wrap(t("commands.mail.sell_first", **told), ""))
    if lacks:
        yield from ("", output.wrap(t(f"lacking.{lacks}"), ""))
    if facts["decisions"]:
        yield ""
        yield wording.decisions(facts["decisions"])


@command("mail.recover", mail)
@argument("number", type=NUMBER)
@option("--customer", type=Text("customer"))
def recover(line: Line, *, number: int, customer: str | None) -> None:
    """Make a ticket of a message that was set aside."""
    code = the_customer(line, customer).code if customer else None
    found = recovery.recover(line.desk, number, customer=code)
    one = tickets.get(line.desk, str(found.ticket))
    told = t("commands.mail.recovered", number=number, code=one.code)
    if (promised := recovery.called_back(line.desk, one.code)) is not None:
        when = moments.moment(promised.due_at, line.desk.service.tz)
        told = f"{told} {t('commands.ring.promised', code=one.code, when=when)}"
    show_ticket(line, one, told, outcome=found.outcome)


@command("mail.dismiss", mail)
@argument("number", type=NUMBER)
@option("--why", type=TEXT, default="")
def dismiss(line: Line, *, number: int, why: str) -> None:
    """Take a message off the list."""
    one = recovery.dismiss(line.desk, number, why=why)
    line.answer(json.message(line, one), lambda: t("commands.mail.dismissed", number=number))


@command("mail.handed", mail)
@argument("number", type=NUMBER)
def handed(line: Line, *, number: int) -> None:
    """The customer has a letter that had no address to go to."""
    one = hand_delivery.handed(line.desk, number)
    line.answer(json.message(line, one), lambda: t("commands.mail.handed_over", number=number))


@command("mail.tell", mail)
@argument("number", type=NUMBER)
@argument("text", type=TEXT, required=False)
@option("--draft", is_flag=True)
@option("--again", is_flag=True)
def tell(line: Line, *, number: int, text: str | None, draft: bool, again: bool) -> None:
    """Write to a known customer why their request waits."""
    code = recovery.number_to_tell(line.desk, number)
    draft_of = (
        partial(letters.number, line.desk, code)
        if code
        else partial(letters.about_message, line.desk, number)
    )
    letter = draft_of() if text is None else given_text(text)
    if draft:
        line.answer({"message": number, "text": letter}, lambda: letter)
        return
    if code:
        told = letters.tell_number(line.desk, code, letter, again=again)
    else:
        told = letters.tell_about(line.desk, number, letter, again=again)
    sent = recovery.get(line.desk, told)
    line.answer(json.message(line, sent), lambda: t("commands.mail.told", number=sent.id))


@command("mail.raw", mail, json=False, keeps_up=False)
@argument("number", type=NUMBER)
def raw(line: Line, *, number: int) -> None:
    """The message as it came, byte for byte."""
    sys.stdout.buffer.write(tickets.raw(line.desk, number))
