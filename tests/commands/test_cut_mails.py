"""A mail of which the desk has only a part says so wherever it is read, and where all of it is."""

from email.message import EmailMessage

import pytest
from deskterm.mail.reading.limits import MAIL_BYTES, PARTS


def mail(subject="Archivio"):
    made = EmailMessage()
    made["From"], made["To"] = "Anna <anna@dalpra.example>", "assistenza@delta-system.example"
    made["Subject"], made["Message-ID"] = subject, f"<{subject}@dalpra.example>"
    made.set_content("Vi mando l'archivio che non si apre.")
    return made


def too_large():
    made = mail()
    made.add_attachment(
        b"x" * MAIL_BYTES, maintype="application", subtype="octet-stream", filename="grosso.bin"
    )
    return made.as_bytes()


@pytest.fixture
def line(empty):
    empty("init", "--service", "delta-system")
    empty("customer", "add", "Dal Prà", "--code", "C001", "--email", "anna@dalpra.example")
    return empty


@pytest.fixture
def recovered(line, tmp_path):
    """The ticket that a person made of the mail that is too large, the mail's number, and its file."""
    path = tmp_path / "grosso.eml"
    path.write_bytes(too_large())
    (row,) = line("mail", "import", path, "--json").lines
    assert (row["outcome"], row["reason"]) == ("unreadable", "too-large")
    line("mail", "recover", row["message"])
    return line("mail", "show", row["message"], "--json").json, path


def test_a_mail_that_is_too_large_is_recovered_and_its_ticket_says_that_it_is_cut(line, recovered):
    message, path = recovered
    (code,) = [one["code"] for one in line("queue", "--json").lines]
    shown = " ".join(line("ticket", "show", code).out.split())
    assert "Non è intera: oltre 25 MB" in shown
    assert "Aveva almeno: grosso.bin (qui non ci sono)." in shown
    assert f"È intera in {path}." in shown
    (first, *_) = line("ticket", "show", code, "--json").json["messages"]
    cut = {name: first["cut"][name] for name in ("reason", "files", "whole_in")}
    assert cut == {"reason": "too-large", "files": ["grosso.bin"], "whole_in": str(path)}
    assert message["cut"] == first["cut"]


def test_among_its_attachments_stand_those_that_are_not_here(line, recovered):
    del recovered
    (code,) = [one["code"] for one in line("queue", "--json").lines]
    told = line("ticket", "attachments", code).out
    assert "grosso.bin" in told and "Nessun allegato" not in told


def test_of_a_mail_with_too_many_parts_and_one_of_too_many_words_the_rest_is_in_the_raw_mail(line, tmp_path):
    many = mail("Troppi")
    for n in range(PARTS + 5):
        many.add_attachment(b"x", maintype="text", subtype="csv", filename=f"{n}.csv")
    long = mail("Lunga")
    long.set_content("Parole. " * 30_000)
    for made, why in ((many, "più di 500 parti"), (long, "più di 200.000 caratteri")):
        path = tmp_path / f"{made['Subject']}.eml"
        path.write_bytes(made.as_bytes())
        (row,) = line("mail", "import", path, "--vouch", "--json").lines
        shown = line("ticket", "show", row["ticket"]).out
        assert why in shown and f"deskterm mail raw {row['message']} > mail.eml" in shown
        assert line("mail", "show", row["message"], "--json").json["cut"]["whole_in"] is None


def test_a_mail_that_is_whole_says_nothing_of_it(line, tmp_path):
    path = tmp_path / "posta.eml"
    path.write_bytes(mail().as_bytes())
    (row,) = line("mail", "import", path, "--vouch", "--json").lines
    assert line("ticket", "show", row["ticket"], "--json").json["messages"][0]["cut"] is None
    assert line("ticket", "attachments", row["ticket"]).out.strip() == "Nessun allegato."
