"""Mails from files: single ones, mailboxes of any damage, folders, standard input."""

import io
import os

import pytest
from deskterm.mail import sources
from deskterm.mail.reading.limits import MAIL_BYTES
from deskterm.mail.reading.parse import parse
from deskterm.mail.sources import messages

ONE = b"From: a@cliente.example\nSubject: uno\n\nciao\n"
TWO = b"From: b@cliente.example\nSubject: due\n\n>From qui in poi\n\nFrom ieri non va\n"


def subjects(path) -> list[str]:
    return [parse(raw, now=0).subject if raw is not None else error for _, raw, error in messages(path)]


def mbox(*mails: bytes) -> bytes:
    return b"".join(b"From x@cliente.example Tue Mar  3 08:50:00 2026\n" + mail + b"\n" for mail in mails)


def test_one_mail_in_one_file(tmp_path):
    (tmp_path / "a.eml").write_bytes(ONE)
    assert list(messages(tmp_path / "a.eml")) == [(str(tmp_path / "a.eml"), ONE, "")]


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_the_mails_of_a_mailbox_in_order(tmp_path, line_end):
    path = tmp_path / "posta"
    path.write_bytes(mbox(ONE, TWO, ONE).replace(b"\n", line_end))
    found = list(messages(path))
    assert [source for source, *_ in found] == [f"{path}:{n}" for n in (1, 2, 3)]
    assert subjects(path) == ["uno", "due", "uno"]


def test_a_quoted_from_loses_its_mark_and_a_plain_one_starts_no_mail(tmp_path):
    (tmp_path / "posta").write_bytes(mbox(TWO))
    ((_, raw, _),) = messages(tmp_path / "posta")
    assert raw.rstrip().endswith(b"\nFrom qui in poi\n\nFrom ieri non va")


def test_a_damaged_mailbox_still_gives_its_mails(tmp_path):
    glued = mbox(ONE).rstrip(b"\n") + b"\n" + mbox(TWO)  # the empty line between them is lost
    (tmp_path / "posta").write_bytes(b"\n\n" + glued + b"From x@y Tue Mar  3 08:51:00 2026\nSubj")
    assert subjects(tmp_path / "posta")[:2] == ["uno", "due"]


def test_a_mail_that_is_too_large_does_not_stop_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "MAIL_BYTES", 200)
    (tmp_path / "posta").write_bytes(mbox(ONE, ONE + b"x" * 300 + b"\n", TWO))
    assert subjects(tmp_path / "posta") == ["uno", "too-large", "due"]
    (tmp_path / "a.eml").write_bytes(ONE + b"x" * 300)
    assert subjects(tmp_path / "a.eml") == ["too-large"]


def test_a_size_is_looked_at_before_the_bytes(tmp_path):
    with (tmp_path / "a.eml").open("wb") as stream:
        stream.truncate(MAIL_BYTES * 100)  # 2.5 GB that are not there
    assert subjects(tmp_path / "a.eml") == ["too-large"]


def test_a_maildir_gives_what_was_seen_and_then_what_is_new(tmp_path):
    for name in ("cur", "new", "tmp"):
        (tmp_path / name).mkdir()
    (tmp_path / "cur" / "1.a:2,S").write_bytes(ONE)
    (tmp_path / "new" / "2.b").write_bytes(TWO)
    (tmp_path / "tmp" / "3.c").write_bytes(ONE)
    assert subjects(tmp_path) == ["uno", "due"]


def test_a_folder_gives_its_mails_and_names_what_it_cannot_read(tmp_path):
    (tmp_path / "a.eml").write_bytes(ONE)
    (tmp_path / "b.eml").write_bytes(b"")
    (tmp_path / "c.EML").write_bytes(TWO)
    (tmp_path / "d.eml").symlink_to(tmp_path / "nulla")
    (tmp_path / "nota.txt").write_text("no")
    assert subjects(tmp_path) == ["uno", "empty", "due", "not-found"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told(tmp_path):
    (tmp_path / "a.eml").write_bytes(ONE)
    (tmp_path / "a.eml").chmod(0)
    assert subjects(tmp_path / "a.eml") == ["permission"]


def test_what_is_not_there_is_told(tmp_path):
    assert subjects(tmp_path / "nulla") == ["not-found"]
    os.mkfifo(tmp_path / "tubo")
    assert subjects(tmp_path / "tubo") == ["not-a-file"]


@pytest.mark.parametrize(
    ("data", "expected"), [(ONE, ["uno"]), (mbox(ONE, TWO), ["uno", "due"]), (b"", ["empty"])]
)
def test_standard_input_is_one_mail_or_a_mailbox(monkeypatch, data, expected):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert subjects("-") == expected


def test_a_name_of_a_file_cannot_steer_the_terminal(tmp_path):
    (tmp_path / "a\x1b]0;x\x07.eml").write_bytes(ONE)
    ((source, *_),) = messages(tmp_path)
    assert "\x1b" not in source
