"""A desk under Delta System's terms with one customer on the telephone: what the money tests start from."""

from datetime import datetime
from zoneinfo import ZoneInfo

from deskterm.desk.customers import cards
from deskterm.desk.intake import receive
from deskterm.desk.packs import packs
from deskterm.desk.terms import files

from tests.laid import new_desk

ZONE = ZoneInfo("Europe/Rome")


def rome(text):
    """A local time of Rome as an instant."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp())


NINE = rome("2026-03-03 09:00")


class HandClock:
    """A clock that stands where the test puts it."""

    def __init__(self, at=NINE):
        self.at = at

    def __call__(self):
        return self.at

    def set(self, text):
        """`mm:ss` after nine, or a local date and time."""
        if len(text) <= 6:
            minutes, _, seconds = text.partition(":")
            self.at = NINE + int(minutes) * 60 + int(seconds)
        else:
            self.at = rome(text)


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
