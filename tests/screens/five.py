"""A small desk under the terms of any shipped service: a customer who may do all, one who may nothing."""

from __future__ import annotations

from pathlib import Path

from deskterm.app import DeskApp
from deskterm.desk.context import Desk, make_desk, open_desk
from deskterm.desk.customers import cards, profile
from deskterm.desk.intake import receive
from deskterm.desk.packs import packs
from deskterm.desk.queue import queue
from deskterm.desk.terms import files
from deskterm.desk.upkeep import technicians

from tests.clocks import rome
from tests.laid import lay
from tests.screens.counter import Empty
from tests.screens.shell import app_class

MORNING = "2026-03-03T10:30"  # a Tuesday on which every service answers
PLANS = {"contabilita-in-cloud": "ADVANCED", "bottega": "GOLD", "quadro-gestionali": "base"}


class FiveDesk:
    """Rossi has signed up, has an agreement, a code, packs; Verdi has nothing. The clock is the test's."""

    def __init__(
        self,
        folder: Path,
        service: str,
        at: str = MORNING,
        sold: dict[str, int] | None = None,
        text: str = "",
    ) -> None:
        self.now = rome(at)
        sold = sold or {"minute": 600, "ticket": 3, "cent": 50000}
        text = text or files.text_of(service)
        lay(folder, (text, at, *sold.items()), lambda place: self._furnish(place, service, text, sold))
        self.desk: Desk = open_desk(folder, who="luca", clock=lambda: self.now)

    def _furnish(self, folder: Path, service: str, text: str, sold: dict[str, int]) -> None:
        self.desk = make_desk(folder, text, f"{service}.toml", who="luca", clock=lambda: self.now)
        for name in ("luca", "marta"):
            technicians.add(self.desk, name, full_name=name.title())
        self._customer("C001", "Rossi Impianti srl", "0445 000123", "Anna Rossi")
        self._customer("C002", "Ferramenta Verdi", "0445 000789", "Ugo Verdi", bare=True)
        self._may_everything(sold)
        self.desk.close()

    def _customer(self, code: str, name: str, phone: str, person: str, *, bare: bool = False) -> None:
        contact = {"name": person, "phone": phone, "email": f"{code.lower()}@clienti.example"}
        terms = {"contract_from": "2026-01-01", "contract_until": "2026-12-31", "support_code": "AB12"}
        plan = PLANS.get(self.desk.service.id, "standard")
        more = {} if bare else terms | {"plan": plan}
        cards.add(self.desk, code=code, name=name, town="Thiene", contacts=[contact], **more)

    def _may_everything(self, sold: dict[str, int]) -> None:
        facts = {"adhesion": "2026-01-15", "phone_contract": "yes", "deployment": "on-premise"}
        profile.set_facts(self.desk, "C001", facts)
        for pack in self.desk.service.packs:
            packs.sell(self.desk, "C001", kind=pack.id, size=sold[pack.unit], net_cents=10000)

    def request(
        self, customer: str = "C001", *, channel: str = "", subject: str = "Registro IVA", **more
    ) -> str:
        """A request with everything that its channel asks for; the code of its ticket."""
        way = self.desk.service.channel(channel) if channel else self.desk.service.channels[0]
        given = {"body": "Buongiorno, la stampa si ferma.", "contact": "Anna Rossi", "phone": "0445 000123"}
        fields = {"type": way.types[0]} if way.types else {}
        given |= {"email": "c001@clienti.example", "fields": fields, **more}
        answer = receive.receive_request(
            self.desk, channel=way.id, customer=customer, subject=subject, **given
        )
        assert answer.ticket, answer
        return answer.ticket

    def taken(self, customer: str = "C001", **more) -> str:
        code = self.request(customer, **more)
        queue.take(self.desk, code, reason="prova")
        return code

    def app(self, *, empty: bool = False) -> DeskApp:
        return app_class(Empty)(self.desk) if empty else DeskApp(self.desk)
