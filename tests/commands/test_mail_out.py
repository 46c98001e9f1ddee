"""`deskterm mail send` and its kin on the line, and an open desk that sends by itself."""

from __future__ import annotations

import sqlite3
import subprocess
import time

import pytest
from deskterm import settings
from deskterm.commands.frame.line import Line

from tests.commands.conftest import environment
from tests.end_to_end.terminal import Terminal, deskterm
from tests.mail.sending import server
from tests.mail.sending.server import AUTHORITY, PASSWORD, USER, Sink
from tests.mail.servers import dovecot

MAIL = (
    "Authentication-Results: mx.delta.example; dmarc=pass header.from=dalpra.example\r\n"
    "Received: from out.dalpra.example by mx.delta.example\r\n"
    "From: Anna <anna@dalpra.example>\r\nSubject: {subject}\r\nMessage-ID: <{number}@dalpra.example>\r\n\r\n"
    "Buongiorno, come si stampa il registro IVA ({subject})? Anna Dal Prà, tel. 0445 000123\r\n"
)


@pytest.fixture(autouse=True)
def by_the_tests_clock(monkeypatch):
    """The servers are the tests' own, and so is the time."""
    monkeypatch.setattr(Line, "really", lambda line: None)


@pytest.fixture
def sink():
    return Sink()


@pytest.fixture
def port(sink):
    with server.serving(sink) as found:
        yield found


@pytest.fixture
def desk(line, port, tmp_path, monkeypatch):
    """The line at a desk with a mailbox that sends, its certificate believed by the settings alone."""
    authority = tmp_path / "authority.pem"
    AUTHORITY.cert_pem.write_to_path(authority)
    path = settings.config_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'[mail.studio]\nca_file = "{authority}"\n', encoding="utf-8")
    monkeypatch.setenv("DESKTERM_MAIL_SECRET_STUDIO", PASSWORD)
    line("mail", "trust", "--server", "mx.delta.example")
    told = ("--smtp-host", "localhost", "--smtp-port", port, "--smtp-user", USER)
    line("mail", "account", "add", "studio", *told, "--display-name", "Studio Delta")
    return line


def came(line, tmp_path, number=1, subject="Registro IVA", **more):
    """Anna's mail, taken in from a file; her receipt waits."""
    path = tmp_path / f"{number}.eml"
    path.write_bytes(MAIL.format(subject=subject, number=number).encode())
    return line("mail", "import", path, "--json", **more).lines[0]["ticket"]


def test_the_outbox_is_shown_and_sent_and_its_state_told(desk, sink, tmp_path):
    code = came(desk, tmp_path)
    shown = desk("mail", "outbox")
    assert "in uscita" in shown.out and "anna@dalpra.example" in shown.out
    assert desk("mail", "send").out.strip() == "1 lettera spedita."
    assert desk("mail", "outbox").out.strip() == "La posta in uscita è vuota."
    (sent,) = desk("mail", "outbox", "--state", "sent", "--json").lines
    assert sent["ticket"] == code and sent["message_id"] in sink.letters[0]["Message-ID"]
    assert "queued as" in sent["answer"]
    assert "spedita" in desk("ticket", "show", code).out
    assert desk("mail", "send").out.strip() == "Nella posta in uscita non c'è nulla da spedire adesso."


def test_what_was_refused_is_seen_with_the_servers_words_and_a_person_deals_with_it(desk, sink, tmp_path):
    sink.rcpt["anna@dalpra.example"] = "550 5.1.1 no such user"
    came(desk, tmp_path)
    assert "1 lettera rifiutata" in desk("mail", "send", code=1).out
    shown = desk("mail", "outbox").out
    assert "non partita" in shown and "550 5.1.1 no such user" in shown
    assert "non partita" in desk("backlog").out
    assert "Registro IVA" in desk("queue").out
    desk("next")
    assert "1 lettera non è partita" in desk("queue").out
    assert "1 letter has not gone" in desk("queue", lang="en").out
    assert "deskterm mail outbox" in desk("ticket", "list", "--view", "queue").out
    checks = {one["name"]: one for one in desk("doctor", "--json", code=None).json["checks"]}
    assert checks["letters"]["state"] == "note"
    (number,) = (one["number"] for one in desk("mail", "outbox", "--json").lines)
    sink.rcpt.clear()
    desk("mail", "again", number)
    desk("mail", "later", number, "domani alle 8")
    assert (
        desk("mail", "send", code=0).out.strip() == "Nella posta in uscita non c'è nulla da spedire adesso."
    )
    desk("mail", "later", number)
    assert "1 lettera spedita." in desk("mail", "send").out
    assert "non aspetta più" in desk("mail", "stop", number, code=1).err


