"""What a terminal sends, read as keys: Esc and the key after it in one packet are two keys, not Alt+key.

A terminal writes Alt+J as Esc and j. Textual takes an Esc that something follows at once for Alt, and so a
slow line, a macro keypad or quick hands lose both. Nothing here is bound to Alt but what the user binds, and
that stays Alt; so do the sequences that begin with `[` or `O`, and Alt+Backspace, which deletes a word.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from textual import events
from textual._parser import ParseTimeout
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.keys import _character_to_key

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Iterable

    from textual.message import Message

ESC = "\x1b"
BEGIN = "[O"  # what begins a sequence after Esc
CONSOLE = "\t"  # Shift+Tab on the console of Linux
KEPT = "\x7f"  # Alt+Backspace
NEVER_PASTED = {0: None, 0x1B: None}


class KeyParser(XTermParser):
    """Textual's parser, for which Esc is a key; `bound` are the keys that the user has with Alt."""

    def __init__(self, debug: bool = False, *, bound: Collection[str] = ()) -> None:
        self._bound = frozenset(key for key in bound if key.startswith("alt+"))
        self._kept = BEGIN + KEPT + ESC + (CONSOLE if os.environ.get("TERM") == "linux" else "")
        self._open = ""  # what has been read of a sequence; "" outside one
        self._pasted: str | None = None  # what has come of a paste; None outside one
        super().__init__(debug)

    def feed(self, data: str) -> Iterable[Message]:
        """As Textual; Esc before what begins no sequence is told at once; nothing in a paste is a key."""
        while data:
            if self._pasted is not None:
                data = yield from self._paste(self._pasted, data)
                continue
            character, data = data[0], data[1:]
            if self._open == ESC and character not in self._kept:
                escape = self._give_up()
                if (held := _with_alt(character)) in self._bound:
                    yield events.Key(held, character)
                    continue
                yield from escape
            elif self._open + character == BRACKETED_PASTE_START:
                self._give_up()
                self._pasted = ""
                continue
            self._open = ESC if character == ESC else self._open and self._open + character
            yield from super().feed(character)
            if self._timeout_time is None:  # a sequence is whole, or there was none
                self._open = ""

    def tick(self) -> Iterable[Message]:
        """As Textual; what began like a sequence and went no further is Esc, and what was typed after it."""
        found = list(super().tick())
        if self._open and self._timeout_time is None:
            if len(self._open) > 1:
                yield events.Key("escape", ESC)
                found = [_without_alt(one) for one in found]
            self._open = ""
        yield from found

    def _give_up(self) -> list[Message]:
        """The sequence goes no further: what Textual makes of what it has."""
        self._open, self._timeout_time = "", None
        self._awaiting = self._gen.throw(ParseTimeout())
        found = list(self._tokens)
        self._tokens.clear()
        return found

    def _paste(self, before: str, data: str) -> Generator[Message, None, str]:
        """More of a paste; what comes after its end."""
        whole = before + data
        text, end, rest = whole.partition(BRACKETED_PASTE_END)
        self._pasted = None if end else whole
        if end:
            yield events.Paste(text.translate(NEVER_PASTED))
        return rest


def _with_alt(character: str) -> str:
    """The name of a key held with Alt, as the screens hear it."""
    shift = "shift+" if character.isupper() else ""
    return f"alt+{shift}{_character_to_key(character.lower())}"


def _without_alt(message: Message) -> Message:
    """A key that Textual took for one held with Alt, without it."""
    if isinstance(message, events.Key) and message.key.startswith("alt+") and message.character:
        return events.Key(_character_to_key(message.character), message.character)
    return message
