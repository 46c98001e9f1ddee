"""The names of keys, as the screens hear them: which there are, how people write them, which one is meant.

The list is Textual's; a test compares the two, so that no command has to import Textual to know it.
"""

from __future__ import annotations

import re
import string
import unicodedata

MODIFIERS = ("alt", "ctrl", "hyper", "meta", "shift", "super")
NAMED = (
    *("escape", "enter", "tab", "space", "backspace", "insert", "delete"),
    *("up", "down", "left", "right", "home", "end", "pageup", "pagedown"),
    *(f"f{number}" for number in range(1, 25)),
)
# What is printed on the keys, and what other programs call them.
SAID = {
    **dict.fromkeys(("esc", "annulla"), "escape"),
    **dict.fromkeys(("return", "invio"), "enter"),
    **dict.fromkeys(("del", "canc"), "delete"),
    **dict.fromkeys(("pgup", "page_up", "pag↑", "pagsu"), "pageup"),
    **dict.fromkeys(("pgdn", "pgdown", "page_down", "pag↓", "paggiù"), "pagedown"),
    **{"ins": "insert", "spazio": "space", "inizio": "home", "fine": "end", "control": "ctrl"},
    **{"↑": "up", "↓": "down", "←": "left", "→": "right"},
}
# A terminal sends one code for both: the screens hear the second.
SAME = {
    **{"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+h": "backspace"},
    "ctrl+left_square_bracket": "escape",
}
SHORTER = {
    **{"solidus": "slash", "reverse_solidus": "backslash", "commercial_at": "at"},
    **{"hyphen_minus": "minus", "plus_sign": "plus", "low_line": "underscore"},
}


def of_character(character: str) -> str:
    """The key that writes a character: itself for letters and digits, `question_mark` for `?`."""
    if character.isalnum():
        return character
    name = unicodedata.name(character, "").lower().replace("-", "_").replace(" ", "_")
    return SHORTER.get(name, name)


SIGNS = frozenset(of_character(one) for one in string.punctuation + "£€§°«»–’")
PLAIN = frozenset((*NAMED, *SIGNS))


def normal(text: str) -> str:
    """A key by the name that the screens hear when it is pressed; "" where no key has this name."""
    held, key = _parts(text)
    if not (set(held) <= set(MODIFIERS) and (key in PLAIN or _writes(key))):
        return ""
    if held == ["shift"] and _writes(key):  # the terminal sends the capital letter, and no Shift
        return ""
    whole = "+".join((*held, key))
    return SAME.get(whole, whole)


def nearest(text: str) -> str:
    """The key that was most likely meant."""
    from deskterm.models.basics.faults import nearest as like

    if whole := normal(_joined(text)):
        return whole
    held, key = _parts(text)
    if held == ["shift"] and len(key) == 1:
        return key.upper()
    held = sorted({one if one in MODIFIERS else like(one, MODIFIERS) for one in held})
    if not (key in PLAIN or _writes(key)):
        key = like(key, PLAIN)
    return normal("+".join((*held, key))) or key


def _joined(text: str) -> str:
    """`ctrl-t`, `Ctrl T`, `C-t` and `^t` with the sign that joins keys here."""
    text = re.sub(r"^\s*\^(?=\S)", "ctrl+", text)
    return re.sub(r"(?i)^c\+", "ctrl+", re.sub(r"(?<=\w)[-_ ]+(?=\S)", "+", text.strip()))


def is_meant(key: str) -> bool:
    """Whether somebody who presses this key means something by it: a letter, a digit, F5, Ctrl+P."""
    written = len(key) == 1 and key.isalnum()
    return written or key.startswith("ctrl+") or (key[:1] == "f" and key[1:].isdecimal())


def _writes(key: str) -> bool:
    return (len(key) == 1 and key.isalnum()) or key in SIGNS


def _parts(text: str) -> tuple[list[str], str]:
    """The keys held down, in Textual's order, and the key pressed."""
    text = text.strip()
    *held, key = text.split("+") if len(text) > 1 else [text]
    key = key.strip()
    key = SAID.get(key.lower(), key if len(key) == 1 else key.lower())
    if len(key) == 1:
        key = of_character(key.lower() if held else key)
    return sorted({SAID.get(one, one) for one in (word.strip().lower() for word in held)}), key
