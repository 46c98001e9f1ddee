"""A desk with a crowd of customers who ask at random, and the order in which its document serves them.

What is expected is written from the documents alone, never by asking the program's own order.
"""

import random
from pathlib import Path

from deskterm.desk.context import open_desk
from deskterm.desk.customers import cards, profile
from deskterm.desk.intake import receive
from deskterm.desk.packs import packs
from deskterm.desk.queue import queue
from deskterm.desk.steps.tickets import threads
from deskterm.desk.terms import files
from deskterm.desk.tickets import tickets
from deskterm.desk.triage import clarify, triage
from deskterm.desk.upkeep import technicians

from tests.clocks import Watch, rome
from tests.laid import new_desk

MONDAY = rome("2026-03-02T00:00")
WEEK = 7 * 86_400
SEVERITY = {"A": 0, "B": 1, "C": 2, "": 3}
CLIENTS = 7  # each has hundreds of requests open at once


class Crowd:
    """Customers of every kind that a service knows; `waits` holds each ticket's key of order,
    `asked` what was asked for it."""

    def __init__(self, folder: Path, service: str, seed: int = 7):
        self.dice, self.service = random.Random(seed), service
        self.waits, self.asked = {}, {}
        self.watch = Watch("2026-03-09T09:00")
        text = files.text_of(service)
        self.desk = new_desk(folder, text, f"{service}.toml", who="luca", clock=self.watch)
        self.marta = open_desk(folder, who="marta", clock=self.watch)
        for name in ("luca", "marta"):
            technicians.add(self.desk, name)
        for n in range(CLIENTS):
            self._client(n)

    def _client(self, n: int) -> None:
        plan = {"delta-system": "SAD" if n % 2 else "standard", "contabilita-in-cloud": "ADVANCED"}
        agreed = self.service != "istes" or n % 2 == 0
        terms = {"plan": plan.get(self.service, ""), "contract_from": "2025-01-01"} if agreed else {}
        person = {"name": "Anna", "email": f"anna@c{n}.example", "phone": f"0445 0001{n:02d}"}
        card = cards.add(self.desk, name=f"Cliente {n}", support_code=f"AB{n}", contacts=[person], **terms)
        if self.service == "digital-micro":
            profile.set_facts(self.desk, card.code, {"adhesion": "2026-01-10"})
        if self.service == "omniagest":
            profile.set_facts(self.desk, card.code, {"phone_contract": "yes"})
            packs.sell(self.desk, card.code, kind="tickets", size=20_000)

    def asks(self, number: int) -> str:
        """One random request; its ticket."""
        client = self.dice.randrange(CLIENTS)
        at = MONDAY + self.dice.randrange(WEEK // 60) * 60
        channel, lane, more = CHANNELS[self.service](self.dice, client)
        if channel == "on-call":
            at = rome("2026-03-08T10:00") + self.dice.randrange(600) * 60  # a Sunday
        person = {"contact": "Anna", "phone": f"0445 0001{client:02d}", "email": f"anna@c{client}.example"}
        request = {"channel": channel, "subject": f"Richiesta {number}", "body": "Si chiude da solo."}
        return self._sends(client, lane, at, request | person | more)

    def _sends(self, client: int, lane: int, at: int, request: dict) -> str:
        """A request that gets a place of its own, with the key by which the document orders it."""
        customer = f"C{client + 1:03d}"
        got = receive.receive_request(self.desk, customer=customer, received_at=at, **request)
        assert got.outcome == "queued", got
        self.waits[got.ticket] = [*self._first_keys(client, lane), at, len(self.waits)]
        self.asked[got.ticket] = (client, lane, request)
        return got.ticket

    def _first_keys(self, client: int, lane: int) -> list[int]:
        if self.service == "delta-system":
            return [lane]  # D15, D20: in order of arrival, the urgent line before
        if self.service == "istes":
            return [client % 2, SEVERITY[""], 1]  # I16, I17: agreements first
        return []

    def is_sorted_out(self, code: str) -> None:
        """The technician gives a severity; our own fault goes before others of its severity (I19, I11)."""
        if self.service != "istes" or self.dice.random() < 0.1:
            return  # nobody has looked at it yet: behind those that have a severity
        severity, ours = self.dice.choice("ABC"), self.dice.random() < 0.2
        triage.triage(self.desk, code, topic="own-fault" if ours else "usage", severity=severity)
        self.waits[code][1:3] = [SEVERITY[severity], 0 if ours else 1]

    def expected(self) -> list[str]:
        return sorted(self.waits, key=self.waits.__getitem__)

    def listed(self) -> list[str]:
        """Everybody who waits, page by page as the queue is read."""
        found: list = []
        while page := queue.rows(self.desk, size=500, after=found[-1] if found else None):
            found += page
        return [ticket.code for ticket in found]

    def served(self) -> list[str]:
        """Everybody, as they are taken."""
        found = []
        with self.desk.write():
            while (taken := queue.take_next(self.desk)) is not None:
                found.append(taken.ticket.code)
        return found

    def rests_and_returns(self, code: str) -> None:
        until = self.desk.now() + 600
        queue.park(self.desk, code, why="fra poco", until=until)
        self.watch.passes(600)
        assert code in [ticket.code for ticket in queue.wake(self.desk)]

    def passes_through_other_hands(self, code: str) -> None:
        queue.hand_over(self.desk, code, to="marta", note="la conosci tu")
        queue.give_back(self.marta, code)

    def is_asked_and_replies(self, code: str) -> None:
        clarify.clarify(self.desk, code, text="Quale stampa?")
        self.watch.passes(60)
        with self.desk.write() as conn:
            threads.heard_from(self.desk, conn, tickets.get(self.desk, code), at=self.desk.now())

    def is_sent_again(self, code: str) -> None:
        """The same request once more: one ticket, at its place (I18).

        The other documents know no such thing: it is a request of its own, behind those that came before.
        """
        client, lane, request = self.asked[code]
        again = request | {"body": "Allora?"}
        if self.service != "istes":
            assert self._sends(client, lane, self.desk.now(), again) != code
            return
        got = receive.receive_request(self.desk, customer=f"C{client + 1:03d}", **again)
        assert (got.outcome, got.ticket) == ("merged", code)

    def close(self) -> None:
        self.marta.close()
        self.desk.close()


def _delta(dice, client):
    way = dice.choice(["mail", "mail", "easypass", "urgent", "on-call"])
    if way == "easypass" and client % 2 == 0:
        way = "mail"
    return way, 1 if way in ("urgent", "on-call") else 2, {"blocking": way == "on-call"}


def _cloud(dice, client):
    return dice.choice(["chat", "mail"]), 1, {"subject": "Assistenza telefonica"}


def _micro(dice, client):
    return "portal", 1, {}


def _omnia(dice, client):
    way = dice.choice(["portal", "portal", "phone"])
    return way, 1, {"fields": {"type": "information"}} if way == "portal" else {}


def _istes(dice, client):
    return dice.choice(["mail", "whatsapp"]), 2, {}


CHANNELS = {
    "delta-system": _delta,
    "contabilita-in-cloud": _cloud,
    "digital-micro": _micro,
    "omniagest": _omnia,
    "istes": _istes,
}
