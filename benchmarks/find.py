"""Search at a large desk: the same question in bare SQLite, what the index weighs, what a mail costs.

`python -m benchmarks.find [TICKETS]`: 20,000 by default, `1000000` for the size that the goal names.
"""

from __future__ import annotations

import random
import sqlite3
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import NamedTuple

from deskterm.desk.context import Desk, make_desk, open_desk
from deskterm.desk.customers import cards
from deskterm.desk.intake.receive import receive_mail
from deskterm.desk.letters import solved
from deskterm.desk.tickets import find
from deskterm.mail.reading.parse import parse
from deskterm.storage.database import FILE, Connection
from deskterm.storage.engine import full_text

from benchmarks.callers import ENDS, KINDS, MIDDLES, NAMES, STEMS
from benchmarks.fill import BEGAN, CUSTOMERS, SERVICE

HISTORY = Path(__file__).parents[1] / "data/demo/delta-system/history.toml"
TICKETS = 20_000
AT_ONCE = 10_000  # tickets in one transaction
TARGET = 1.5  # of a question over the same one in bare SQLite
SIZE = 0.35  # of the index over the whole file
ROUNDS = 5
SHOWN = 10
MAILS = 60
ASKED = (
    "fatture differite raggruppate per cliente",
    "etichette codice a barre",
    "password pec rifiutata",
    "copia notturna ferma",
    "listino rivenditori",
    "stampa",
    "programma bloccato",
    "inventario costo medio articoli sfusi",
    "documento 4711",
    "articolo 90210",
    "scadenze agosto",
    "Carolandlo",
)
MAIL = (
    "Received: from mail.rossi.example by mx.delta-system.example; Mon, 2 Mar 2026 08:50:00 +0100\r\n"
    "From: Anna Rossi <anna@rossi.example>\r\nTo: assistenza@delta-system.example\r\n"
    "Subject: Stampa del registro numero {n}\r\nMessage-ID: <{n}@rossi.example>\r\n"
    "Date: Mon, 2 Mar 2026 08:50:00 +0100\r\nMIME-Version: 1.0\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n"
)

