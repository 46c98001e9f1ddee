"""A desk under Delta System's terms with one customer on the telephone: what the money tests start from."""

from deskterm.desk.customers import cards
from deskterm.desk.intake import receive
from deskterm.desk.packs import packs
from deskterm.desk.terms import files

from tests.clocks import Watch, rome
from tests.laid import new_desk

NINE = rome("2026-03-03 09:00")


class HandClock(Watch):
    """A clock that stands where the test puts it, at nine of a Tuesday first."""

    def __init__(self, at=NINE):
        self.at = at

    def set(self, text):
        """`mm:ss` after nine, or a local date and time."""
        if len(text) <= 6:
            minutes, _, seconds = text.partition(":")
            self.at = NINE + int(minutes) * 60 + int(seconds)
        else:
            super().set(text)


class Office:
    """A desk, its clock, and the shortest words for what a technician does there."""

    def __init__(self, folder, who="luca"):
        self.clock = HandClock()
        text = files.text_of("delta-system")
        self.desk = new_desk(folder, text, "delta-system.toml", who=who, clock=self.clock)

    def at(self, text):
        self.clock.set(text)
        return self

    def customer(self, name="Ferramenta Zaupa", *, contract=True, rate_cents=5400):
        terms = {"plan": "standard", "contract_from": "2026-01-01", "contract_until": "2026-12-31"}
        agreed = {**terms, "rate_cents": rate_cents} if contract else {}
        return cards.add(self.desk, name=name, **agreed).code

    def ticket(self, customer, *, phone="0445 000221", channel="mail", subject="Stampa registro IVA"):
        received = receive.receive_request(
            self.desk,
            channel=channel,
            customer=customer,
            subject=subject,
            body="Il registro esce senza totali.",
            contact="Nadia",
            phone=phone,
        )
        return received.ticket

    def carnet(self, customer, minutes, **more):
        return packs.sell(self.desk, customer, kind="hours", size=minutes, **more)
