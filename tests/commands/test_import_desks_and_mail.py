"""Exports of other desks beside the mailbox: who is a customer, and which mail is which ticket."""

from base64 import b64encode

import pytest

from tests.commands import test_import_desks as desks
from tests.commands.test_import_desks import ALL, NEW_USER, NOW, named, thread

bring, changed, dump = desks.bring, desks.changed, desks.dump


def left(found):
    return [(one["foreign"], one["detail"]) for one in found if one["reason"] == "of_spam_alone"]


def test_who_has_only_sent_spam_to_freescout_is_no_customer_here_and_is_named(bring, empty, tmp_path):
    assert left(bring(*ALL["freescout"])) == [("customer:12", "spam@spam.example")]
    told = empty("import", *ALL["freescout"], at=NOW).out
    assert "di loro là c'è solo posta indesiderata, o ticket eliminati: 1" in told
    mail = tmp_path / "ancora.eml"
    mail.write_bytes(
        b"From: spam@spam.example\r\nSubject: Vinci ancora\r\nDate: Mon, 02 Mar 2026 08:30:00 +0100\r\n"
        b"Message-ID: <v2@spam.example>\r\n\r\nClicca qui.\r\n"
    )
    found = empty("mail", "import", mail, "--vouch", "--json", at=NOW).lines[0]
    assert (found["outcome"], found["reason"]) == ("held", "unknown_sender")
    assert empty("mail", "outbox", "--json", at=NOW).lines == []


@pytest.mark.parametrize(
    ("state", "status", "told"),
    [(2, 4, True), (3, 1, True), (1, 1, False), (2, 1, False)],
    ids=["spam", "deleted", "draft", "open"],
)
def test_of_freescout_it_is_spam_or_deleted_that_makes_no_customer(bring, dump, state, status, told):
    was, now = "(103, 903, 1, 1, 4, 4, 2,", f"(103, 903, 1, 1, 4, {status}, {state},"
    assert bool(left(bring(*dump("freescout", (was, now))))) == told


def test_who_wrote_in_a_conversation_that_enters_is_a_customer_all_the_same(bring, dump):
    more = "(104, 904, 1, 1, 1, 1, 2, 'Poi una domanda', 'spam@spam.example', 1, NULL, 12, 1, 1, NULL,"
    at = " '2026-02-25 08:00:00', '2026-02-25 08:00:00'),\n(103, 903,"
    assert left(bring(*dump("freescout", ("(103, 903,", more + at)))) == []


def test_nor_is_who_has_only_deleted_tickets_at_osticket_or_zammad(bring, dump, changed):
    told = ("(22,0,32,0,", "(23,0,33,0,'Vinci','2024-05-07 09:00:00','2024-05-07 09:00:00'),(22,0,32,0,")
    status = ("(54,NULL,'731054',22,", "(54,NULL,'731054',23,")
    assert left(bring(*dump("osticket", told, status))) == [("user:23", "Vinci")]
    changed.edit("users-1.json", lambda users: users.append(NEW_USER))
    spam = {"id": 6, "number": "22006", "customer_id": 9, "state_id": 6}
    changed.edit("tickets-1.json", lambda tickets: tickets.append(tickets[2] | spam))
    assert left(bring("zammad", changed.folder)) == [("user:9", "Sara Festa sara@mulino.example")]


HEAD = (
    "Authentication-Results: mx.delta.example; dmarc=pass header.from=mulino.example\r\n"
    "Received: from mail.mulino.example by mx.delta.example; {at}\r\n"
    "From: Paola Rigoni <paola@mulino.example>\r\nTo: aiuto@delta.example\r\nDate: {at}\r\n"
    "Subject: {subject}\r\nMessage-ID: <{own}@mulino.example>\r\nMIME-Version: 1.0\r\n"
)
PNG = b"\x89PNG\r\n\x1a\n"


def original(tmp_path, *files, text="Non quadra il magazzino.\r\nAllego il tabulato.", sender="paola"):
    """The mail of 22002 as it still lies in the mailbox, with these files."""
    told = HEAD.format(at="Fri, 27 Feb 2026 12:59:30 +0000", subject="Bilancino di magazzino", own="a2")
    told = told.replace("paola@", f"{sender}@") + "Content-Type: multipart/mixed; boundary=B\r\n\r\n"
    told += f"--B\r\nContent-Type: text/plain\r\n\r\n{text}\r\n"
    for name, content in files:
        told += f"--B\r\nContent-Type: application/octet-stream; name={name}\r\n"
        told += f"Content-Disposition: attachment; filename={name}\r\nContent-Transfer-Encoding: base64\r\n"
        told += f"\r\n{b64encode(content).decode()}\r\n"
    path = tmp_path / "originale.eml"
    path.write_text(f"{told}--B--\r\n", encoding="utf-8", newline="")
    return path


