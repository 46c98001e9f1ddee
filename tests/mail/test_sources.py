"""Mails from files: single ones, mailboxes of any damage, folders, standard input."""

import bz2
import gzip
import io
import lzma
import os
from hashlib import sha256
from pathlib import Path

import pytest
from deskterm.mail import boxes
from deskterm.mail.reading.limits import BEGINNING, MAIL_BYTES
from deskterm.mail.reading.parse import parse
from deskterm.mail.sources import messages

ONE = b"From: a@cliente.example\nSubject: uno\n\nciao\n"
TWO = b"From: b@cliente.example\nSubject: due\n\n>From qui in poi\n\nFrom ieri non va\n"


def subjects(path) -> list[str]:
    return [one.fault or parse(one.raw, now=0).subject for one in messages(path)]


def mbox(*mails: bytes) -> bytes:
    return b"".join(b"From x@cliente.example Tue Mar  3 08:50:00 2026\n" + mail + b"\n" for mail in mails)


def test_one_mail_in_one_file(tmp_path):
    (tmp_path / "a.eml").write_bytes(ONE)
    (found,) = messages(tmp_path / "a.eml")
    assert (found.source, found.raw, found.fault) == (str(tmp_path / "a.eml"), ONE, "")


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_the_mails_of_a_mailbox_in_order(tmp_path, line_end):
    path = tmp_path / "posta"
    path.write_bytes(mbox(ONE, TWO, ONE).replace(b"\n", line_end))
    found = list(messages(path))
    assert [one.source for one in found] == [f"{path}:{n}" for n in (1, 2, 3)]
    assert subjects(path) == ["uno", "due", "uno"]


def test_a_quoted_from_loses_its_mark_and_a_plain_one_starts_no_mail(tmp_path):
    (tmp_path / "posta").write_bytes(mbox(TWO))
    (found,) = messages(tmp_path / "posta")
    assert found.raw.rstrip().endswith(b"\nFrom qui in poi\n\nFrom ieri non va")


def test_a_damaged_mailbox_still_gives_its_mails(tmp_path):
    glued = mbox(ONE).rstrip(b"\n") + b"\n" + mbox(TWO)  # the empty line between them is lost
    (tmp_path / "posta").write_bytes(b"\n\n" + glued + b"From x@y Tue Mar  3 08:51:00 2026\nSubj")
    assert subjects(tmp_path / "posta")[:2] == ["uno", "due"]


def test_a_mail_that_is_too_large_does_not_stop_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr(boxes, "MAIL_BYTES", 200)
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
    (found,) = messages(tmp_path)
    assert "\x1b" not in found.source


# What the house threw away, or is still writing


def maildir(folder, *names: str) -> None:
    (folder / "cur").mkdir()
    for name in names:
        (folder / "cur" / name).write_bytes(ONE)


@pytest.mark.parametrize("sign", [":", ";", "!"])
@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ("S", "uno"),
        ("", "uno"),
        ("FRS", "uno"),
        ("ST", "trashed"),
        ("T", "trashed"),
        ("DS", "draft"),
        ("Sd", "uno"),
    ],
)
def test_a_maildirs_bin_and_drafts_are_no_requests(tmp_path, sign, flags, expected):
    maildir(tmp_path, f"1.host{sign}2,{flags}")
    assert subjects(tmp_path) == [expected]


BY_POP = "X-Account-Key: account2\nX-UIDL: UID7-1449\n"  # what Thunderbird writes above, of such an account


def mozilla(status: str, above: str = "") -> bytes:
    return f"{above}X-Mozilla-Status: {status}\nX-Mozilla-Status2: 00000000\n".encode() + ONE


@pytest.mark.parametrize(
    ("status", "expected"),
    [("0001", "uno"), ("0000", "uno"), ("1001", "uno"), ("0009", "trashed"), ("0008", "trashed")],
)
@pytest.mark.parametrize("above", ["", BY_POP])
def test_what_thunderbird_has_deleted_and_not_yet_compacted_is_no_request(tmp_path, status, above, expected):
    (tmp_path / "Inbox").write_bytes(mbox(mozilla(status, above), ONE))
    assert subjects(tmp_path / "Inbox") == [expected, "uno"]


def test_a_sender_cannot_throw_their_own_mail_away(tmp_path):
    (tmp_path / "Inbox").write_bytes(mbox(b"Subject: mia\nX-Mozilla-Status: 0009\n\nciao\n"))
    assert subjects(tmp_path / "Inbox") == ["mia"]


# Compressed ones


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress], ids=["gzip", "bzip2", "xz"])
@pytest.mark.parametrize("name", ["cur/1.host,S=90:2,SZ", "a.eml.gz", "posta.mbox.gz", "a.eml"])
def test_a_compressed_mail_is_read(tmp_path, pack, name):
    (tmp_path / "cur").mkdir() if name.startswith("cur") else None
    (tmp_path / name).write_bytes(pack(mbox(ONE) if "mbox" in name else ONE))
    assert subjects(tmp_path) == ["uno"]


