"""What the terminal sends is read as the keys that were pressed: Esc is a key, whatever comes after it."""

from __future__ import annotations

import time

import pytest
from deskterm.widgets.terminal.escapes import KeyParser
from textual import events
from textual._xterm_parser import XTermParser
from textual.constants import ESCAPE_DELAY

PASTE = "\x1b[200~{}\x1b[201~"


def heard(*packets: str, bound: tuple[str, ...] = ()) -> list[str]:
    """The keys that the screens hear of these packets, the last of which silence follows."""
    parser = KeyParser(bound=bound)
    found = [one for packet in packets for one in parser.feed(packet)]
    time.sleep(ESCAPE_DELAY + 0.02)
    return [one.key for one in (*found, *parser.tick()) if isinstance(one, events.Key)]


@pytest.mark.parametrize(
    ("packet", "keys"),
    [
        ("\x1bj", ["escape", "j"]),
        ("\x1bjk", ["escape", "j", "k"]),
        ("\x1bJ", ["escape", "J"]),
        ("\x1bà", ["escape", "à"]),
        ("\x1bb", ["escape", "b"]),
        ("\x1bf", ["escape", "f"]),
        ("\x1b2", ["escape", "2"]),
        ("\x1b?", ["escape", "question_mark"]),
        ("\x1b ", ["escape", "space"]),
        ("\x1b\r", ["escape", "enter"]),
        ("\x1b\t", ["escape", "tab"]),
        ("\x1bO", ["escape", "O"]),
        ("\x1b[", ["escape", "left_square_bracket"]),
        ("\x1b\x1b", ["escape", "escape"]),
        ("\x1b\x1bj", ["escape", "escape", "j"]),
        ("\x1b\x1bOS", ["escape", "f4"]),
        ("\x1bj\x1bOS", ["escape", "j", "f4"]),
        ("\x1b\x1b[15~\r", ["escape", "f5", "enter"]),
        ("\x1b\x1b[Bp", ["escape", "down", "p"]),
        ("\x1babcdefghijklmnopqrstuvwxyz0123456789", ["escape", *"abcdefghijklmnopqrstuvwxyz0123456789"]),
    ],
)
def test_esc_and_the_key_after_it_in_one_packet_are_two_keys(packet, keys):
    assert heard(packet) == keys
    assert heard(*packet) == keys, "and so they are byte by byte"


@pytest.mark.parametrize(
    "sequence", ["\x1b[A", "\x1bOP", "\x1b[1;3A", "\x1b[Z", "\x1b[27u", "\x1b[106;3u", "\x1b\x7f"]
)
def test_what_is_one_key_stays_one_key(sequence):
    as_textual = [one.key for one in XTermParser().feed(sequence) if isinstance(one, events.Key)]
    assert heard(sequence) == heard(*sequence) == as_textual != []


def test_shift_and_tab_on_the_console_of_linux_is_one_key(monkeypatch):
    monkeypatch.setenv("TERM", "linux")
    assert heard("\x1b\t") == ["shift+tab"]


def test_what_a_person_has_bound_to_alt_stays_alt():
    keys = heard("\x1bj\x1bJ\x1b1\x1bk", bound=("alt+j", "alt+shift+j", "alt+1", "f4"))
    assert keys == ["alt+j", "alt+shift+j", "alt+1", "escape", "k"]


@pytest.mark.parametrize("cut", [1, 3, 7, 9, 11, 14])
def test_nothing_in_a_paste_is_a_key(cut):
    parser, text = KeyParser(), PASTE.format("uno\x1bq\n\x1b[Bdue\x00")
    found = [*parser.feed(text[:cut]), *parser.feed(text[cut:] + "j")]
    assert [getattr(one, "text", None) or one.key for one in found] == ["unoq\n[Bdue", "j"]
