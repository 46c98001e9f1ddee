"""A small desk under Delta System's terms, with a clock that a test moves by hand."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from deskterm.app import DeskApp
from deskterm.desk.context import Desk, open_desk
from deskterm.desk.customers import cards
from deskterm.desk.intake import receive
from deskterm.desk.packs import packs
from deskterm.desk.queue import queue
from deskterm.desk.upkeep import technicians
from deskterm.widgets.screen import DeskScreen

from tests.laid import lay
from tests.screens.conftest import settle, text
from tests.screens.shell import app_class, desk_at

ROME = ZoneInfo("Europe/Rome")
MORNING = int(datetime(2026, 3, 3, 9, 12, tzinfo=ROME).timestamp())  # a Tuesday, in opening hours


class Empty(DeskScreen):
    """What lies under the screens of these tests."""

    NAME = "queue"


class Counter:
    """Rossi has a contract and a pack of a quarter of an hour, Bianchi a contract alone, Verdi neither."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = MORNING
        lay(folder, "counter", self._furnish)
        self.desk = open_desk(folder, who="luca", clock=lambda: self.now)
        self.pack = packs.get(self.desk, 1)

    def _furnish(self, folder: Path) -> None:
        self.desk = desk_at(folder, clock=lambda: self.now)
        self.desk.who = "luca"
        for name in ("luca", "marta"):
            technicians.add(self.desk, name, full_name=name.title())
        self._customer("C001", "Rossi Impianti srl", "0445 000123", "Anna Rossi", contract="2026-12-31")
        self._customer("C002", "Studio Bianchi", "0445 000456", "Anna Bianchi", contract="2026-12-31")
        self._customer("C003", "Ferramenta Verdi", "0445 000789", "Ugo Verdi", contract="")
        packs.sell(self.desk, "C001", kind="hours", size=15, net_cents=1500)
        self.desk.close()

    def _customer(self, code: str, name: str, phone: str, person: str, *, contract: str) -> None:
        contact = {
            "name": person,
            "phone": phone,
            "email": f"{code.lower()}@clienti.example",
            "role": "ufficio",
        }
        terms = (
            {"contract_from": "2026-01-01", "contract_until": contract, "plan": "standard"}
            if contract
            else {}
        )
        cards.add(self.desk, code=code, name=name, town="Thiene", contacts=[contact], **terms)

    def request(self, customer: str = "C001", subject: str = "Stampa registro IVA", **more: object) -> str:
        """A request typed in; its ticket's code."""
        given = {"channel": "mail", "body": "Buongiorno, non stampa.", **more}
        return receive.receive_request(self.desk, customer=customer, subject=subject, **given).ticket

    def taken(self, customer: str = "C001", **more: object) -> str:
        """A request in this technician's hands."""
        code = self.request(customer, **more)
        queue.take(self.desk, code, reason="prova")
        return code

    def app(self) -> DeskApp:
        """The application, with an empty screen where it starts."""
        return app_class(Empty)(self.desk)

    def colleague(self) -> Desk:
        """Marta, at the same desk from another process."""
        return open_desk(self.folder, who="marta", clock=lambda: self.now)

    async def pass_time(self, pilot, seconds: int) -> None:
        """Let so many seconds pass, and the screen notice."""
        self.now += seconds
        pilot.app.desk_screen.tick(self.now)
        await settle(pilot)


async def still(pilot) -> str:
    """Wait until all is still; what the terminal shows."""
    await settle(pilot)
    return text(pilot.app)


async def press(pilot, *keys: str) -> str:
    """Press keys, each when the one before has been answered; what the terminal shows then."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)
    return await still(pilot)


async def opened(pilot, door: str, *args: object) -> str:
    """Go through a door; what the terminal shows."""
    await settle(pilot)
    pilot.app.open(door, *args)
    return await still(pilot)