def test_it_is_the_same_mail_as_before_it_was_compressed(tmp_path):
    (tmp_path / "a.eml").write_bytes(ONE)
    (tmp_path / "b.eml").write_bytes(gzip.compress(ONE))
    assert [one.raw for one in messages(tmp_path)] == [ONE, ONE]


@pytest.mark.parametrize("start", [b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18", b"Dovecot-LZ4\r\x2a\x9b\xc5"])
def test_what_cannot_be_unpacked_here_is_said_to_be_compressed(tmp_path, start):
    (tmp_path / "a.eml").write_bytes(start + b"x" * 90)
    assert subjects(tmp_path) == ["compressed"]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress], ids=["gzip", "bzip2", "xz"])
def test_a_damaged_one_does_not_stop_the_next(tmp_path, pack):
    whole = pack(ONE + os.urandom(4_000))
    (tmp_path / "a.eml").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "b.eml").write_bytes(ONE)
    assert subjects(tmp_path) == ["unpacked-badly", "uno"]


def test_a_gigabyte_of_nothing_is_a_mail_that_is_too_large(tmp_path):
    (tmp_path / "a.eml").write_bytes(gzip.compress(ONE + bytes(1 << 28)))
    (found,) = messages(tmp_path)
    assert (found.fault, len(found.raw)) == ("too-large", BEGINNING)


# «From » within a text

SAID = [
    "From Monday the program stops.\nNote: it says error 5",
    "From 10:30 of 12/03/2026 on\nErrore: 5",
    "From Anna we got at 10:30 on 12/03/2026 this\nErrore: 5",
    "From the log:\nStato: fermo\nDate: ieri",
    "From anna@cliente.example it came so\nErrore: 5\nRiga: 7",
    "From: Anna\nSubject: questo",
]


@pytest.mark.parametrize("said", SAID)
def test_a_sentence_that_begins_with_from_begins_no_mail(tmp_path, said):
    (tmp_path / "posta").write_bytes(mbox(b"Subject: uno\n\nBuongiorno\n\n" + said.encode() + b"\n", ONE))
    found = list(messages(tmp_path / "posta"))
    assert [parse(one.raw, now=0).subject for one in found] == ["uno", "uno"]
    assert said.split("\n")[-1] in parse(found[0].raw, now=0).body


@pytest.mark.parametrize(
    "line",
    [
        "From - Tue Mar  3 08:50:00 2026",
        "From anna@cliente.example",
        "From MAILER-DAEMON Tue Mar  3 08:50 2026",
    ],
)
def test_a_mail_begins_under_an_address_with_or_without_a_date(tmp_path, line):
    (tmp_path / "posta").write_bytes(mbox(ONE) + line.encode() + b"\n" + TWO)
    assert subjects(tmp_path / "posta") == ["uno", "due"]


# When its file says that it came


def test_a_mail_of_a_mailbox_came_when_the_line_before_it_says(tmp_path):
    (tmp_path / "posta").write_bytes(mbox(ONE))
    (found,) = messages(tmp_path / "posta")
    assert found.at == 1772527800  # Tue 3 March 2026, 08:50 UTC


def test_a_file_came_when_it_was_written(tmp_path):
    (tmp_path / "a.eml").write_bytes(ONE)
    os.utime(tmp_path / "a.eml", (1772500000, 1772500000))
    (found,) = messages(tmp_path)
    assert found.at == 1772500000


def test_a_large_mail_is_known_again_by_all_of_it(tmp_path, monkeypatch):
    monkeypatch.setattr(boxes, "MAIL_BYTES", 200)
    for name, end in (("a", b"1"), ("b", b"2"), ("c", b"1")):
        (tmp_path / f"{name}.eml").write_bytes(ONE + b"x" * 900 + end)
    first, other, again = messages(tmp_path)
    assert first.whole == again.whole == sha256(ONE + b"x" * 900 + b"1").hexdigest() != other.whole


# Folders that cannot be opened


@pytest.fixture
def shut(monkeypatch):
    """Folders called «chiusa» may not be opened, also not by root."""
    scandir, iterdir = os.scandir, Path.iterdir

    def refused(path):
        if Path(path).name in ("chiusa", "new"):
            raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "scandir", lambda path=".": refused(path) or scandir(path))
    monkeypatch.setattr(Path, "iterdir", lambda path: refused(path) or iterdir(path))


def test_a_folder_that_may_not_be_opened_is_told_and_the_others_are_read(tmp_path, shut):
    for name in ("aperta", "chiusa"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.eml").write_bytes(ONE)
    found = list(messages(tmp_path))
    assert [(Path(one.source).name, one.fault) for one in found] == [("chiusa", "permission"), ("a.eml", "")]


def test_half_of_a_maildir_is_read_where_the_other_half_may_not_be_opened(tmp_path, shut):
    maildir(tmp_path, "1.host:2,S")
    (tmp_path / "new").mkdir()
    assert subjects(tmp_path) == ["permission", "uno"]
