"""The pictures of the README: each screen of the demo, drawn by Textual's own SVG export.

python -m tests.pictures        (or `make pictures`)
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from pathlib import Path

from deskterm import locale
from deskterm.desk.context import Desk
from deskterm.desk.demo import make_demo
from deskterm.mail.parse import parse

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
SIZE = (100, 30)
# Keys that lead from the queue to each screen, and seconds of call to let pass there.
SCENES: dict[str, tuple[tuple[str, ...], int]] = {
    "queue": ((), 0),
    "ticket": (("down", "down", "enter"), 0),
    "triage": (("down", "down", "enter", "t", "n", "m"), 0),
    "call": (("down", "down", "enter", "f2", "enter"), 272),
    "packs": (("6",), 0),
    "backlog": (("7",), 0),
}
COMMENT = re.compile(r"\s*<!--.*?-->", re.DOTALL)
FONT = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)  # a picture must not fetch anything


async def draw(desk: Desk, keys: tuple[str, ...], passes: int) -> str:
    """The screen that `keys` lead to, as SVG."""
    from deskterm.app import DeskApp

    began = desk.now()
    moved = [0]
    desk.clock = lambda: began + moved[0]
    app = DeskApp(desk)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(1.0)
        for key in keys:
            await pilot.press(key)
            await pilot.pause(0.7)
        moved[0] = passes
        await pilot.pause(1.5)
        app.clear_notifications()
        await pilot.pause(0.3)
        return COMMENT.sub("", FONT.sub("", app.export_screenshot(title="deskterm")))


def main() -> None:
    """Draw every scene on a desk of its own."""
    locale.choose("it")
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, (keys, passes) in SCENES.items():
        with tempfile.TemporaryDirectory() as folder:
            desk = make_demo(
                Path(folder) / "desk",
                read_mail=lambda raw, now, servers: parse(raw, now=now, trusted_servers=servers),
                who="luca",
            )
            picture = asyncio.run(draw(desk, keys, passes))
            desk.close()
        (PICTURES / f"{name}.svg").write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