def test_a_server_that_is_away_says_so_and_is_tried_again(desk, sink, port, tmp_path):
    sink.mail["assistenza@delta-system.example"] = sink.mail["<>"] = "421 4.3.2 try later"
    came(desk, tmp_path)
    told = desk("mail", "send", code=3)
    assert "Dalla casella studio non si spedisce: 421" in told.out
    assert "si riprova" in desk("mail", "outbox").out
    sink.mail.clear()
    assert "1 lettera spedita." in desk("mail", "send").out


def test_a_desk_without_a_way_out_works_as_ever(line, tmp_path):
    line("mail", "trust", "--server", "mx.delta.example")
    came(line, tmp_path)
    assert "non ha una casella da cui spedire" in line("mail", "send", code=1).err
    assert "1 lettera aspetta" in line("mail", "outbox").out


def test_no_secret_stands_in_anything_that_is_told(desk, tmp_path, monkeypatch):
    monkeypatch.setenv("DESKTERM_MAIL_SECRET_STUDIO", "canarino-sbagliato-91")
    came(desk, tmp_path)
    told = desk("mail", "send", code=3)
    for answer in (told, desk("mail", "outbox"), desk("doctor", code=None), desk("mail", "outbox", "--json")):
        assert "canarino" not in answer.out + answer.err
    for path in desk.desk.rglob("*"):
        assert not path.is_file() or b"canarino" not in path.read_bytes()


def test_an_open_desk_sends_by_itself(desk, sink, tmp_path):
    env = environment(desk.home) | {"LANGUAGE": "it", "DESKTERM_MAIL_SECRET_STUDIO": PASSWORD}
    words = deskterm("--desk", str(desk.desk), "--as", "zen", "--lang", "it")
    with Terminal(words, env=env) as terminal:
        terminal.wait_for("Coda")
        time.sleep(2)
        began = time.monotonic()
        path = tmp_path / "now.eml"
        path.write_bytes(MAIL.format(subject="Adesso", number=9).encode())
        desk("mail", "import", path, at="now")
        while not sink.raw and time.monotonic() - began < 5:
            time.sleep(0.05)
        assert sink.raw, "no letter left within five seconds"
        terminal.send("q")
        terminal.process.wait(20)
    assert PASSWORD.encode() not in terminal.raw


def test_what_a_server_puts_off_for_hours_is_told_wherever_one_looks_with_its_words(desk, sink, tmp_path):
    sink.rcpt["anna@dalpra.example"] = "451 4.7.1 greylisted, come back"
    code = came(desk, tmp_path)
    desk("ticket", "answer", code, "Dal menu Stampe.")
    desk("mail", "send", code=3)
    behind = desk("mail", "outbox", "--json").lines[0]["number"]
    assert f"aspetta dietro alla lettera {behind}" in desk("mail", "outbox").out
    shown = " ".join(desk("ticket", "show", code).out.split())
    assert "il server: 451 4.7.1 greylisted" in shown and "aspetta dietro alla lettera" in shown
    assert "greylisted" not in desk("backlog").out
    with sqlite3.connect(desk.desk / "desk.sqlite") as conn:
        conn.execute("UPDATE outgoing SET first_at = first_at - 4 * 3600 WHERE first_at IS NOT NULL")
    assert "451 4.7.1 greylisted" in " ".join(desk("backlog").out.split())
    checks = {one["name"]: one for one in desk("doctor", "--json", code=None).json["checks"]}
    assert checks["letters"]["state"] == "note" and "451 4.7.1" in checks["letters"]["detail"]
    assert "più di quattro ore" in checks["letters"]["detail"]


def test_a_letter_in_whose_midst_the_program_was_killed_is_told_by_the_next_run(desk, sink, tmp_path):
    code = came(desk, tmp_path, at="now")
    sink.slow = 2.0
    env = environment(desk.home) | {"DESKTERM_MAIL_SECRET_STUDIO": PASSWORD}
    words = deskterm("--desk", str(desk.desk), "--lang", "it", "mail", "send")
    process = subprocess.Popen(words, env=env, stdout=subprocess.DEVNULL)
    ends = time.monotonic() + 20
    while time.monotonic() < ends and desk("mail", "outbox", "--json").lines[0]["state"] != "going":
        time.sleep(0.1)
    process.kill()
    process.wait(10)
    told = desk("mail", "send", code=1, at="now")
    assert "1 lettera in dubbio" in told.out and "nulla da spedire" not in told.out
    assert "in dubbio" in desk("mail", "outbox").out
    assert "nulla da spedire" in desk("mail", "send", at="now").out, "it is told by the run that finds it"
    (number,) = (one["number"] for one in desk("mail", "outbox", "--json").lines)
    desk("mail", "again", number)
    assert "da rispedire: nessuno sa se è già partita" in " ".join(desk("ticket", "show", code).out.split())
    assert "non si rispedisce" in desk("mail", "stop", number).out
    assert "non rispedita; nessuno sa se è partita" in " ".join(desk("ticket", "show", code).out.split())


