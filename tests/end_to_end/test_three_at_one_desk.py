"""Two technicians and a lead at one desk: what one does the others see, and nothing is done twice."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from deskterm.desk.queue import claims
from deskterm.desk.tickets import tickets
from deskterm.desk.upkeep import technicians

from tests.clocks import ROME
from tests.end_to_end.terminal import PATIENCE, Terminal, deskterm
from tests.screens.five import FiveDesk

SOON = 1.0  # seconds within which a colleague sees it


class Office:
    """Delta System's desk with several requests; Luca, Marta, and Elena who leads."""

    def __init__(self, folder: Path, requests: int) -> None:
        self.folder, self.clock = folder / "desk", folder / "now"
        self.desk = FiveDesk(self.folder, "delta-system")
        technicians.add(self.desk.desk, "elena", role="lead")
        self.codes = [
            self.desk.request("C002" if at % 2 else "C001", subject=f"Richiesta {at}")
            for at in range(requests)
        ]
        self.past(0)
        self.seats = {name: self.seat(name) for name in ("luca", "marta", "elena")}
        self.slowest = 0.0

    def past(self, seconds: int) -> None:
        """Let so many seconds go by at the desk."""
        self.desk.now += seconds
        fresh = self.clock.with_suffix(".new")
        fresh.write_text(datetime.fromtimestamp(self.desk.now, ROME).isoformat(), encoding="utf-8")
        fresh.replace(self.clock)

    def seat(self, name: str) -> Terminal:
        """The screens of one of them."""
        terminal = Terminal([*deskterm(), "--desk", str(self.folder), "--as", name, "--at", f"@{self.clock}"])
        terminal.wait_for("F4")
        terminal.rest(0.2)
        return terminal

    def sees(self, who: str, *words: str) -> None:
        """Wait until all this stands before them; how long it took is kept."""
        began = time.monotonic()
        shown = self.seats[who].wait_until(
            lambda screen: all(word in " ".join(screen.split()) for word in words), what=f"{who}: {words}"
        )
        assert shown
        self.slowest = max(self.slowest, time.monotonic() - began)

    def press(self, who: str, *keys: str) -> None:
        """Keys of one of them, each after a look."""
        for key in keys:
            self.seats[who].send(key)
            self.seats[who].rest(0.1)

    def open_it(self, who: str, code: str) -> str:
        """Find a ticket by its number and open it."""
        self.press(who, "1", "/")
        self.seats[who].type(code)
        self.seats[who].rest(0.2)
        self.press(who, "Enter", "Enter")
        self.sees(who, f"TK{int(code[2:])} ", "Messaggi")
        return code

    def holder(self, code: str) -> str | None:
        """In whose hand a ticket is."""
        ticket = tickets.get(self.desk.desk, code)
        return ticket.taken_by if ticket.state == "taken" else None


@pytest.fixture
def office(tmp_path) -> Iterator[Office]:
    made = Office(tmp_path, 12)
    yield made
    for seat in made.seats.values():
        seat.__exit__()


def until(holds, what: str) -> None:
    """Wait until it is so."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.01)


def test_what_one_does_the_others_see_and_no_ticket_is_answered_twice(office):
    everybody_sees_what_is_taken(office)
    a_call_is_seen(office)
    nobody_answers_twice(office)
    a_stale_claim_is_released_by_a_person(office)


@pytest.mark.trial
def test_what_one_does_the_others_see_within_a_second(office):
    test_what_one_does_the_others_see_and_no_ticket_is_answered_twice(office)
    assert office.slowest <= SOON


def everybody_sees_what_is_taken(office: Office) -> None:
    """One takes the next: it leaves the queue of the others; two at once get two."""
    office.seats["luca"].send("F4")
    office.sees("marta", "11 in attesa")
    assert office.holder("TK000001") == "luca"
    office.press("luca", "Esc")
    for _ in range(3):
        before = {code for code in office.codes if office.holder(code)}
        for who in ("luca", "marta"):
            office.seats[who].send("F4")
        until(lambda before=before: len({c for c in office.codes if office.holder(c)} - before) == 2, "two")
        for who in ("luca", "marta"):
            office.seats[who].rest(0.2)
            office.press(who, "Esc")
    taken = {code: office.holder(code) for code in office.codes if office.holder(code)}
    assert sorted(taken.values()) == ["luca"] * 4 + ["marta"] * 3
    office.sees("elena", "5 in attesa")
    office.press("elena", "7")
    office.sees("elena", "luca 4 · marta 3")


def a_call_is_seen(office: Office) -> None:
    """Luca is on the phone about the ticket that Marta has open: she is told, and when it is over."""
    code = office.open_it("luca", next(one for one in office.codes if office.holder(one) == "luca"))
    office.open_it("marta", code)
    office.seats["luca"].send("F2")
    office.seats["luca"].rest(0.1)
    office.seats["luca"].send("Enter")
    office.sees("marta", "al telefono luca")
    office.press("luca", "F5", "5", "F9", "Esc")
    office.seats["marta"].wait_gone("al telefono luca")
    assert tickets.get(office.desk.desk, code).taken_by == "luca"


def nobody_answers_twice(office: Office) -> None:
    """Both write about one ticket; the second is told while writing, and sends only what they still mean."""
    code = next(one for one in office.codes if office.holder(one) == "luca")
    office.press("luca", "r")
    office.sees("marta", "luca sta scrivendo una risposta")
    office.press("marta", "r")
    office.sees("luca", "marta sta scrivendo una risposta")
    office.seats["luca"].type("La stampa ora esce.")
    office.seats["marta"].type("Ci guardo domani.")
    office.sees("marta", "bozza salvata")
    office.press("luca", "F9")
    office.sees("marta", "luca")
    office.press("marta", "F9")
    office.sees("marta", "La stampa ora esce.")  # what the customer has been told already
    sent = [one.body for one in tickets.thread(office.desk.desk, code) if one.direction == "out"]
    assert sum("La stampa" in body for body in sent) == 1 and not any("domani" in body for body in sent)
    office.press("marta", "Esc", "Esc")


def a_stale_claim_is_released_by_a_person(office: Office) -> None:
    """Luca's machine dies: what was in his hand stays there, until the lead puts it back with a reason."""
    office.seats["luca"].kill()
    office.past(claims.GONE + 60)
    stale = [one.ticket for one in claims.listing(office.desk.desk, stale=True)]
    assert stale and stale == [code for code in office.codes if office.holder(code) == "luca"]
    office.open_it("elena", stale[0])
    office.press("elena", "i")
    office.seats["elena"].type("macchina ferma")
    office.press("elena", "Enter")
    until(lambda: office.holder(stale[0]) is None, "it is back in the queue")
    office.press("marta", "1")
    assert {office.holder(code) for code in stale[1:]} == {"luca"}
