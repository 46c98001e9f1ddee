"""A technician's shift without end, as a program of its own: real deeds, each written down once it is done.

    python -m tests.end_to_end.shift FOLDER NAME LOG PACE

What stands in the log was acknowledged: the deed had returned. Somebody kills this program at any moment; the
next one of the same name goes on with what its forerunner left: a call that runs, a ticket in hand.
`PACE` is how many seconds pass at the desk in one second, from `NINE` on.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from hashlib import sha256
from pathlib import Path

from deskterm.desk.billing import filing
from deskterm.desk.calls import contacts, timer
from deskterm.desk.context import open_desk
from deskterm.desk.errors import Refused
from deskterm.desk.intake import receive
from deskterm.desk.packs import packs
from deskterm.desk.queue import queue
from deskterm.desk.tickets import tickets
from deskterm.desk.triage import triage
from deskterm.models.records.mails import ParsedAttachment, ParsedMail

NINE = 1772438400  # 2 March 2026, 9:00 in Rome
SENDERS = ("anna@rossi.example", "carla@bianchi.example", "ugo@verdi.example", "chi@ignoto.example")
CUSTOMERS = ("C001", "C002")
TOPIC, REASON, OUTCOME = "usage", "setup", "solved"


def clock_at(pace: float):
    """A clock that all the desk's processes share, and that a kill cannot stop."""
    began = float(os.environ["SHIFT_BEGAN"])
    return lambda: NINE + int((time.time() - began) * pace)


