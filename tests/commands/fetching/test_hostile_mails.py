"""Torn, heavy, forged and steering mails through a real server: as those from files, and none is lost."""

import random
import re
import sqlite3
import time
from contextlib import closing

import pytest
from deskterm.desk.steps.packs import units
from deskterm.desk.tickets import tickets
from deskterm.models.basics.text import is_clean

from tests.clocks import Watch
from tests.commands.conftest import Line, environment
from tests.commands.fetching.conftest import fetched, letter
from tests.desk.five import House
from tests.desk.intake.test_sixty_forged import answered
from tests.desk.mails import SERVER
from tests.end_to_end.terminal import Terminal, deskterm
from tests.end_to_end.test_hostile_subjects import CONTROL, SUBJECTS, coded, kinds, word
from tests.mail.bombs import BOMBS
from tests.mail.forged import SENDERS, WAYS, forged
from tests.mail.test_torn_mails import DEMO, mutated

pytestmark = pytest.mark.xdist_group("dovecot")
OURS = "mx.delta.example"
CUSTOMER = "anna@dalpra.example"
LINE_END = re.compile(rb"(?<!\r)\n")  # as the server gives out, where a file has the other
WORDS = "subject, from_name, from_address, message_id, body"


def held(desk, query, *values):
    with closing(sqlite3.connect(desk.desk / "desk.sqlite")) as conn:
        return conn.execute(query, values).fetchall()


def all_there(desk, post, many):
    """Each mail has one outcome and lies on the server still; whatever is shown of it is safe to show."""
    assert len(post.seen()) == many
    for *line, body in held(desk, f"SELECT {WORDS} FROM message WHERE direction = 'in'"):
        assert all(is_clean(text) for text in line), line
        assert is_clean(body, lines=True)
    assert all(is_clean(name) for (name,) in held(desk, "SELECT name FROM attachment"))
    assert fetched(desk) == []


def torn(many):
    chance = random.Random(2026)
    originals = [path.read_bytes() for path in DEMO]
    found: dict[bytes, bytes] = {}  # what the server gives out twice to the byte is one mail
    turn = 0
    while len(found) < many:
        raw = mutated(originals[turn % len(originals)], chance)
        found.setdefault(LINE_END.sub(b"\r\n", raw).replace(b"\0", b"\x80"), raw)
        turn += 1
    return list(found.values())


def mutations(desk, post, many):
    post.server.fill([*torn(many), letter("sano")], user=post.user)
    post.account(desk)
    outcomes = fetched(desk)
    assert len(outcomes) == many + 1 and outcomes[-1] == "queued"
    assert outcomes.count("unreadable") < many / 50
    all_there(desk, post, many + 1)


@pytest.mark.skipif(not DEMO, reason="the demo's mails are not here")
def test_mails_torn_by_accident_are_fetched_each_with_one_outcome(desk, post):
    mutations(desk, post, 300)


@pytest.mark.trial
def test_twenty_thousand_torn_mails_are_fetched_each_with_one_outcome(desk, post):
    mutations(desk, post, 20_000)


def bombs(desk, post, names):
    post.server.fill([*(BOMBS[name] for name in names), letter("dopo le bombe")], user=post.user)
    post.account(desk)
    began = time.monotonic()
    outcomes = fetched(desk)
    assert time.monotonic() - began < 10 * (len(names) + 1)
    assert len(outcomes) == len(names) + 1 and outcomes[-1] == "queued"
    all_there(desk, post, len(names) + 1)
    query = "SELECT from_address, subject FROM message WHERE direction = 'in' AND subject <> 'dopo le bombe'"
    for sender, subject in held(desk, query):
        assert sender in ("mario@cliente.example", "") and "\x1b" not in subject


LIGHT = [name for name, raw in BOMBS.items() if len(raw) < 2_000_000]


def test_mails_made_to_hurt_a_reader_are_fetched_and_the_next_one_is_read(desk, post):
    assert len(LIGHT) >= 7
    bombs(desk, post, LIGHT)


@pytest.mark.trial
def test_all_bombs_are_fetched_and_the_next_one_is_read(desk, post):
    assert len(BOMBS) >= 12
    bombs(desk, post, list(BOMBS))


@pytest.fixture
def istes(tmp_path, home):
    house = House(tmp_path, "istes", Watch("2026-03-02T09:00"))
    yield house
    house.desk.close()