TABLE = ("tabulato.csv", b"codice;pezzi\n1;2\n")


def names(line, code):
    return [file["name"] for file in thread(line, code)[0]["attachments"]]


def test_the_mail_of_a_ticket_that_was_brought_is_that_one_and_brings_the_file_that_was_missing(
    bring, empty, tmp_path
):
    code = named(bring(*ALL["zammad"]), "ticket", "added")["22002"]["code"]
    assert names(empty, code) == ["tabulato.csv"]
    empty("mail", "trust", "--server", "mx.delta.example", at=NOW)
    mail = original(tmp_path, TABLE, ("foto.png", PNG))
    found = empty("mail", "import", mail, "--json", at=NOW).lines[0]
    assert (found["outcome"], found["ticket"]) == ("duplicate", None)
    assert names(empty, code) == ["tabulato.csv", "foto.png"]
    assert empty("mail", "import", mail, "--json", at=NOW).lines[0]["outcome"] == "duplicate"
    assert names(empty, code) == ["tabulato.csv", "foto.png"]
    assert [one["code"] for one in empty("queue", "--json", at=NOW).lines].count(code) == 1
    assert empty("doctor", "--json", at=NOW).json["ok"]


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ([("altro.csv", b"altro")], {}),
        ([TABLE, ("foto.png", PNG)], {"text": "Un'altra cosa."}),
        ([TABLE, ("foto.png", PNG)], {"sender": "ivo"}),
    ],
    ids=["without a file that was brought", "other words", "another sender"],
)
def test_other_words_files_or_senders_under_its_number_are_another_mail(bring, empty, tmp_path, files, told):
    code = named(bring(*ALL["zammad"]), "ticket", "added")["22002"]["code"]
    empty("mail", "trust", "--server", "mx.delta.example", at=NOW)
    found = empty("mail", "import", original(tmp_path, *files, **told), "--json", at=NOW).lines[0]
    assert found["outcome"] != "duplicate"
    assert names(empty, code) == ["tabulato.csv"]


def fetched(empty, tmp_path, own, subject, text):
    """Paola's mail, taken in here before the export came; its ticket."""
    empty("mail", "trust", "--server", "mx.delta.example", at="2026-01-14T09:10")
    told = HEAD.format(at="Wed, 14 Jan 2026 08:14:58 +0000", subject=subject, own=own)
    mail = tmp_path / f"{own}.eml"
    mail.write_text(f"{told}\r\n{text}\r\n", encoding="utf-8", newline="")
    return empty("mail", "import", mail, "--json", at="2026-01-14T09:20").lines[0]["ticket"]


ASKED = ("a1", "Stampa registro IVA", "La stampa del registro esce vuota.")


@pytest.fixture
def here(bring, empty, tmp_path):
    """22001, closed at Zammad, whose first mail was fetched here before."""
    empty("customer", "add", "Mulino", "--email", "paola@mulino.example", at="2026-01-02T09:00")
    return fetched(empty, tmp_path, *ASKED)


def state(empty, code):
    return empty("ticket", "show", code, "--json", at=NOW).json["state"]


def test_what_was_fetched_first_and_is_closed_there_is_closed_here(bring, empty, here):
    found = named(bring(*ALL["zammad"]), "ticket", "changed")["22001"]
    assert (found["code"], [one["code"] for one in found["remarks"]]) == (here, ["there"])
    assert state(empty, here) == "closed"
    assert here not in [one["code"] for one in empty("queue", "--json", at=NOW).lines]
    assert named(bring(*ALL["zammad"]), "ticket", "same")["22001"]["remarks"] == []


@pytest.mark.parametrize("work", ["taken", "answered", "written again"])
def test_but_not_where_somebody_has_worked_on_it_or_the_customer_has_written_since(
    bring, empty, tmp_path, here, work
):
    if work == "taken":
        empty("next", at="2026-01-14T09:30")
    elif work == "answered":
        empty("ticket", "answer", here, "Dal menu Stampe.", at="2026-01-14T09:30")
        empty("ticket", "reopen", here, at="2026-01-14T09:40")
    else:
        told = HEAD.format(at="Mon, 19 Jan 2026 08:14:58 +0000", subject="R: Stampa registro IVA", own="a3")
        mail = tmp_path / "ancora.eml"
        mail.write_text(
            f"{told}In-Reply-To: <a1@mulino.example>\r\n\r\nAncora vuota.\r\n", encoding="utf-8", newline=""
        )
        assert empty("mail", "import", mail, "--json", at="2026-01-19T09:20").lines[0]["ticket"] == here
    stood = state(empty, here)
    found = named(bring(*ALL["zammad"]), "ticket", "changed")["22001"]
    assert [one["code"] for one in found["remarks"]] == ["there", "state_differs"]
    assert state(empty, here) == stood != "closed"
