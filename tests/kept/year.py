"""A year at an invented firm, told to the code of the day: `python -m tests.kept.year FOLDER`.

Run once, with the code of commit 5264e13 on the path, to make `tests/data/desks/year.sqlite.xz`; kept so that
whoever opens that desk can see what happened in it.
"""

import random
import sys
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from deskterm.desk.agenda import appointments, callbacks
from deskterm.desk.billing import filing, month_end
from deskterm.desk.calls import timer
from deskterm.desk.context import make_desk
from deskterm.desk.customers import cards
from deskterm.desk.errors import Refused
from deskterm.desk.intake import receive
from deskterm.desk.packs import packs
from deskterm.desk.queue import queue
from deskterm.desk.steps.tickets import callbacks as tickets_callbacks
from deskterm.desk.terms import files
from deskterm.desk.tickets import tickets
from deskterm.desk.triage import triage

ROME = ZoneInfo("Europe/Rome")
FIRST, LAST = date(2025, 3, 3), date(2026, 3, 2)
FIRMS = "Zaupa Marchioro Dal_Prà Fontanive Sartorato Rigoni Malgaretto Cortellazzo Bettio Pozzan".split()
TRADES = "Ferramenta Studio Officine Edilizia Hotel".split()
WORRIES = "Stampa_vuota Registro_IVA F24_scartato Fattura_estera Bilancia_ferma Cespiti Listino".split()
PEOPLE = ("luca", "marta", "zen")


class Year:
    """The desk, its clock, and chance with a seed."""

    def __init__(self, folder):
        self.chance = random.Random(5264)
        self.at = self.instant(FIRST, 8)
        text = files.text_of("delta-system")
        self.desk = make_desk(folder, text, "delta-system.toml", who="zen", clock=lambda: self.at)

    @staticmethod
    def instant(day, hour, minute=0):
        return int(datetime.combine(day, time(hour, minute), ROME).timestamp())

    def open_shop(self):
        for name in PEOPLE:
            queue.add_technician(self.desk, name, role="lead" if name == "zen" else "technician")
        for place, name in enumerate(FIRMS):
            word = name.replace("_", " ")
            cards.add(
                self.desk,
                name=f"{TRADES[place % 5]} {word}",
                contacts=[
                    {
                        "name": f"Anna {word}",
                        "email": f"anna@{word.lower().replace(' ', '').replace('à', 'a')}.example",
                        "phone": f"0445 0001{place:02}",
                    }
                ],
                plan=("standard", "SAD")[place % 2],
                contract_from="2025-01-01",
                contract_until="2026-12-31" if place % 4 else "2025-12-31",
                rate_cents=5400 if place % 3 == 0 else None,
            )

    def codes(self):
        return [one.code for one in cards.listing(self.desk)]

    def day(self, day):
        """One working day: a few requests, and what becomes of each."""
        for hour in sorted(self.chance.sample(range(9, 17), self.chance.choice((0, 1, 1, 2)))):
            self.at = self.instant(day, hour, self.chance.randrange(60))
            self.desk.who = self.chance.choice(PEOPLE)
            with suppress(Refused):
                self.request()
        if day.day == 5:
            month = (day.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
            self.at = self.instant(day, 18)
            self.desk.who = "zen"
            month_end.close(self.desk, month)
        if day.day % 9 == 0:
            self.sell()

    def sell(self):
        for code in self.chance.sample(self.codes(), 2):
            with suppress(Refused):
                packs.sell(self.desk, code, kind="hours", size=300, net_cents=27000)

    def request(self):
        worry = self.chance.choice(WORRIES).replace("_", " ")
        received = receive.receive_request(
            self.desk,
            channel=self.chance.choice(("mail", "mail", "phone", "portal")),
            customer=self.chance.choice(self.codes()),
            subject=f"{worry} {self.chance.randrange(100)}",
            body=f"{worry}: succede da stamattina, sulla postazione {self.chance.randrange(1, 9)}.",
            contact="Anna",
            phone="0445 000123",
        )
        if received.ticket:
            self.work(received.ticket)

    def work(self, code):
        topics = [topic.id for topic in self.desk.service.topics]
        self.at += 60 * self.chance.randrange(2, 9)
        triage.triage(self.desk, code, topic=self.chance.choice(topics))
        fate = self.chance.random()
        if fate < 0.55:
            self.call(code)
        elif fate < 0.8:
            self.at += 600
            tickets.answer(self.desk, code, text="Menu Stampe, voce Modelli: scegliere il modello nuovo.")
        elif fate < 0.86:
            tickets.close(self.desk, code, why="risolto dal cliente")
        elif fate < 0.92:
            found = callbacks.add(self.desk, code)
            self.at += 1800
            callbacks.attempt(self.desk, found.id, tickets_callbacks.results(self.desk.service)[0])
        elif fate < 0.96:
            start = self.at + 86400
            appointments.add(self.desk, code, starts_at=start, minutes=30, kind="remote")

    def call(self, code):
        queue.take(self.desk, code, reason="in ordine")
        session = timer.start(self.desk, code, inbound=self.chance.random() < 0.3)
        try:
            self.at += self.chance.randrange(60, 2400)
            if self.chance.random() < 0.3:
                timer.switch(self.desk, "remote")
                self.at += self.chance.randrange(300, 3600)
        finally:
            timer.stop(self.desk)
        filing.file(
            self.desk, session.group_id, outcome="solved", reason="other", note="Fatto con la cliente."
        )


def main():
    year = Year(Path(sys.argv[1]))
    year.open_shop()
    year.sell()
    day = FIRST
    while day <= LAST:
        if day.weekday() < 5:
            year.day(day)
        day += timedelta(days=1)
    year.desk.close()


if __name__ == "__main__":
    main()
