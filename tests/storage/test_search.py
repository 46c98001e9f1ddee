"""S14: whatever is typed into a search is a text to look for, never a part of a command to the database."""

import re
from unicodedata import combining, normalize

import pytest
from deskterm.desk.billing import reports
from deskterm.desk.customers import cards, search
from deskterm.desk.errors import NotFound
from deskterm.desk.intake import recovery
from deskterm.desk.intake.receive import receive_request
from deskterm.desk.packs import packs
from deskterm.desk.queue import queue
from deskterm.desk.tickets import anywhere, tickets
from deskterm.models.basics.text import clean
from deskterm.storage.tickets import tickets as ticket_rows

from tests.clocks import Watch
from tests.desk.conftest import furnish

APOSTROPHES = "'’‘ʼ`´′"
VIEWS = ("queue", "hand", "waiting", "done")
PAYLOADS = [
    "'",
    '"',
    "`",
    ";",
    "--",
    "/*",
    "*/",
    "\\",
    "\\\\",
    "%",
    "_",
    "%%%",
    "%_%",
    "\\%",
    "'; DROP TABLE ticket; --",
    '"; DROP TABLE ticket; --',
    "' OR '1'='1",
    "' OR 1=1 --",
    "') OR ('1'='1",
    "1; DELETE FROM event",
    "' UNION SELECT name, sql FROM sqlite_master --",
    "x' AND 1=CAST((SELECT count(*) FROM ticket) AS INTEGER) --",
    "ticket.id DESC; --",
    "rank, (SELECT 1)",
    "?",
    "?1",
    ":name",
    "@name",
    "$name",
    "{}",
    "%s",
    "%(x)s",
    "NULL",
    "\x00",
    "a\x00b",
    "\x1b[2J",
    "\ud800",
    "\ufeff",
    "\u202eabc",
    "ﬀ",
    "İ",
    "ß",
    "è'ù",
    "🧾",
    "NEAR(a b)",
    "a AND",
    "subject:x",
    "^x*",
    '"unclosed',
    "(",
    ")" * 200,
    "x" * 10_000,
    "%" * 2_000,
    "\n\r\t",
    "",
    " ",
    "-1",
    "9" * 400,
    "+39 0445 000123",
    "anna@rossi.example' --",
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    desk = furnish(tmp_path_factory.mktemp("search") / "desk", Watch("2026-03-02T09:00"))
    for subject in ("Stampa registro", "50% di sconto", "conto_uno", "l'IVA", "C:\\temp"):
        receive_request(desk, channel="mail", customer="C001", subject=subject, body="Non va.")
    queue.take_next(desk)
    yield desk
    desk.close()


def snapshot(desk):
    with desk.read() as conn:
        names = [row[0] for row in conn.execute("SELECT name FROM sqlite_master ORDER BY name")]
        count = conn.execute("SELECT (SELECT count(*) FROM ticket), (SELECT count(*) FROM event)")
        return names, tuple(count.fetchone())


@pytest.mark.parametrize("text", PAYLOADS, ids=range(len(PAYLOADS)))
def test_a_search_is_only_ever_a_text(desk, text):
    before = snapshot(desk)
    for view in VIEWS:
        found = queue.rows(desk, view, search=text)
        assert queue.count(desk, view, search=text) == len(found)
        if text and not text.isspace():
            assert all(is_in(text, ticket) for ticket in found)
    for customer in search.find(desk, text):
        assert customer.code in ("C001", "C002", "C003")
    with pytest.raises(NotFound):
        tickets.get(desk, text)
    with pytest.raises(NotFound):
        cards.get(desk, text)
    with pytest.raises(NotFound):
        reports.get(desk, text)
    with pytest.raises(NotFound):
        packs.sell(desk, text, kind="hours", size=1)
    with pytest.raises(NotFound):
        receive_request(desk, channel="mail", customer=text or "?", subject="x", body="x")
    assert recovery.pending(desk) == ()
    assert snapshot(desk) == before


def is_in(text, ticket):
    """What the index finds, Python finds too: every word begins like one of the ticket's."""
    fields = (ticket.subject, ticket.excerpt, ticket.contact_name, ticket.contact_email, ticket.customer)
    there = re.findall(r"[^\W_]+", bare(" ".join(fields)))
    return all(
        any(one.startswith(word[:4]) for one in there) for word in re.findall(r"[^\W_]+", bare(clean(text)))
    )


def bare(text):
    plain = normalize("NFKD", text).casefold()
    return "".join(sign for sign in plain if not combining(sign) and sign not in APOSTROPHES)


@pytest.mark.parametrize("typed", ["più", "PIÙ", "piu", "Non parte PIÙ"])
@pytest.mark.parametrize("written", ["non parte più", "NON PARTE PIÙ", "Non parte piu"])
def test_an_accented_letter_is_found_in_any_case_and_without_its_accent(tmp_path, typed, written):
    desk = furnish(tmp_path / "desk", Watch("2026-03-02T09:00"))
    receive_request(desk, channel="mail", customer="C001", subject=written, body="Non va.")
    assert queue.count(desk, search=typed) == len(queue.rows(desk, search=typed)) == 1
    desk.close()


WRITTEN = [
    ("Perché la città manca?", ["perche", "PERCHÉ", "citta manca", "perchè la città"]),
    ("Fattura di D’Angelo", ["dangelo", "d'angelo", "D’ANGELO", "di d`angelo"]),
    ("Perche' l'IVA e' vuota", ["perché", "liva è", "l’iva e vuota"]),
    ("Straße e Šibenik, Łódź", ["strasse", "sibenik", "lodz", "Lodz"]),
    ("Dub'fa b pb", ["dubfa", "b pb", "fa b"]),
    ("ORDINE N° 12 ÀÈÌÒÙ", ["aeiou", "àèìòù", "n° 12"]),
]


@pytest.mark.parametrize(("written", "typed"), [(text, word) for text, words in WRITTEN for word in words])
def test_nobody_types_accents_and_apostrophes_on_the_telephone(tmp_path, written, typed):
    desk = furnish(tmp_path / "desk", Watch("2026-03-02T09:00"))
    receive_request(desk, channel="mail", customer="C001", subject=written, body="Non va.")
    receive_request(desk, channel="mail", customer="C001", subject="Altro", body="Non va.")
    assert [ticket.subject for ticket in queue.rows(desk, search=typed)] == [written]
    assert [one.ticket.subject for one in anywhere.rows(desk, typed)] == [written]
    desk.close()


@pytest.mark.parametrize("typed", ["perché", "pér", "angéla", "citto"])
def test_other_letters_are_other_words(tmp_path, typed):
    desk = furnish(tmp_path / "desk", Watch("2026-03-02T09:00"))
    receive_request(desk, channel="mail", customer="C001", subject="Parcheggi in città", body="Non va.")
    assert queue.rows(desk, search=typed) == ()
    desk.close()


@pytest.mark.parametrize(
    ("text", "subject"),
    [("50%", "50% di sconto"), ("conto_", "conto_uno"), ("L'IVA", "l'IVA"), ("c:\\t", "C:\\temp")],
)
def test_signs_that_mean_something_to_the_database_are_found_as_they_are(desk, text, subject):
    found = [*queue.rows(desk, search=text), *queue.rows(desk, "hand", search=text)]
    assert [ticket.subject for ticket in found] == [subject]


def test_a_column_that_does_not_exist_is_refused(desk):
    ticket = queue.rows(desk)[0]
    with desk.write() as conn, pytest.raises(ValueError, match="no column"):
        ticket_rows.update(conn, ticket.id, **{"subject = 'x' --": 1})
