"""A demo's story: the deeds of its history.toml, each done by the real deeds at its own time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from deskterm.desk.agenda import appointments, callbacks
from deskterm.desk.billing import filing
from deskterm.desk.calls import gates, timer
from deskterm.desk.context import Desk
from deskterm.desk.customers import profile
from deskterm.desk.errors import Refused
from deskterm.desk.intake import receive, recovery
from deskterm.desk.letters import hand_delivery
from deskterm.desk.packs import packs
from deskterm.desk.queue import queue
from deskterm.desk.steps.work.gate_answers import Answer
from deskterm.desk.tickets import tickets, uploads
from deskterm.desk.triage import clarify, divide, triage
from deskterm.models.records.work import Session

REQUEST = ("channel", "customer", "subject", "body", "contact", "phone", "email", "blocking", "fields")


class Surprise(AssertionError):
    """A story went otherwise than it is told: a deed that had to be refused was done, or by another rule."""


class Story:
    """A replay: deeds and mails in the order in which they happened, each at its own time."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self.desk = desk
        self.folder = folder
        self.labels: dict[str, str] = {}  # tickets by the names that the story gives them
        self.messages: dict[str, int] = {}
        self.zone = ZoneInfo(desk.service.tz)

    def instant(self, local: str | datetime) -> int:
        """A local time, ISO or as a TOML file has it, as an instant."""
        when = datetime.fromisoformat(local) if isinstance(local, str) else local
        return int(when.replace(tzinfo=self.zone).timestamp())

    @contextmanager
    def moment(self, at: int, who: str) -> Iterator[None]:
        """The desk as it was at `at`, with `who` sitting at it."""
        clock, before = self.desk.clock, self.desk.who
        self.desk.clock, self.desk.who = (lambda: at), who
        try:
            yield
        finally:
            self.desk.clock, self.desk.who = clock, before

    def do(self, deed: dict[str, Any]) -> None:
        """One deed of history.toml; one with `refused` must be refused, by the rule that it names."""
        if "refused" not in deed:
            self._do(deed)
            return
        try:
            self._do(deed)
        except Refused as refusal:
            if refusal.rule == deed["refused"]:
                return
            raise Surprise(f"{deed}: refused by {refusal.rule!r}: {refusal}") from refusal
        raise Surprise(f"{deed}: was not refused")

    def _do(self, deed: dict[str, Any]) -> None:
        with self.moment(self.instant(deed["at"]), deed["by"]):
            getattr(self, f"do_{deed['do']}")(deed)

    def code(self, deed: dict[str, Any]) -> str:
        """The ticket that a deed's label names."""
        return self.labels[deed["label"]]

    def do_sell(self, deed: dict[str, Any]) -> None:
        """A pack is sold."""
        packs.sell(
            self.desk, deed["customer"], kind=deed["kind"], size=deed["size"], net_cents=deed["net_cents"]
        )

    def do_deliver(self, deed: dict[str, Any]) -> None:
        """Something is delivered to a customer."""
        profile.deliver(self.desk, deed["customer"], what=deed["what"])

    def do_request(self, deed: dict[str, Any]) -> None:
        """A request is typed in, or comes by chat or portal."""
        given = {name: deed[name] for name in REQUEST if name in deed}
        received = receive.receive_request(self.desk, **given)
        if received.ticket:
            self.labels[deed["label"]] = received.ticket
        if received.message:
            self.messages[deed["label"]] = received.message

    def do_triage(self, deed: dict[str, Any]) -> None:
        """A topic is given, and a severity where the service has them."""
        triage.triage(self.desk, self.code(deed), topic=deed["topic"], severity=deed.get("severity", ""))

    def do_split(self, deed: dict[str, Any]) -> None:
        """Each further topic, found by its first words, gets a ticket of its own or goes back."""
        body = triage.message_of(self.desk, self.code(deed)).body
        cuts = [
            divide.Cut(
                offset=body.index(part["starts"]), topic=part.get("topic", ""), back=part.get("back", False)
            )
            for part in deed["parts"]
        ]
        _, *new = divide.split(self.desk, self.code(deed), cuts)
        own = [part for part in deed["parts"] if not part.get("back")]
        self.labels |= {part["label"]: ticket.code for part, ticket in zip(own, new, strict=True)}

    def do_take(self, deed: dict[str, Any]) -> None:
        """A ticket is taken."""
        queue.take(self.desk, self.code(deed), reason=deed.get("why", ""))

    def do_clarify(self, deed: dict[str, Any]) -> None:
        """The customer is asked."""
        clarify.clarify(self.desk, self.code(deed), text=deed["text"])

    def do_answer(self, deed: dict[str, Any]) -> None:
        """The customer is answered; who has no address is told by voice, there and then."""
        tickets.answer(self.desk, self.code(deed), text=deed["text"])
        letter = tickets.thread(self.desk, self.code(deed))[-1]
        if hand_delivery.to_hand(letter):
            hand_delivery.handed(self.desk, letter.id)

    def do_note(self, deed: dict[str, Any]) -> None:
        """Something is left for the colleagues."""
        tickets.note(self.desk, self.code(deed), deed["text"])

    def do_park(self, deed: dict[str, Any]) -> None:
        """A ticket rests."""
        until = self.instant(deed["until"]) if deed.get("until") else None
        queue.park(self.desk, self.code(deed), why=deed["why"], until=until, wait=deed.get("wait", "parked"))

    def do_close(self, deed: dict[str, Any]) -> None:
        """A ticket is closed."""
        tickets.close(self.desk, self.code(deed), why=deed.get("why", ""))

    def do_upload(self, deed: dict[str, Any]) -> None:
        """The customer is asked for a file."""
        uploads.ask(self.desk, self.code(deed), what=deed["what"])

    def do_appointment(self, deed: dict[str, Any]) -> None:
        """A session is agreed."""
        appointments.add(
            self.desk,
            self.code(deed),
            starts_at=self.instant(deed["start"]),
            minutes=deed["minutes"],
            kind=deed["kind"],
            technician=deed.get("for", ""),
            paid=deed.get("paid"),
            note=deed.get("note", ""),
        )

    def do_kept(self, deed: dict[str, Any]) -> None:
        """An agreed session has taken place."""
        appointments.done(self.desk, appointments.of_ticket(self.desk, self.code(deed))[-1].id)

    def do_not_authorised(self, deed: dict[str, Any]) -> None:
        """The customer says no to this session."""
        gates.refused(self.desk, self.code(deed), who=deed["who"], how=deed["how"], words=deed["words"])

    def do_attempt(self, deed: dict[str, Any]) -> None:
        """A customer who waits for a call is called."""
        waiting = callbacks.listing(self.desk)
        number = next(one.id for one in waiting if one.ticket == self.code(deed))
        callbacks.attempt(self.desk, number, deed["result"], note=deed.get("note", ""))

    def do_accept(self, deed: dict[str, Any]) -> None:
        """What was set aside becomes a ticket after all."""
        number = self.messages[deed["label"]]
        received = recovery.recover(self.desk, number, customer=deed["customer"])
        self.labels[deed["label"]] = received.ticket or ""

    def do_call(self, deed: dict[str, Any]) -> None:
        """A call as it was worked, in one stretch or several: started, switched, stopped, and filed later."""
        stretches = deed.get("segments") or [deed]
        for place, stretch in enumerate(stretches):
            with self.moment(self.instant(stretch["start"]), deed["by"]):
                session = self._begin(deed, stretch, first=place == 0)
        with self.moment(self.instant(stretches[-1]["end"]), deed["by"]):
            timer.stop(self.desk)
        words = {name: deed.get(name, "") for name in ("outcome", "reason", "note", "price")}
        if deed.get("file", True):
            filing.file(self.desk, session.group_id, **words, answers=_answers(deed.get("at_close", {})))

    def _begin(self, deed: dict[str, Any], stretch: dict[str, Any], *, first: bool) -> Session:
        told = _answers(stretch.get("answers", {}))
        kind, device = stretch["kind"], stretch.get("device", "")
        if not first:
            return timer.switch(self.desk, kind, answers=told, device=device)
        inbound = deed["inbound"]
        code = self.code(deed)
        return timer.start(self.desk, code, kind=kind, inbound=inbound, answers=told, device=device)


def _answers(told: dict[str, Any]) -> dict[str, Answer]:
    """Answers at a gate: a word alone, or with who of the customer said it, how, and in which words."""
    return {fact: Answer(**one) if isinstance(one, dict) else Answer(value=one) for fact, one in told.items()}
