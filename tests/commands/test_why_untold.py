"""Requests whose number no machine tells: the backlog and the ticket say why, each in its own words."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.desk.mails import SERVER
from tests.desk.mails import letter as mail

OTHERS = "Carlo Bar <bar@centrale.example>"
THEIRS = {"sender": OTHERS, "message_id": "<2@centrale.example>"}


@pytest.fixture
def line(empty):
    empty("init", "--service", "delta-system", "--mail-server", SERVER)
    empty("technician", "add", "zen")
    empty("customer", "add", "Rossi Impianti", "--code", "C001", "--email", "anna@rossi.example")
    empty("customer", "add", "Bar Centrale", "--code", "C002", "--email", "bar@centrale.example")
    return empty


@pytest.fixture
def comes(line, tmp_path):
    def in_a_file(*args, **values):
        path = tmp_path / "mail.eml"
        path.write_bytes(mail(*args, **values))
        (row,) = line("mail", "import", path, "--json").lines
        return row["ticket"]

    return in_a_file


def tag(line, code):
    """The tag by which our letters about a ticket find back."""
    letter = next(
        m for m in line("ticket", "show", code, "--json").json["messages"] if m["direction"] == "out"
    )
    return letter["subject"][letter["subject"].index("[#") :]


def untold(line, code, lang="it"):
    """What the backlog says of a ticket's number, and the ticket."""
    (row,) = [one for one in line("backlog", "--json").json["letters"] if one["ticket"] == code]
    told = " ".join(line("backlog", lang=lang).out.split())
    of_ticket = line("ticket", "show", code, "--json").json["number_untold"]
    assert (row["what"], row["why"]) == ("number", of_ticket)
    shown = " ".join(line("ticket", "show", code, lang=lang).out.split())
    return told, shown, of_ticket.removeprefix("number_")


BY_ITS_HEADERS = [
    ({"extra": "List-Id: <soci.rossi.example>\r\n"}, "list", "it came through a list"),
    ({"extra": "Precedence: list\r\n"}, "list", "it came through a list"),
    ({"extra": "Precedence: bulk\r\n"}, "bulk", "it was sent as bulk mail"),
    ({"extra": "List-Unsubscribe: <mailto:via@rossi.example>\r\n"}, "bulk", "it was sent as bulk mail"),
    (
        {"extra": "", "subject": "Fuori ufficio: chi risponde?"},
        "words",
        "its subject reads like an automatic reply",
    ),
    ({"extra": "X-Ricevuta: consegna\r\n", "subject": "CONSEGNA: x"}, "receipt", "looks like a receipt"),
]


@pytest.mark.parametrize(("said", "why", "words"), BY_ITS_HEADERS)
def test_by_what_way_or_words_a_mail_seems_a_machine_s_is_said(line, comes, said, why, words):
    code = comes(**said)
    told, shown, found = untold(line, code, "en")
    assert found == why
    assert words in told and words in shown
    assert ("through a list" in told) == (why == "list")


def test_a_postmaster_who_is_a_customer_is_called_one(line, comes):
    line("customer", "add", "Posta Verde", "--code", "C003", "--email", "postmaster@verde.example")
    told, _, why = untold(line, comes("postmaster@verde.example", message_id="<3@verde.example>"))
    assert why == "postmaster" and "viene da un indirizzo postmaster@" in told


def test_the_tag_of_another_customer_s_request_is_called_so(line, comes):
    first = comes()
    code = comes(**THEIRS, subject=f"Scontrino {tag(line, first)}")
    told, shown, why = untold(line, code)
    assert why == "tag_of_others"
    assert "porta l'etichetta della richiesta di un altro cliente" in told and "da una lista" not in told
    assert "il numero lo dice una persona" in shown


def test_a_conversation_that_is_handed_on_is_called_so(line, comes):
    first = comes()
    code = comes(subject=f"Fwd: Altra cosa {tag(line, first)}", message_id="<2@rossi.example>")
    told, _, why = untold(line, code)
    assert why == "forward" and "inoltra una nostra conversazione" in told


def test_the_letter_of_another_desk_is_called_so(line, comes):
    told, _, why = untold(line, comes(subject="Richiesta [#AB000012-k3x9q2]"))
    assert why == "tag_of_elsewhere" and "porta l'etichetta di un altro banco" in told


