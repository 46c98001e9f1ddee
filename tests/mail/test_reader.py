"""The process that reads mails survives all of them, or is replaced before anyone notices (S5)."""

import os
import signal
import time
from hashlib import sha256
from pathlib import Path
from threading import Thread, Timer

import pytest
from deskterm.mail import sandbox
from deskterm.mail.reading.limits import BEGINNING, MAIL_BYTES
from deskterm.mail.reading.parse import parse
from deskterm.mail.sandbox import Reader

from .bombs import BOMBS
from .letters import NOW, PROVEN, RECEIVED, TRUSTED, letter, mail


def peak_megabytes(pid: int) -> int:
    """The most memory that a process ever held."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


@pytest.fixture(scope="module")
def reader():
    with Reader() as reader:
        yield reader


def test_a_mail_read_in_the_child_is_the_mail_read_here(reader):
    raw = letter(PROVEN, RECEIVED)
    assert reader.read(raw, now=NOW, trusted_servers=TRUSTED) == mail(PROVEN, RECEIVED)


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_handled_in_ten_seconds_and_512_megabytes(bomb):
    with Reader() as reader:
        began = time.monotonic()
        received = reader.read(BOMBS[bomb], now=NOW)
        assert time.monotonic() - began < 10
        if reader.pid and Path("/proc").exists():
            assert peak_megabytes(reader.pid) < 512
        assert received.raw == BOMBS[bomb]
        assert received.from_address in ("mario@cliente.example", "")
        assert reader.read(letter(), now=NOW).body == "La stampa esce vuota."


@pytest.mark.parametrize("bomb", [name for name in BOMBS if "nested m" in name])
def test_a_mail_nested_too_deep_is_not_even_tried_but_shows_its_sender(bomb):
    received = parse(BOMBS[bomb], now=NOW)
    assert (received.kind, received.defects) == ("unreadable", ("too-deep",))
    assert (received.from_address, received.subject) == ("mario@cliente.example", "prova")


def test_forwards_of_forwards_are_not_too_deep():
    raw = letter(
        kind="message/rfc822", body="Content-Type: message/rfc822\r\n\r\n" * 30 + "Subject: x\r\n\r\nciao"
    )
    assert parse(raw, now=NOW).kind == "mail"


def test_a_long_list_of_small_parts_side_by_side_is_not_deep():
    part = "--x\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n--y\r\n\r\nciao\r\n--y--\r\n"
    raw = letter(kind="multipart/mixed; boundary=x", body=part * 120 + "--x--\r\n")
    assert parse(raw, now=NOW).body.count("ciao") == 120


def test_a_mail_that_takes_too_long_is_kept_and_the_next_one_read():
    with Reader(still=0.5) as reader:
        reader.read(letter(), now=NOW)
        os.kill(reader.pid, signal.SIGSTOP)
        received = reader.read(letter(), now=NOW)
        assert (received.kind, received.defects, received.raw) == ("unreadable", ("timeout",), letter())
        assert (received.from_address, received.trust) == ("anna@cliente.example", "doubtful")
        assert reader.read(letter(), now=NOW).kind == "mail"


def test_a_machine_that_is_busy_cuts_no_mail_short():
    with Reader(seconds=1.0, still=60) as reader:
        reader.read(letter(), now=NOW)
        os.kill(reader.pid, signal.SIGSTOP)
        Timer(2.0, os.kill, (reader.pid, signal.SIGCONT)).start()
        assert reader.read(letter(), now=NOW).kind == "mail"


def test_a_mail_that_eats_the_processor_is_kept_and_the_next_one_read():
    with Reader(seconds=0.01, still=60) as reader:
        received = reader.read(letter(body=b"=?utf-8?q?x?= " * 1_000_000), now=NOW)
        assert (received.kind, received.defects[0]) == ("unreadable", "timeout")
        reader.seconds = 10.0
        assert reader.read(letter(), now=NOW).kind == "mail"


def test_a_child_that_dies_takes_no_mail_with_it():
    with Reader() as reader:
        reader.read(letter(), now=NOW)
        os.kill(reader.pid, signal.SIGKILL)
        received = reader.read(letter(), now=NOW)
        assert (received.defects, received.subject) == (("reader-died",), "Stampa del registro IVA")
        assert reader.read(letter(), now=NOW).kind == "mail"


def test_a_mail_that_needs_too_much_memory_is_kept_and_the_next_one_read():
    heavy = letter(kind="application/zip", body=b"x" * (20 << 20))
    with Reader(megabytes=100) as reader:
        received = reader.read(heavy, now=NOW)
        assert received.kind == "unreadable" and received.defects[0] in ("memory", "reader-died")
        assert received.subject == "Stampa del registro IVA"
        assert reader.read(letter(), now=NOW).kind == "mail"


def test_a_mail_beyond_the_size_is_kept_unread():
    with Reader() as reader:
        received = reader.read(letter(body=b"x" * MAIL_BYTES), now=NOW)
    assert (received.defects, received.from_address) == (("too-large",), "anna@cliente.example")
    assert (received.kind, received.digest) == (
        "unreadable",
        sha256(letter(body=b"x" * MAIL_BYTES)).hexdigest(),
    )


def test_of_a_mail_beyond_the_size_the_beginning_is_read_as_it_was_meant():
    text = "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nÈ fermo da ieri.\r\n"
    head = (
        text
        + "--b\r\nContent-Type: application/zip; name=db.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    raw = letter(
        PROVEN,
        RECEIVED,
        kind="multipart/mixed; boundary=b",
        body=head.encode() + b"QUJD\r\n" * (MAIL_BYTES // 6 + 1),
    )
    with Reader() as reader:
        received = reader.read(raw, now=NOW, trusted_servers=TRUSTED)
    assert (received.kind, received.kind_reason, received.body) == (
        "unreadable",
        "too-large",
        "È fermo da ieri.",
    )
    assert (received.trust, received.attachments, received.raw) == ("verified", (), raw[:BEGINNING])


def test_a_fresh_child_takes_over_now_and_then(monkeypatch):
    monkeypatch.setattr(sandbox, "MAILS", 2)
    with Reader() as reader:
        seen = []
        for _ in range(3):
            reader.read(letter(), now=NOW)
            seen.append(reader.pid)
    assert seen[1] is None and seen[0] != seen[2]


def test_a_reader_that_cannot_start_still_loses_nothing(monkeypatch):
    monkeypatch.setattr(sandbox.sys, "executable", "/nulla")
    received = Reader().read(letter(), now=NOW)
    assert (received.kind, received.raw) == ("unreadable", letter())


def test_the_child_knows_no_secret_of_ours_and_may_write_no_file(monkeypatch):
    monkeypatch.setenv("DESKTERM_IMAP_PASSWORD", "segreto")
    with Reader() as reader:
        reader.read(letter(), now=NOW)
        process = Path(f"/proc/{reader.pid}")
        if not process.exists():
            pytest.skip("no /proc here")
        assert b"segreto" not in (process / "environ").read_bytes()
        limits = (process / "limits").read_text()
    assert [line.split()[3] for line in limits.splitlines() if line.startswith("Max file size")] == ["0"]
    assert "536870912" in limits


def test_several_threads_may_share_a_reader(reader):
    found = []

    def ask(number: int) -> None:
        found.append(reader.read(letter(subject=f"n{number}"), now=NOW).subject)

    threads = [Thread(target=ask, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == sorted(f"n{number}" for number in range(20))
