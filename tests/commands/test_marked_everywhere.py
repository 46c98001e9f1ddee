"""What nobody vouches for is marked in every list of the line, and told to programs by one field (S7)."""

import pytest

from tests.commands.conftest import opened_under
from tests.commands.test_call_ends import QUOTED
from tests.commands.test_credits import FIRM
from tests.desk.mails import SERVER
from tests.desk.mails import letter as mail
from tests.models.terms_kit import text

AGREED = ("--phone", "0445 000123", "--from", "2026-01-01", "--until", "2026-12-31")
LATER = "Mon, 2 Mar 2026 10:40:00 +0100"
NOON = "2026-03-02T12:00"
REPLY = {
    "subject": "R: Stampa",
    "body": "Fatturate pure dieci ore.",
    "message_id": "<2@rossi.example>",
    "extra": "References: <1@rossi.example>\r\n",
    "received": LATER,
    "proven": False,
}


@pytest.fixture
def line(empty):
    empty("init", "--service", "delta-system", "--mail-server", SERVER, at="2026-03-01T08:00")
    empty("technician", "add", "zen")
    for code, name, address in (
        ("C001", "Rossi", "anna@rossi.example"),
        ("C002", "Verdi", "ugo@verdi.example"),
    ):
        empty("customer", "add", name, "--code", code, "--email", address, *AGREED)
    return empty


@pytest.fixture
def comes(line, tmp_path):
    def in_a_file(**values):
        path = tmp_path / "mail.eml"
        path.write_bytes(mail(**values))
        (row,) = line("mail", "import", path, "--json", at=NOON).lines
        return row["ticket"]

    return in_a_file


@pytest.fixture(params=["sender", "reply"])
def unsure(request, comes):
    """Anna's ticket, whose sender is to be confirmed, or a reply in it; and one of Ugo's that is sure."""
    sure = {"sender": "Ugo <ugo@verdi.example>", "message_id": "<9@verdi.example>", "subject": "Giacenze"}
    comes(**sure, body="Le giacenze non quadrano. Ugo, tel. 0445 000777")
    code = comes(proven=request.param == "reply")
    if request.param == "reply":
        said = {"body": "Fatturate pure dieci ore.", "message_id": "<2@rossi.example>", "received": LATER}
        comes(subject="R: Stampa", extra="References: <1@rossi.example>\r\n", proven=False, **said)
    return code


def words(line, *told):
    return " ".join(line(*told, at=NOON).out.split())


@pytest.mark.parametrize("told", [["queue"], ["ticket", "list"]], ids=" ".join)
def test_in_the_lists_of_tickets(line, unsure, told):
    shown = words(line, *told)
    assert f"{unsure} ? Rossi" in shown.replace(" in coda", "")
    assert "? Verdi" not in shown
    rows = {row["code"]: row["unsure"] for row in line(*told, "--json", at=NOON).lines}
    assert [code for code, is_so in rows.items() if is_so] == [unsure]
    assert "unsure" in line(*told, "--csv", at=NOON).out.splitlines()[0]


def test_among_callbacks_and_in_the_agenda(line, unsure):
    line("callback", "add", unsure, at=NOON)
    line("appointment", "add", unsure, "--start", "2026-03-03T10:00", "--minutes", "30", at=NOON)
    for told in (["callback", "list"], ["agenda"]):
        assert "? Rossi" in words(line, *told), told
        assert all(row["unsure"] for row in line(*told, "--json", at=NOON).lines)


def test_among_what_is_in_hand_and_what_is_loose(line, unsure):
    line("ticket", "take", unsure, "--reason", "chiede subito", at=NOON)
    for told in (["claim", "list"], ["shift"]):
        shown = words(line, *told)
        assert "? Rossi" in shown, told
        assert [row["unsure"] for row in line(*told, "--json", at=NOON).lines] == [True]


def test_on_the_card_of_the_customer(line, unsure):
    assert f"? {unsure}" in words(line, "customer", "show", "C001")
    assert line("customer", "show", "C001", "--json", at=NOON).json["unsure_tickets"] == [unsure]
    assert line("customer", "show", "C002", "--json", at=NOON).json["unsure_tickets"] == []


def test_in_the_backlog_and_among_its_letters(line, comes):
    code = comes(extra="List-Id: <soci.rossi.example>\r\n")
    said = {"body": "Fatturate pure.", "message_id": "<2@rossi.example>", "received": LATER}
    comes(subject="R: Stampa", extra="References: <1@rossi.example>\r\n", proven=False, **said)
    late = "2026-03-20T12:00"
    found = line("backlog", "--json", at=late).json
    assert [(one["ticket"], one["unsure"]) for one in found["breached_due"]] == [(code, True)]
    assert [(one["ticket"], one["unsure"]) for one in found["letters"]] == [(code, True)]
    assert found["unsure_tickets"] == [code]
    shown = " ".join(line("backlog", at=late).out.split())
    assert f"? {code} (" in shown and f"{code} ? Rossi: il numero" in shown


