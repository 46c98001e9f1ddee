"""Where the want of a setting holds something back, the place where it is seen names the setting."""

import pytest
from deskterm.desk.context import open_desk
from deskterm.desk.intake import recovery
from deskterm.desk.upkeep import lacking
from deskterm.screens.queue import preview
from deskterm.screens.ticket import dossier

SIGNED = (
    "Authentication-Results: mx.delta.example; dmarc=pass header.from=dalpra.example\n"
    "Received: from out.dalpra.example by mx.delta.example\n"
)
PLAIN = "From: Anna <anna@dalpra.example>\nTo: noi@delta.example\nSubject: Stampa {n}\n\nEsce vuota.\n"
NAMES_IT = "deskterm mail trust --server"


def on_one_line(text):
    return " ".join(text.split())


@pytest.fixture
def mail(line, tmp_path):
    """Import a mail of the customer under contract; what the line said."""
    count = iter(range(100))

    def send(head=""):
        path = tmp_path / f"{(n := next(count))}.eml"
        path.write_text(head + PLAIN.format(n=n))
        return on_one_line(line("mail", "import", str(path)).out)

    return send


def test_a_customers_mail_without_a_named_server_is_told_so_wherever_it_is_seen(line, mail):
    said = mail()
    assert "1 richiesta ha il mittente da confermare" in said
    assert NAMES_IT in said
    for seen in (
        ("ticket", "show", "TK000001"),
        ("ticket", "triage", "TK000001", "--topic", "usage"),
        ("next",),
        ("backlog",),
        ("doctor",),
    ):
        said = on_one_line(line(*seen).out)
        assert NAMES_IT in said, seen
    assert "deskterm ticket confirm TK000001" in on_one_line(line("ticket", "show", "TK000001").out)
    desk = open_desk(line.desk, who="zen")
    ticket = dossier.dossier(desk, "TK000001").ticket
    assert NAMES_IT in preview.of_ticket(desk, ticket).why.plain
    assert NAMES_IT in dossier.head(desk, dossier.dossier(desk, "TK000001"), 80).plain
    desk.close()


def test_once_the_server_is_named_and_has_signed_nothing_lacks(line, mail):
    line("mail", "trust", "--server", "mx.delta.example")
    assert "mail trust" not in mail(SIGNED)
    for seen in (("ticket", "show", "TK000001"), ("next",), ("backlog",), ("doctor",)):
        assert "mail trust" not in on_one_line(line(*seen).out), seen


def test_a_confirmed_sender_lacks_nothing(line, mail):
    mail()
    line("ticket", "confirm", "TK000001")
    for seen in (("ticket", "show", "TK000001"), ("next",), ("backlog",)):
        assert NAMES_IT not in on_one_line(line(*seen).out), seen


def test_a_mail_that_another_server_has_signed_says_that_none_of_the_named_did(line, mail):
    line("mail", "trust", "--server", "mx.altro.example")
    said = mail(SIGNED)
    assert "Nessuno dei server nominati ha firmato la mail" in said
    assert "Nessuno dei server nominati" in on_one_line(line("ticket", "show", "TK000001").out)


def test_the_provider_of_certified_mail_has_a_setting_of_its_own(line):
    desk = open_desk(line.desk, who="zen")
    assert lacking.of_reason(desk, "pec-provider-unknown") == "pec_provider"
    assert lacking.of_reason(desk, "dmarc") == ""
    desk.close()


def test_what_lacks_is_no_fault_for_the_doctor(line):
    told = line("doctor", "--json").json
    assert told["ok"] is True
    states = {one["name"]: one["state"] for one in told["checks"]}
    assert (states["integrity"], states["senders"]) == ("ok", "note")


def test_a_mail_set_aside_names_the_setting_that_would_vouch_for_it(line, tmp_path):
    path = tmp_path / "sconosciuta.eml"
    path.write_text(PLAIN.replace("dalpra", "forno").format(n=1))
    line("mail", "import", str(path))
    assert NAMES_IT in on_one_line(line("mail", "show", "1").out)
    desk = open_desk(line.desk, who="zen")
    (message,) = recovery.pending(desk, ("held",))
    assert NAMES_IT in preview.of_message(desk, message).why.plain
    desk.close()
    line("mail", "trust", "--server", "mx.delta.example")
    assert "deskterm mail trust" in on_one_line(line("mail", "show", "1").out)


def test_a_letter_without_an_address_says_how_the_customer_gets_one(line):
    line("customer", "add", "Forno Rossi", "--from", "2026-01-01", "--phone", "0445 000999")
    line("ticket", "add", "--customer", "C003", "--subject", "Stampa", "--body", "Esce vuota.")
    line("next")
    line("ticket", "answer", "TK000001", "Fatto.")
    assert "deskterm customer contact CLIENTE NOME --email" in on_one_line(line("backlog").out)


def test_the_backlog_of_a_new_desk_says_what_it_waits_for(empty):
    empty("init", "--service", "delta-system")
    assert "deskterm mail import FILE" in on_one_line(empty("backlog").out)