TICKET = (
    "INSERT INTO ticket (id, code, state, customer_id, terms_id, channel, kind, subject, excerpt, rank,"
    " received_at, answered_at, closed_at, tag, contact_name)"
    " VALUES (?, ?, ?, ?, 1, 'mail', 'mail', ?, ?, 0, ?, ?, ?, ?, ?)"
)
MESSAGE = (
    "INSERT INTO message (ticket_id, customer_id, direction, kind, subject, body, received_at, automatic)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
EVENT = "INSERT INTO event (at, by, deed, ticket_id, after) VALUES (?, 'mzen', ?, ?, ?)"
RECEIPT = "Buongiorno,\n\nabbiamo ricevuto la richiesta «{0}»: ha il numero {1}.\n\nLe rispondiamo.\n\nGrazie"


class Texts(NamedTuple):
    """What the demo's fortnight says, in pieces."""

    words: list[str]
    said: list[str]
    answers: list[str]


def texts() -> Texts:
    """Of the demo's history: words of subjects, sentences of requests and of answers."""
    deeds = tomllib.loads(HISTORY.read_text(encoding="utf-8"))["deed"]
    asked = [one for one in deeds if one["do"] == "request"]
    answers = [one["text"] for one in deeds if one["do"] == "answer"]
    return Texts(
        [word for one in asked for word in one["subject"].split()],
        [part for one in asked for part in _sentences(one["body"])],
        [part for one in answers for part in _sentences(one)],
    )


def _sentences(text: str) -> list[str]:
    return [one for one in text.replace("\n", " ").split(". ") if len(one) > 20]


def fill(folder: Path, tickets: int) -> Desk:
    """A desk of so many tickets, nine of ten solved, each with request, receipt, answer and events."""
    desk = make_desk(folder, SERVICE.read_text(encoding="utf-8"), str(SERVICE), who="mzen")
    chance, said = random.Random(5), texts()
    with desk.write() as conn:
        conn.executemany(
            "INSERT INTO customer (code, name, town) VALUES (?, ?, 'Schio')",
            [(f"C{at:05d}", f"{chance.choice(KINDS)} {_family(chance)} srl") for at in range(CUSTOMERS)],
        )
        conn.execute("INSERT INTO counter (name, value) VALUES ('ticket', ?)", (tickets,))
    for first in range(1, tickets + 1, AT_ONCE):
        with desk.write() as conn:
            for number in range(first, min(first + AT_ONCE, tickets + 1)):
                for statement, values in _rows(number, number > tickets * 0.9, said, chance):
                    conn.execute(statement, values)
    desk.close()
    return open_desk(folder, who="mzen")


def _family(chance: random.Random) -> str:
    return chance.choice(STEMS) + chance.choice(MIDDLES) + chance.choice(MIDDLES) + chance.choice(ENDS)


def _rows(
    number: int, waits: bool, said: Texts, chance: random.Random
) -> Iterator[tuple[str, tuple[object, ...]]]:
    """All that a ticket leaves at the desk."""
    code, at, customer = f"TK{number:06d}", BEGAN + number * 60, 1 + number % CUSTOMERS
    subject = " ".join(chance.sample(said.words, 4))
    body = ". ".join(chance.sample(said.said, 3))
    body += (
        f". Documento {chance.randrange(200_000)}, articolo {chance.randrange(200_000)}, {_family(chance)}."
    )
    ended = None if waits else at + 7_200
    who = f"{chance.choice(NAMES)} {_family(chance)}"
    state = "queued" if waits else "closed"
    yield (
        TICKET,
        (number, code, state, customer, subject, body[:120], at, ended, ended, f"{number:08x}", who),
    )
    yield MESSAGE, (number, customer, "in", "mail", subject, body, at, "")
    receipt = RECEIPT.format(subject, code)
    yield MESSAGE, (number, customer, "out", "acknowledgement", subject, receipt, at, "replied")
    yield EVENT, (at, "received", number, f'{{"subject": "{code}"}}')
    if not waits:
        answer = ". ".join(chance.sample(said.answers, 2))
        yield MESSAGE, (number, customer, "out", "answer", subject, answer, at + 7_200, "")
        yield EVENT, (at + 7_200, "answered", number, "{}")


class Query(NamedTuple):
    """A question: how long the desk's own query takes, the same in bare SQLite, and the whole answer."""

    text: str
    ours: float
    bare: float
    whole: float
    found: int


def questions(desk: Desk) -> list[Query]:
    """Each question asked in turns, the best of the rounds, by the processor: what else runs falls out."""
    weights = ", ".join(map(str, full_text.WEIGHTS["find_ticket"]))
    bare_sql = (
        "SELECT rowid FROM find_ticket WHERE find_ticket MATCH ?"
        f" ORDER BY bm25(find_ticket, {weights}) LIMIT {SHOWN}"
    )
    made = []
    with closing(sqlite3.connect(desk.folder / FILE)) as bare, desk.read() as conn:
        for text in ASKED:
            match = full_text.all_of(full_text.asked(conn, full_text.TICKET, text))
            ours, plain, whole = [], [], []
            for _ in range(ROUNDS):
                plain.append(_took(lambda match=match: bare.execute(bare_sql, (match,)).fetchall()))
                ours.append(
                    _took(lambda match=match: full_text.weighed(conn, full_text.TICKET, match, most=SHOWN))
                )
                whole.append(_took(lambda text=text: find.found(desk, text, limit=SHOWN)))
            count = bare.execute("SELECT count(*) FROM find_ticket WHERE find_ticket MATCH ?", (match,))
            made.append(Query(text, min(ours), min(plain), min(whole), count.fetchone()[0]))
    return made


def _weighed(conn: Connection, match: str) -> object:
    return full_text.weighed(conn, full_text.TICKET, match, most=SHOWN)


def _took(do: Callable[[], object], clock: Callable[[], float] = time.thread_time) -> float:
    began = clock()
    do()
    return clock() - began


def weight(desk: Desk) -> tuple[int, int]:
    """Bytes of the index, and of the whole file with it."""
    with desk.read() as conn:
        index = conn.execute("SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'find\\_%' ESCAPE '\\'")
        pages = conn.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        return index.fetchone()[0], pages.fetchone()[0]


def mails(desk: Desk, folder: Path) -> tuple[float, float]:
    """Seconds that a mail takes into the desk, and that reading it and one bare row take; medians."""
    body = " ".join(texts().said[:6])
    cards.add(
        desk, name="Rossi Impianti srl", contacts=[{"name": "Anna Rossi", "email": "anna@rossi.example"}]
    )
    into, plain = [], []
    with closing(sqlite3.connect(folder / "bare.sqlite", isolation_level=None)) as bare:
        for setting in ("journal_mode=WAL", "synchronous=FULL"):
            bare.execute(f"PRAGMA {setting}")
        bare.execute("CREATE TABLE mail (id INTEGER PRIMARY KEY, subject TEXT, body TEXT, raw BLOB)")
        for number in range(MAILS):
            raw = MAIL.format(n=number, body=body).encode()
            plain.append(_took(lambda raw=raw: _bare(bare, raw), time.perf_counter))
            into.append(_took(lambda raw=raw: _taken(desk, raw), time.perf_counter))
    return median(into), median(plain)


def _taken(desk: Desk, raw: bytes) -> None:
    receive_mail(desk, parse(raw, now=desk.now()))


def _bare(conn: sqlite3.Connection, raw: bytes) -> None:
    read = parse(raw, now=0)
    conn.execute("INSERT INTO mail (subject, body, raw) VALUES (?, ?, ?)", (read.subject, read.body, raw))


class Measured(NamedTuple):
    """All of it: seconds, bytes, and ratios to what they are held against."""

    tickets: int
    filled: float
    asked: list[Query]
    like: float
    index: int
    file: int
    mail: float
    bare_mail: float

    @property
    def ratio(self) -> float:
        """All questions over the same in bare SQLite."""
        return sum(one.ours for one in self.asked) / sum(one.bare for one in self.asked)

    @property
    def middle(self) -> float:
        """The same of the question in the middle."""
        return median(one.ours / one.bare for one in self.asked)

    @property
    def size(self) -> float:
        """The index over the whole file."""
        return self.index / self.file


def measure(folder: Path, tickets: int) -> Measured:
    """Fill a desk of so many tickets in `folder` and ask it."""
    began = time.monotonic()
    desk = fill(folder / "find", tickets)
    filled = time.monotonic() - began
    try:
        asked = questions(desk)
        like = _took(lambda: solved.like(desk, f"TK{tickets:06d}"))
        return Measured(tickets, filled, asked, like, *weight(desk), *mails(desk, folder))
    finally:
        desk.close()


def main(tickets: int) -> int:
    """Print what was measured; 1 where a goal is missed."""
    with tempfile.TemporaryDirectory(prefix="deskterm-find-") as place:
        found = measure(Path(place), tickets)
    print(f"{found.tickets:,} tickets written with their index in {found.filled:.0f} s")
    for one in found.asked:
        print(
            f"{one.text:<44}{one.found:>8} found  query {one.ours * 1000:8.2f} ms, bare"
            f" {one.bare * 1000:8.2f} ms ({one.ours / one.bare:.2f}), whole {one.whole * 1000:8.2f} ms"
        )
    print(
        f"all over the same in bare SQLite: {found.ratio:.2f}, in the middle {found.middle:.2f} (<= {TARGET})"
    )
    print(f"the solved tickets most like one: {found.like * 1000:.1f} ms")
    print(f"index {found.index / 1e6:.0f} MB of {found.file / 1e6:.0f} MB: {found.size:.2f} (<= {SIZE})")
    beside = f"read and one bare row {found.bare_mail * 1000:.1f} ms: {found.mail / found.bare_mail:.1f}"
    print(f"a mail into the desk {found.mail * 1000:.1f} ms, {beside}")
    return int(max(found.ratio, found.middle) > TARGET or found.size > SIZE)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else TICKETS))
