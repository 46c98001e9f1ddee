"""Mail from files: one outcome each; what became no ticket can be seen, recovered or let go."""

import mailbox
import tomllib

import pytest

from tests.commands.conftest import ROOT

DEMO = ROOT / "data" / "demo" / "delta-system"
MAILS = DEMO / "mails"
LETTER = """From: Anna Dal Pra <anna@dalpra.example>
To: assistenza@delta-system.example
Subject: {subject}
Message-ID: <{number}@dalpra.example>
Date: Mon, 2 Mar 2026 09:00:00 +0100

{body}
"""


def letter(number, subject="Stampa vuota", body="Il registro esce vuoto. Telefono 0445 000123."):
    return LETTER.format(number=number, subject=subject, body=body).encode()


def test_the_demos_mails_end_as_they_should(empty):
    empty("init", "--service", "delta-system", "--mail-server", "mx.delta-system.example")
    empty("mail", "trust", "--beneath", "mx.delta-system.example")
    empty("customer", "import", DEMO / "customers.toml")
    rows = empty("mail", "import", MAILS, "--json", at="2026-03-03T09:12").lines
    outcomes = {row["source"].rpartition("/")[2]: row["outcome"] for row in rows}
    expected = tomllib.loads((DEMO / "expected.toml").read_text(encoding="utf-8"))
    wanted = {one["file"]: one["outcome"] for one in expected["mail"]}
    assert outcomes.keys() == wanted.keys()
    assert {name: (outcomes[name], wanted[name]) for name in wanted if outcomes[name] != wanted[name]} == {}


def test_that_the_servers_checks_stand_beneath_its_line_is_told_until_somebody_says_so(empty):
    empty("init", "--service", "delta-system", "--mail-server", "mx.delta-system.example")
    empty("customer", "import", DEMO / "customers.toml")
    empty("mail", "import", MAILS, at="2026-03-03T09:12", code=None)
    cure = "deskterm mail trust --beneath"
    senders = next(one for one in empty("doctor", "--json").json["checks"] if one["name"] == "senders")
    assert cure in senders["detail"] and "mx.delta-system.example" in senders["detail"]
    told = " ".join(empty("backlog").out.split())
    assert "mittente da confermare" in told and cure in told
    empty("mail", "trust", "--beneath", "mx.delta-system.example")
    senders = next(one for one in empty("doctor", "--json").json["checks"] if one["name"] == "senders")
    assert senders["detail"] == "mx.delta-system.example" and cure not in empty("backlog").out


PEC = "16-pec-conservazione.eml"


@pytest.mark.parametrize(
    ("told", "confirmed"),
    [(["init"], False), (["init", "--pec-provider", "@GestorePEC.example"], True), (["trust"], True)],
    ids=["nobody", "at the start", "later"],
)
def test_a_certified_mail_counts_where_its_provider_is_believed(empty, told, confirmed):
    options = told[1:] if told[0] == "init" else []
    empty("init", "--service", "delta-system", "--mail-server", "mx.delta-system.example", *options)
    empty("mail", "trust", "--beneath", "mx.delta-system.example")
    if told == ["trust"]:
        empty("mail", "trust", "--pec", "gestorepec.example")
    empty("customer", "import", DEMO / "customers.toml")
    (row,) = empty("mail", "import", MAILS / PEC, "--json", at="2026-03-03T09:12").lines
    assert empty("ticket", "show", row["ticket"], "--json").json["confirmed"] is confirmed


def test_whom_the_desk_believes_is_shown_added_and_taken_away(line):
    assert line("mail", "trust", "--json").json == {"mail_servers": [], "pec_providers": [], "beneath": []}
    line("mail", "trust", "--server", "mx.uno.example", "--pec", "pec.due.example")
    both = line("mail", "trust", "--server", "mx.tre.example", "--json").json
    assert both == {
        "mail_servers": ["mx.tre.example", "mx.uno.example"],
        "pec_providers": ["pec.due.example"],
        "beneath": [],
    }
    left = line("mail", "trust", "--forget", "mx.uno.example", "--forget", "pec.due.example", "--json").json
    assert left == {"mail_servers": ["mx.tre.example"], "pec_providers": [], "beneath": []}
    assert "mx.tre.example" in line("mail", "trust").out and "nessuno" in line("mail", "trust").out
    line("mail", "trust", "--forget", "mx.uno.example", code=1)
    line("mail", "trust", "--server", "due nomi", code=2)


