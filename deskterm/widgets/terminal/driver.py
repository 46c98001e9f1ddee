"""The terminal's end of the wire: survives odd bytes, notices that the terminal has gone, leaves at once.

Textual's own reader spins on an end of file, dies on bytes that are not UTF-8 (an old mouse report past
column 95), and takes up to a tenth of a second to stop; its writer waits for ever for a terminal that takes
nothing any more.
"""

from __future__ import annotations

import codecs
import os
import queue
import selectors
import time
from typing import TYPE_CHECKING, Any, cast

from textual.drivers.linux_driver import LinuxDriver

from deskterm import first_paint
from deskterm.widgets.terminal.escapes import KeyParser

if TYPE_CHECKING:
    from collections.abc import Iterator

ALTERNATE = first_paint.ALTERNATE
TICK = 0.1
TAKES = 0.5  # seconds that a terminal has to take what is still to be drawn, once the program leaves


class DeskDriver(LinuxDriver):
    """Textual's driver with a reader of its own."""

    def __init__(self, app: Any, **kwargs: Any) -> None:
        super().__init__(app, **kwargs)
        self._stop_read, self._stop_write = os.pipe()
        self._leaves_at = float("inf")

    def write(self, data: str) -> None:
        """As Textual, but a first page that stands already is not wiped away."""
        if data == ALTERNATE and first_paint.lift():
            return
        self._hand_over(data)

    def let_go(self) -> None:
        """From now on nobody waits for the terminal for longer than TAKES (safe in a signal handler)."""
        self._leaves_at = min(self._leaves_at, time.monotonic())

    def close(self) -> None:
        """As Textual, but a terminal that has gone or that takes nothing keeps nobody."""
        self.let_go()
        self._hand_over(None)
        if self._writer_thread is not None:
            self._writer_thread.join(self._patience())

    @property
    def stuck(self) -> bool:
        """Whether something that was drawn is still waiting to be taken."""
        return self._writer_thread is not None and self._writer_thread.is_alive()

    def _hand_over(self, data: str | None) -> None:
        writer = self._writer_thread
        while writer is not None and writer.is_alive():
            try:
                writer._queue.put(data, timeout=TICK)
            except queue.Full:
                if not self._patience():
                    return
            else:
                return

    def _patience(self) -> float:
        return max(0.0, self._leaves_at + TAKES - time.monotonic())

    def disable_input(self) -> None:
        """Wake the reader, then stop as Textual does."""
        if not self.exit_event.is_set():
            os.write(self._stop_write, b".")
        super().disable_input()

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except Exception as error:
            self._app.call_later(self._app._handle_exception, error)

    def run_input_thread(self) -> None:
        """Turn bytes into events until told to stop or until the terminal is gone."""
        parser = KeyParser(self._debug, bound=_own_keys(self._app))
        decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        for data in self._chunks():
            # "" is Textual's end of file; here it is silence, or the first half of a letter
            for event in parser.feed(text) if (text := decoder.decode(data)) else ():
                self.process_message(event)
            for event in parser.tick():
                self.process_message(event)

    def _chunks(self) -> Iterator[bytes]:
        """What the terminal sends; b"" when a tenth of a second has passed in silence."""
        with selectors.DefaultSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            selector.register(self._stop_read, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                ready = {key.fd for key, _ in selector.select(TICK)}
                if self._stop_read in ready:
                    os.read(self._stop_read, 16)
                    return
                if self.fileno not in ready:
                    yield b""
                    continue
                data = self._read()
                if not data:
                    self.let_go()
                    self._app.call_later(cast(Any, self._app).hung_up)
                    return
                yield data

    def _read(self) -> bytes:
        try:
            return os.read(self.fileno, 4096)
        except OSError:
            return b""


def _own_keys(app: Any) -> list[str]:
    """The keys that the user has bound."""
    return [key for keys in app.own_keys.values() for key in keys.split(",")]