def test_that_no_copies_are_kept_stands_in_the_list_and_in_doctor(desk, sink, tmp_path):
    at = ("--imap-host", "localhost", "--imap-port", dovecot.free_port(), "--imap-user", USER)
    desk("mail", "account", "change", "studio", *at, "--sent-folder", "Sent")
    came(desk, tmp_path)
    assert "1 lettera spedita." in desk("mail", "send").out
    (one,) = desk("mail", "account", "list", "--json").lines
    assert "localhost" in one["not_copying"] and one["not_sending"] is None
    for shown in (desk("mail", "account", "list"), desk("mail", "account", "show", "studio")):
        assert "non restano copie" in shown.out
    checks = {one["name"]: one for one in desk("doctor", "--json", code=None).json["checks"]}
    assert checks["mailboxes"]["state"] == "note" and "non restano copie" in checks["mailboxes"]["detail"]
    assert "non restano copie" in " ".join(desk("backlog").out.split())


def test_a_letter_that_is_sent_again_says_to_which_address_and_that_it_was_corrected(desk, sink, tmp_path):
    sink.rcpt["anna@dalpra.example"] = "550 5.1.1 no such user"
    code = came(desk, tmp_path)
    desk("mail", "send", code=1)
    (number,) = (one["number"] for one in desk("mail", "outbox", "--json").lines)
    assert "riparte, per anna@dalpra.example." in desk("mail", "again", number).out
    desk("mail", "send", code=1)
    told = desk("ticket", "contact", code, "--email", "anna@nuova.example").out
    assert "non è ancora partita" not in told, "it was refused, and a person says whether it goes again"
    told = desk("mail", "later", number).out
    assert "anna@nuova.example, non più anna@dalpra.example" in " ".join(told.split())
    desk("mail", "send")
    assert sink.letters[-1]["To"] == "anna@nuova.example"


def test_a_correction_says_how_many_letters_go_to_the_new_address_and_an_answer_where_it_goes(
    desk, sink, tmp_path
):
    code = came(desk, tmp_path)
    told = desk("customer", "contact", "C001", "Anna Dal Prà", "--email", "anna@nuova.example")
    assert "1 lettera che non è ancora partita va ora al nuovo indirizzo anna@nuova.example." in told.out
    told = desk("ticket", "answer", code, "Si stampa dal menu.")
    assert "La lettera va al nuovo indirizzo anna@nuova.example" in " ".join(told.err.split())
    assert desk("ticket", "contact", code, "--email", "terza@nuova.example", "--json").json["redirected"]
    desk("mail", "send")
    assert {one["To"] for one in sink.letters} == {"terza@nuova.example"}


def test_stopping_an_answer_that_was_refused_says_where_its_ticket_is(desk, sink, tmp_path):
    code = came(desk, tmp_path)
    desk("ticket", "answer", code, "Dal menu Stampe.")
    sink.rcpt["anna@dalpra.example"] = "550 5.1.1 no such user"
    desk("mail", "send", code=1)
    (number,) = (one["number"] for one in desk("mail", "outbox", "--json").lines if one["kind"] == "answer")
    said = desk("mail", "stop", number).out
    assert "non si spedisce" in said and "TK1 è in mano a" in said
    assert desk("ticket", "show", code, "--json").json["state"] == "taken"


def test_of_an_answer_that_is_to_leave_later_nothing_says_that_it_was_given(desk, tmp_path):
    code = came(desk, tmp_path)
    said = " ".join(
        desk("ticket", "answer", code, "Dal menu Stampe.", "--later", "domani alle 8").out.split()
    )
    assert "è scritta e parte 03/03/2026 08:00" in said and "ha avuto risposta" not in said
    shown = " ".join(desk("ticket", "show", code).out.split())
    assert "risposta scritta, non ancora partita" in shown and "La risposta parte 03/03/2026 08:00" in shown
    assert "Risposto" not in shown
    assert "risposta scritta, da spedire più tardi" in desk("events").out
    desk("undo")
    assert desk("ticket", "show", code, "--json").json["state"] == "queued"
    assert [one["kind"] for one in desk("mail", "outbox", "--json").lines] == ["acknowledgement"]


def test_of_one_that_may_leave_at_any_moment_undo_names_the_way_to_stop_it(desk, tmp_path):
    code = came(desk, tmp_path)
    desk("ticket", "answer", code, "Dal menu Stampe.")
    (number,) = (one["number"] for one in desk("mail", "outbox", "--json").lines if one["kind"] == "answer")
    told = " ".join(desk("undo", code=1).err.split())
    assert f"la lettera {number} non è ancora partita: deskterm mail stop {number} la ferma" in told