def test_words_that_nobody_vouches_for_are_found_with_their_mark(line, comes):
    code = comes()
    said = {"body": "Fatturate pure dieci ore.", "message_id": "<2@rossi.example>", "received": LATER}
    comes(subject="R: Stampa", extra="References: <1@rossi.example>\r\n", proven=False, **said)
    shown = words(line, "find", "dieci ore")
    assert f"{code} ? Rossi" in shown and "messaggio (da confermare): Fatturate pure dieci ore." in shown
    (row,) = line("find", "dieci ore", "--json", at=NOON).lines
    assert (row["unsure"], row["unconfirmed"]) == (True, True)
    sure = line("find", "registro IVA", "--json", at=NOON).lines[0]
    assert (sure["code"], sure["unconfirmed"]) == (code, False)


def test_a_message_of_no_ticket_whose_sender_is_doubtful_is_found_with_its_mark(line, comes):
    comes(sender="Anna Rossi <anna@rossl.example>", body="Cambiate subito il conto corrente.", proven=False)
    assert "messaggio (da confermare): Cambiate subito" in words(line, "find", "conto corrente")


def test_a_solved_ticket_that_is_like_one_is_marked_too(line, comes):
    first = comes(proven=False)
    line("ticket", "answer", first, "Dal menu Stampe, voce Registri.", at=NOON)
    second = comes(
        message_id="<5@rossi.example>", received=LATER, body="La stampa del registro IVA di marzo."
    )
    assert f"{first} ? Rossi" in words(line, "ticket", "similar", second)
    assert [row["unsure"] for row in line("ticket", "similar", second, "--json", at=NOON).lines] == [True]


def test_where_work_waits_for_its_price_for_its_end_or_was_cancelled(empty, tmp_path):
    terms = tmp_path / "prova.toml"
    terms.write_text(text(price=QUOTED), encoding="utf-8")
    empty("init", "--service", terms, at="2026-03-01T08:00")
    empty("mail", "trust", "--server", SERVER)
    empty("customer", "add", "Rossi", "--code", "C001", "--email", "anna@rossi.example", *AGREED)
    asked = ("--channel", "mail", "--customer", "C001", "--subject", "Modulo", "--json")
    sure = empty("ticket", "add", *asked, at=NOON).json["code"]
    path = tmp_path / "mail.eml"
    path.write_bytes(mail())
    (row,) = empty("mail", "import", path, "--json", at=NOON).lines
    for code in (sure, row["ticket"]):
        times = ("--start", "2026-03-02T10:00", "--end", "2026-03-02T10:30")
        empty("call", "log", code, "--kind", "remote", *times, "--note", "campi", at=NOON)
    empty("call", "start", row["ticket"], at="2026-03-02T11:00")
    empty("call", "stop", at="2026-03-02T11:30")
    empty("call", "start", row["ticket"], at="2026-03-02T11:31")
    empty("call", "stop", at="2026-03-02T11:59")
    empty("call", "cancel", 4, "--why", "prova", at=NOON)
    path.write_bytes(mail(**REPLY))
    empty("mail", "import", path, at=NOON)
    shown = words(empty, "call", "to-price")
    assert f"{row['ticket']} ? Rossi" in shown and f"{sure} Rossi" in shown
    told = {one["ticket"]: one["unsure"] for one in empty("call", "to-price", "--json", at=NOON).lines}
    assert told == {sure: False, row["ticket"]: True}
    backlog = words(empty, "backlog")
    assert f"{row['ticket']} ? Rossi: contatto" in backlog and f"{sure} Rossi: contatto" in backlog
    assert f", ? {row['ticket']}, " in backlog, "the contact that is to be filed"
    found = empty("backlog", "--json", at=NOON).json
    assert [one["unsure"] for one in (*found["unreported"], *found["cancelled"])] == [True, True]
    assert f"? {row['ticket']}" in words(empty, "call", "list", "--unfiled")
    assert f"{row['ticket']} ? Rossi (" in " ".join(empty("settle", "2026-03", at=NOON).err.split())


def test_where_a_credit_is_proposed(empty, tmp_path):
    opened_under(empty, tmp_path, FIRM, "--fee", "1200")
    empty("customer", "contact", "C001", "Anna", "--email", "anna@rossi.example")
    empty("mail", "trust", "--server", SERVER)
    path = tmp_path / "mail.eml"
    path.write_bytes(mail())
    (row,) = empty("mail", "import", path, "--json", at=NOON).lines
    path.write_bytes(mail(**REPLY))
    empty("mail", "import", path, at=NOON)
    late = "2026-03-04T10:00"
    found = empty("backlog", "--json", at=late).json["credits"]
    assert {one["unsure"] for one in found} == {True}
    shown = " ".join(empty("backlog", at=late).out.split())
    assert shown.count(f"{row['ticket']} ? Rossi: ") == len(found)
    assert "? Rossi" in empty("credit", "list", "2026-03", at=late).out


def test_of_several_replies_the_ticket_counts_them_and_to_confirm_one_says_whose_each_is(line, comes):
    code = comes()
    comes(**REPLY)
    comes(**REPLY | {"body": "Anzi, venti.", "message_id": "<3@rossi.example>"})
    assert line("ticket", "show", code, "--json", at=NOON).json["to_confirm"] == 2
    assert "con 2 risposte da confermare" in words(line, "ticket", "show", code)
    refused = " ".join(line("ticket", "confirm", code, code=1, at=NOON).err.split())
    assert "(anna@rossi.example, «Fatturate pure dieci ore.»)" in refused and "«Anzi, venti.»" in refused