def test_a_number_that_a_person_has_told_is_untold_no_longer(line, comes):
    code = comes(extra="List-Id: <soci.rossi.example>\r\n")
    message = line("backlog", "--json").json["letters"][0]["number"]
    line("mail", "tell", message)
    assert line("ticket", "show", code, "--json").json["number_untold"] is None
    assert line("backlog", "--json").json["letters"] == []


def test_a_number_is_told_once_and_anew_only_on_request(line, comes):
    code = comes(extra="List-Id: <soci.rossi.example>\r\n")
    message = line("backlog", "--json").json["letters"][0]["number"]
    letter = line("mail", "tell", message, "--json").json["id"]
    told = " ".join(line("mail", "tell", message, code=1).err.split())
    assert f"{code}: il numero è già stato scritto al cliente (" in told
    assert f"lettera {letter}" in told and "--again" in told
    assert line("mail", "tell", message, "--again", "--json").json["id"] > letter


def test_a_number_that_the_desk_told_by_itself_is_told_anew_only_on_request(line, comes):
    code = comes()
    first, receipt = line("ticket", "show", code, "--json").json["messages"]
    assert f"lettera {receipt['id']}" in " ".join(line("mail", "tell", first["id"], code=1).err.split())
    assert line("mail", "tell", first["id"], "--again", "--json").json["id"] > receipt["id"]


def test_a_number_whose_letter_somebody_stopped_is_still_to_be_told(line, comes):
    code = comes(extra="List-Id: <soci.rossi.example>\r\n")
    message = line("backlog", "--json").json["letters"][0]["number"]
    line("mail", "stop", line("mail", "tell", message, "--json").json["id"])
    assert line("ticket", "show", code, "--json").json["number_untold"] == "number_list"
    assert [one["number"] for one in line("backlog", "--json").json["letters"]] == [message]
    assert line("mail", "tell", message, "--json").json["state"] == "outbox"


def test_numbers_that_go_together_later_are_untold_until_then(line, comes):
    codes = [comes(subject=f"Cosa {n}", message_id=f"<{n}@rossi.example>") for n in range(7)]
    told = [line("ticket", "show", code, "--json").json["number_untold"] for code in codes]
    assert told == [None] * 5 + ["number_owed"] * 2
    shown = " ".join(line("ticket", "show", codes[-1]).out.split())
    assert "non è ancora detto: parte da solo entro un'ora" in shown


def test_a_request_in_our_own_name_has_nobody_to_be_told(line):
    given = ["--channel", "mail", "--customer", "C001", "--subject", "Nota", "--body", "Chiamare."]
    ours = ["--email", "assistenza@delta-system.example", "--phone", "0445 000123"]
    code = line("ticket", "add", *given, *ours, "--json").json["code"]
    assert line("ticket", "show", code, "--json").json["number_untold"] == "number_ours"
    assert "l'indirizzo è uno dei nostri" in " ".join(line("ticket", "show", code).out.split())
    assert line("backlog", "--json").json["letters"] == []


def numbers_told(line, at):
    told = line("mail", "outbox", "--json", at=at).lines
    return [one for one in told if one["kind"] == "acknowledgement"]


@pytest.mark.parametrize("at", ["2027-03-02T18:00", "2026-11-30T18:00"], ids=["to come", "past"])
def test_work_at_another_time_writes_no_letter_that_gathers_which_waits_for_the_real_one(
    line, tmp_path, monkeypatch, at
):
    began = int(datetime(2026, 12, 1, 9, tzinfo=ZoneInfo("Europe/Rome")).timestamp())
    real = [began]
    monkeypatch.setattr("deskterm.clock.MachineClock.__call__", lambda self: real[0])
    when = "Tue, 1 Dec 2026 08:50:00 +0100"
    for number in range(6):
        path = tmp_path / f"{number}.eml"
        told = {"subject": f"Cosa {number}", "message_id": f"<{number}@rossi.example>", "received": when}
        path.write_bytes(mail(**told))
        line("mail", "import", path, at="")
    assert len(numbers_told(line, "")) == 5
    line("next", at=at)
    assert len(numbers_told(line, at)) == 5
    real[0] += 3700
    line("ticket", "note", "TK000001", "Sentito.", at=at)
    assert len(numbers_told(line, at)) == 5
    line("ticket", "note", "TK000001", "Risentito.", at="")
    assert len(numbers_told(line, at)) == 6
    (letter,) = [one for one in numbers_told(line, at) if one["written_at"].startswith("2026-12-01T10")]
    assert letter["to"] == "anna@rossi.example"