class Shift:
    """One technician at work."""

    def __init__(self, folder: Path, name: str, log: Path, pace: float) -> None:
        self.desk = open_desk(folder, who=name, clock=clock_at(pace))
        self.name = name
        self.chance = random.Random(os.getpid())
        lines = log.read_text().splitlines() if log.exists() else []
        self.pack_deeds = sum(1 for line in lines if json.loads(line)["deed"] in ("sold", "adjusted"))
        self.log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def done(self, deed: str, **what) -> None:
        """Acknowledge: one line, one write, so that a kill leaves no half of it."""
        os.write(self.log, (json.dumps({"deed": deed, **what}) + "\n").encode())

    def go_on(self) -> None:
        """First what was left behind, then whatever comes, for ever."""
        self.done("began", pid=os.getpid())
        if (running := timer.running(self.desk)) is not None:
            self.done("found", session=running.session.id)
            self.stop()
        self.file_all()
        while True:
            self.chance.choice(
                (self.mail, self.mail, self.request, self.work, self.work, self.work, self.pack)
            )()
            time.sleep(self.chance.random() * 0.02)

    def mail(self) -> None:
        """A mail of somebody's: known, unknown or doubtful, now and then the same again."""
        raw = self.chance.randbytes(400)
        mail = ParsedMail(
            digest=sha256(raw).hexdigest(),
            received_at=self.desk.now(),
            message_id=f"<{raw[:8].hex()}@prova.example>",
            from_address=self.chance.choice(SENDERS),
            subject=f"Registro IVA {raw[:2].hex()}",
            body="Il registro esce senza totali.\nTel. 0445 000123",
            trust=self.chance.choice(("verified", "verified", "address", "doubtful")),
            attachments=(attachment(raw),) if self.chance.random() < 0.3 else (),
            raw=raw,
        )
        got = receive.receive_mail(self.desk, mail, source="prova.mbox")
        self.done("received", message=got.message, outcome=got.outcome, ticket=got.ticket, digest=mail.digest)
        if self.chance.random() < 0.1:
            again = receive.receive_mail(self.desk, mail, source="prova.mbox")
            self.done("received_again", outcome=again.outcome)

    def request(self) -> None:
        """A request that is typed in."""
        customer = self.chance.choice(CUSTOMERS)
        got = receive.receive_request(
            self.desk,
            channel="mail",
            customer=customer,
            subject="Stampa",
            body="Non va.",
            contact="Anna",
            phone="0445 000123",
            email="anna@prova.example",  # else the answer would wait to be handed over
        )
        self.done("received", message=got.message, outcome=got.outcome, ticket=got.ticket, digest="")

    def work(self) -> None:
        """Go on with the ticket in hand, or take the next; triage it, speak, answer, close."""
        mine = [t for t in queue.rows(self.desk, "hand", search=self.name) if t.taken_by == self.name]
        if mine:
            ticket = mine[0]
        else:
            taken = queue.take_next(self.desk)
            if taken is None:
                return
            ticket = taken.ticket
            self.done("taken", ticket=ticket.code)
        ticket, _ = triage.triage(self.desk, ticket.code, topic=TOPIC)
        self.done("triaged", ticket=ticket.code, topic=ticket.topic)
        self.chance.choice((self.call, self.log_call, lambda code: None))(ticket.code)
        tickets.answer(self.desk, ticket.code, text="Fatto.")
        self.done("answered", ticket=ticket.code)
        if self.chance.random() < 0.5:
            tickets.close(self.desk, ticket.code)
            self.done("closed", ticket=ticket.code)

    def call(self, code: str) -> None:
        """A call that turns into remote work and is filed; kills love to fall into it."""
        self.started(timer.start(self.desk, code), "started")
        time.sleep(0.01)
        self.started(timer.switch(self.desk), "switched")
        time.sleep(0.01)
        self.stop()
        self.file_all()

    def started(self, session, deed: str) -> None:
        self.done(deed, session=session.id, ticket=session.ticket, at=session.started_at)

    def stop(self) -> None:
        """End the running stretch."""
        session = timer.stop(self.desk)
        self.done("stopped", session=session.id, ended_at=session.ended_at)

    def file_all(self) -> None:
        """File every contact of ours that waits."""
        for group in sorted({session.group_id for session in contacts.unfiled(self.desk)}):
            self.filed(filing.file(self.desk, group, outcome=OUTCOME, reason=REASON, confirm=True))

    def log_call(self, code: str) -> None:
        """Enter a call of minutes long past: it costs, draws the packs and makes a report."""
        end = self.desk.now() - 60
        try:
            done = filing.log(
                self.desk,
                code,
                kind="remote",
                started_at=end - 60 * self.chance.randint(6, 40),
                ended_at=end,
                reason=REASON,
                outcome=OUTCOME,
            )
        except Refused as refusal:
            if refusal.code != "entered_already":
                raise
        else:
            self.filed(done)

    def filed(self, done) -> None:
        self.done(
            "filed",
            group=done.session.group_id,
            session=done.session.id,
            report=done.report.number if done.report else "",
            cents=done.bill.net_cents,
            drawn={charge.to: charge.minutes for charge in done.bill.settle if charge.to.startswith("pack:")},
        )

    def pack(self) -> None:
        """Sell a pack or correct one; the same number again after a kill is the same deed."""
        op_id = f"{self.name}:{self.pack_deeds}"
        old = packs.packs(self.desk, customer="C001")
        if len(old) < 3 or self.chance.random() < 0.05:
            pack = packs.sell(self.desk, "C001", kind="hours", size=600, net_cents=54000, op_id=op_id)
            self.done("sold", pack=pack.id, size=pack.size, op_id=op_id)
        else:
            pack = self.chance.choice(old).pack
            line = packs.adjust(self.desk, pack.id, self.chance.randint(1, 9), note="prova", op_id=op_id)
            self.done("adjusted", pack=line.pack_id, movement=line.id, amount=line.amount, op_id=op_id)
        self.pack_deeds += 1


def attachment(raw: bytes) -> ParsedAttachment:
    content = raw * 10
    return ParsedAttachment(
        name="schermata.png",
        media_type="image/png",
        size=len(content),
        digest=sha256(content).hexdigest(),
        content=content,
    )


if __name__ == "__main__":
    Shift(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), float(sys.argv[4])).go_on()
