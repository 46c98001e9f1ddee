"""Mailboxes as they are: too large a mail, a file that cannot be read, the bin, compressed ones."""

import gzip

import pytest
from deskterm import locale
from deskterm.mail import boxes, sandbox
from deskterm.mail.reading import limits

from .test_mail import letter


@pytest.fixture
def small(monkeypatch):
    """A mail is too large from a thousand bytes."""
    for module in (sandbox, limits, boxes):
        monkeypatch.setattr(module, "MAIL_BYTES", 1_000)


def large(number: int = 1) -> bytes:
    return letter(number) + b"x" * 2_000


def test_of_a_mail_that_is_too_large_a_person_sees_who_and_what_and_makes_the_ticket(line, tmp_path, small):
    (tmp_path / "big.eml").write_bytes(large())
    row = line("mail", "import", tmp_path / "big.eml", "--json").json
    assert (row["outcome"], row["reason"]) == ("unreadable", "too-large")
    shown = line("mail", "show", row["message"], "--json").json
    assert (
        "dalpra.example" in shown["from"]["address"]
        and "registro" in shown["subject"].lower() + shown["body"]
    )
    assert line("backlog", "--json").json["rejected"] or line("mail", "pending", "--json").lines
    assert line("mail", "recover", row["message"], "--json").json["code"] == "TK000001"


def test_it_comes_twice_and_is_there_once(line, tmp_path, small):
    (tmp_path / "big.eml").write_bytes(large())
    (tmp_path / "posta").write_bytes(b"From a@b.example Tue Mar  3 08:50:00 2026\n" + large(2))
    for outcome in ("unreadable", "duplicate"):
        rows = line("mail", "import", tmp_path / "big.eml", tmp_path / "posta", "--json").lines
        assert [row["outcome"] for row in rows] == [outcome, outcome]


def test_what_could_not_be_read_is_counted_until_it_can_be(line, tmp_path):
    path = tmp_path / "a.eml"
    path.write_bytes(b"")
    for _ in range(2):
        assert line("mail", "import", path, "--json", code=1).json["reason"] == "empty"
    assert [row["subject"] for row in line("mail", "pending", "--json").lines] == [str(path)]
    path.write_bytes(letter(1))
    assert line("mail", "import", path, "--json").json["outcome"] == "queued"
    assert line("mail", "pending", "--json").out == ""


def test_a_mailbox_that_was_empty_is_forgotten_when_it_holds_mails(line, tmp_path):
    path = tmp_path / "posta"
    path.write_bytes(b"")
    line("mail", "import", path, code=1)
    path.write_bytes(b"From a@b.example Tue Mar  3 08:50:00 2026\n" + letter(1))
    line("mail", "import", path)
    assert line("mail", "pending", "--json").out == ""


@pytest.mark.parametrize(("flags", "word"), [("ST", "cestino"), ("D", "bozza")])
def test_the_bin_and_drafts_are_passed_over_with_a_word(line, tmp_path, flags, word):
    (tmp_path / "cur").mkdir()
    (tmp_path / "cur" / f"1.host:2,{flags}").write_bytes(letter(1))
    (tmp_path / "cur" / "2.host:2,SZ").write_bytes(gzip.compress(letter(2)))
    told = line("mail", "import", tmp_path, lang="it").out
    assert word in told and "TK000001" in told
    assert line("mail", "pending", "--json").out == ""


def test_a_file_that_is_no_mail_is_no_request_without_a_subject(line, tmp_path):
    (tmp_path / "a.eml").write_bytes(b"%PDF-1.4\n%\xe2\xe3\n")
    row = line("mail", "import", tmp_path, "--json").json
    assert (row["outcome"], row["reason"], row["rule"]) == ("unreadable", "mail-is-pdf", None)
    assert line("backlog", "--json").code == 0


@pytest.mark.parametrize("lang", ["it", "en"])
@pytest.mark.parametrize("content", [b"%PDF-1.4\n", b"", b"<html>ciao</html>"])
def test_the_lead_sees_which_file_it_was_and_why(line, tmp_path, lang, content):
    (tmp_path / "a.eml").write_bytes(content)
    line("mail", "import", tmp_path / "a.eml", code=None)
    told = line("backlog", lang=lang).out
    (pending,) = line("mail", "pending", "--json").lines
    assert pending["subject"].endswith("a.eml")
    assert "a.eml" in told and locale_of(lang, pending["reason"]) in told


def locale_of(lang: str, reason: str) -> str:
    before = locale.language()
    locale.choose(lang)
    try:
        return locale.t(f"reasons.{reason}")
    finally:
        locale.choose(before)