def test_the_same_file_twice_makes_no_doubles(line, tmp_path):
    path = tmp_path / "one.eml"
    path.write_bytes(letter(1))
    assert [row["outcome"] for row in line("mail", "import", path, path, "--json").lines] == [
        "queued",
        "duplicate",
    ]
    assert len(line("queue", "--json").lines) == 1


def test_an_mbox_and_a_maildir_are_read(line, tmp_path):
    box = mailbox.mbox(tmp_path / "box")
    box.add(letter(1))
    box.add(letter(2, subject="Seconda"))
    box.close()
    folder = mailbox.Maildir(tmp_path / "Maildir")
    folder.add(letter(3, subject="Terza"))
    folder.close()
    rows = line("mail", "import", tmp_path / "box", tmp_path / "Maildir", "--json").lines
    assert [row["outcome"] for row in rows] == ["queued"] * 3


def test_mail_comes_by_standard_input(line):
    answer = line.process("mail", "import", "-", "--json", stdin=letter(1).decode())
    assert answer.json["outcome"] == "queued"


def test_a_plain_address_counts_only_when_somebody_vouches(line, tmp_path):
    for number, extra in ((1, []), (2, ["--vouch"])):
        path = tmp_path / f"{number}.eml"
        path.write_bytes(letter(number, subject=f"Richiesta {number}"))
        line("mail", "import", path, *extra)
    plain, vouched = line("queue", "--json").lines
    assert (plain["confirmed"], plain["due_at"]) == (False, None)
    assert vouched["confirmed"] is True
    assert vouched["due_at"] is not None
    line("ticket", "confirm", plain["code"])
    assert line("ticket", "show", plain["code"], "--json").json["due_at"] is not None


def test_a_mail_without_subject_is_rejected_and_comes_back(line, tmp_path):
    path = tmp_path / "blank.eml"
    path.write_bytes(letter(1, subject="R: "))
    row = line("mail", "import", path, "--json").json
    assert (row["outcome"], row["rule"], row["ticket"]) == ("rejected", "D8", None)
    (pending,) = line("mail", "pending", "--json").lines
    assert pending["outcome"] == "rejected"
    back = line("mail", "recover", pending["id"], "--customer", "C001", "--json", at="2026-03-05T09:00").json
    assert back["received_at"] == "2026-03-02T09:00:00+01:00"
    assert line("mail", "pending", "--json").out == ""
    line("mail", "recover", pending["id"], code=1)


def test_what_is_let_go_can_still_be_read(line, tmp_path):
    path = tmp_path / "stranger.eml"
    path.write_bytes(letter(1).replace(b"dalpra.example", b"stranger.example"))
    number = line("mail", "import", path, "--json").json["message"]
    line("mail", "dismiss", number, "--why", "sbagliato")
    assert line("mail", "pending", "--json").out == ""
    assert "registro" in line("mail", "show", number).out
    assert line.process("mail", "raw", number).out.encode() == path.read_bytes()


def test_a_file_that_cannot_be_read_stops_nothing(line, tmp_path):
    (tmp_path / "empty.eml").write_bytes(b"")
    (tmp_path / "good.eml").write_bytes(letter(1))
    rows = line("mail", "import", tmp_path / "empty.eml", tmp_path / "good.eml", "--json", code=1).lines
    assert [row["outcome"] for row in rows] == ["unreadable", "queued"]


@pytest.mark.parametrize("lang", ["it", "en"])
def test_every_reason_is_told_in_words(empty, lang):
    empty("init", "--service", "delta-system", "--mail-server", "mx.delta-system.example")
    empty("mail", "trust", "--beneath", "mx.delta-system.example")
    empty("customer", "import", DEMO / "customers.toml")
    told = empty("mail", "import", MAILS, at="2026-03-03T09:12", lang=lang).out
    codes = ("address-in-name", "authentication-failed", "auto-submitted", "bounce ", "newsletter ")
    assert [code for code in codes if code in told] == []


def test_an_attachment_is_saved_beside_what_is_there(line, tmp_path):
    empty = line
    empty("customer", "import", DEMO / "customers.toml", code=1)
    box = tmp_path / "out"
    box.mkdir()
    path = next(MAILS.glob("21-*.eml"))
    number = empty("mail", "import", path, "--json", at="2026-03-03T09:00").json["message"]
    (file, *_) = empty("mail", "show", number, "--json").json["attachments"]
    first = empty("ticket", "attachment", file["id"], "--folder", box, "--json").json["path"]
    second = empty("ticket", "attachment", file["id"], "--folder", box, "--json").json["path"]
    assert first != second
    assert len(list(box.iterdir())) == 2
