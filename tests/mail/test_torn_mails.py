"""Mails of any age and damage: something comes of each, nothing is raised, nothing is lost (S4)."""

import os
import random
from collections.abc import Iterator
from importlib import resources
from importlib.util import find_spec
from pathlib import Path

import pytest
from deskterm.mail.reading.parse import parse
from deskterm.models.basics.text import is_clean

from .letters import NOW, TRUSTED

MUTATIONS = 20_000
SHARES = 8
QUICK = 2  # shares in every run of the tests; the trial reads all
DEMO_SERVER = "mx.delta-system.example"
DEMO = sorted(Path(__file__).parents[2].glob("data/demo/delta-system/mails/*.eml"))
CHARSETS = (b"utf-7", b"rot13", b"unicode_escape", b"idna", b"\0", b"x" * 300, b"utf-16", b"hex")
TORN = (
    b"\0",
    b"\r",
    b"\n\n",
    b"\x1b[2J",
    b"=?utf-8?q?=1B?=",
    b"((((",
    b'"',
    b";",
    b"\xe2\x80\xae",
    b"name*",
    b"--",
)


def mutated(raw: bytes, chance: random.Random) -> bytes:
    """The mail after one to six accidents."""
    for _ in range(chance.randint(1, 6)):
        raw = chance.choice(ACCIDENTS)(raw, chance) or b"\n"
    return raw


def flip(raw: bytes, chance: random.Random) -> bytes:
    torn = bytearray(raw)
    for _ in range(chance.randint(1, 20)):
        torn[chance.randrange(min(len(torn), 4_000))] = chance.randrange(256)
    return bytes(torn)


def cut(raw: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(raw))
    return raw[:start] + raw[start + chance.randint(1, 500) :]


def end_early(raw: bytes, chance: random.Random) -> bytes:
    return raw[: chance.randrange(len(raw))]


def insert(raw: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(min(len(raw), 3_000))
    return raw[:at] + chance.choice(TORN) * chance.randint(1, 5) + raw[at:]


def repeat_a_line(raw: bytes, chance: random.Random) -> bytes:
    lines = raw.split(b"\n")
    line = lines[chance.randrange(min(len(lines), 60))]
    lines.insert(chance.randrange(min(len(lines), 60)), line)
    return b"\n".join(lines)


def swap_the_charset(raw: bytes, chance: random.Random) -> bytes:
    return raw.replace(
        chance.choice((b"utf-8", b"windows-1252", b"UTF-8", b"iso-8859-1")), chance.choice(CHARSETS)
    )


def swap_the_encoding(raw: bytes, chance: random.Random) -> bytes:
    kinds = (b"base64", b"quoted-printable", b"x-uuencode", b"8bit", b"nessuna")
    return raw.replace(chance.choice(kinds), chance.choice(kinds))


ACCIDENTS = (flip, cut, end_early, insert, repeat_a_line, swap_the_charset, swap_the_encoding)


def check(raw: bytes) -> str:
    """What a person would see of this mail is safe to show; its kind."""
    received = parse(raw, now=NOW, trusted_servers=TRUSTED | {DEMO_SERVER})
    assert received.raw == raw and received.kind in ("mail", "pec", "receipt", "automatic", "unreadable")
    line = [received.from_name, received.from_address, received.subject, received.message_id]
    line += [*received.to_addresses, *received.references, *(file.name for file in received.attachments)]
    assert all(is_clean(text) for text in line)
    assert is_clean(received.body, lines=True)
    assert received.from_address.isascii()
    return received.kind


def share(number: int) -> Iterator[bytes]:
    chance = random.Random(number)
    originals = [path.read_bytes() for path in DEMO]
    for turn in range(MUTATIONS // SHARES):
        yield mutated(originals[turn % len(originals)], chance)


@pytest.mark.skipif(not DEMO, reason="the demo's mails are not here")
@pytest.mark.parametrize(
    "number", [*range(QUICK), *(pytest.param(n, marks=pytest.mark.trial) for n in range(QUICK, SHARES))]
)
def test_twenty_thousand_mutations_of_the_demo_s_mails(number):
    kinds = [check(raw) for raw in share(number)]
    assert len(kinds) == MUTATIONS // SHARES
    assert kinds.count("unreadable") < len(kinds) / 100


@pytest.mark.parametrize("path", DEMO, ids=lambda path: path.stem)
def test_every_mail_of_the_demo_is_read(path):
    assert check(path.read_bytes()) != "unreadable"


def test_the_48_mails_that_come_with_python_s_own_tests():
    if find_spec("test") is None or find_spec("test.test_email") is None:
        missing = "this Python was installed without test.test_email"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    files = [
        file
        for file in resources.files("test.test_email").joinpath("data").iterdir()
        if file.name[:4] == "msg_"
    ]
    kinds = [check(file.read_bytes()) for file in files]
    assert len(kinds) == 48
    assert "unreadable" not in kinds