def test_sixty_forged_senders_are_fetched_and_taken_at_their_word_by_nobody(istes, home, post):
    ticket, own = answered(istes)
    cases = [(who, way) for who in SENDERS for way in WAYS]
    assert len(cases) >= 60
    tag = f"{ticket.code}-{ticket.tag}"
    post.server.fill(
        [
            forged(SENDERS[who], *WAYS[way], tag=tag, own=own, number=number).replace(
                b"Tel. 0445", f"Prova {number}. Tel. 0445".encode()
            )
            for number, (who, way) in enumerate(cases, 100)
        ],
        user=post.user,
    )
    line = Line(istes.desk.folder, home)
    line.who = "luca"
    line("mail", "trust", "--server", SERVER)
    post.account(line)
    assert len(line("mail", "fetch", "--json", at="2026-03-02T11:00").lines) == len(cases)
    told = held(line, "SELECT body, trust, unconfirmed, ticket_id FROM message WHERE body LIKE '%Prova 1%'")
    assert len(told) == len(cases)
    joined = {case: one for case, *one in told if one[-1] == ticket.id}
    assert len(joined) >= len(WAYS), "what comes from the address itself does join"
    for body, trust, unconfirmed, number in told:
        case = cases[int(re.search(r"Prova (\d+)", body)[1]) - 100]
        assert trust != "verified", case
        if number == ticket.id:
            assert unconfirmed, case
        elif number is not None:
            assert held(line, "SELECT confirmed FROM ticket WHERE id = ?", number) == [(0,)], case
    now = tickets.get(istes.desk, ticket.code)
    assert now.unvouched and now.contact_phone == ticket.contact_phone
    with istes.desk.read() as conn:
        assert not units.of_ticket(conn, now).state
    assert len(post.seen()) == len(cases)


def subjects(desk, post, texts):
    mails = []
    for number, text in enumerate(texts):
        sender = CUSTOMER if number % 2 else f"x{number}@ignoto.example"
        mails.append(
            (
                f"Authentication-Results: {OURS}; dmarc=pass header.from={sender.partition('@')[2]}\r\n"
                f"Received: from out.example by {OURS}\r\n"
                f"From: {word(text)} <{sender}>\r\nTo: studio@delta.example\r\nSubject: {word(text)}\r\n"
                f"Message-ID: <s{number}@{sender.partition('@')[2]}>\r\nMIME-Version: 1.0\r\n"
                'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n'
                "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                f"{coded(f'{number} {text}')}\r\n--x\r\nContent-Type: text/plain\r\n"
                f'Content-Disposition: attachment; filename="{word(text[:60])}"\r\n\r\nfile\r\n--x--\r\n'
            ).encode()
        )
    post.server.fill(mails, user=post.user)
    post.account(desk)
    assert len(fetched(desk)) == len(texts)
    all_there(desk, post, len(texts))


def walked(desk):
    """The pages of an open desk on which words of mails stand; every byte that was drawn."""
    words = deskterm("--desk", str(desk.desk), "--as", "zen", "--lang", "it", "--at", "2026-03-02T10:00")
    with Terminal(words, env=environment(desk.home) | {"LANGUAGE": "it"}) as terminal:
        terminal.wait_for("Coda")
        for page in ("1", "5", "3"):
            terminal.send(page)
            for _ in range(12):
                terminal.send("PageDown")
                terminal.rest(0.03)
        terminal.send("1", "Home", "Enter")
        terminal.wait_for("Messaggi")
        terminal.send("l")
        terminal.rest(0.1)
        terminal.send("Esc", "Ctrl+Q")
        assert terminal.wait_exit() == 0
        return bytes(terminal.raw)


def test_three_hundred_steering_subjects_are_fetched_and_steer_no_terminal(desk, post, tmp_path, empty):
    assert len(SUBJECTS) >= 300
    subjects(desk, post, SUBJECTS)
    for command in (("queue",), ("mail", "pending"), ("ticket", "list"), ("events", "--limit", 500)):
        out = desk(*command, code=None).out
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", out), command
    code = desk("queue", "--json").lines[0]["code"]
    assert CONTROL.search(desk("ticket", "show", code).out.encode()) is None
    hostile = kinds(walked(desk))
    with closing(sqlite3.connect(desk.desk / "desk.sqlite")) as conn:
        plain = "'stampa del registro ' || id"
        conn.execute(f"UPDATE ticket SET subject = {plain}, contact_name = 'Anna'")
        conn.execute(f"UPDATE message SET subject = {plain}, from_name = 'Anna', body = {plain}")
        conn.execute("UPDATE attachment SET name = 'a.txt'")
        conn.commit()
    assert hostile - kinds(walked(desk)) == set()
