"""The pictures of the README and of the tutorial: screens of the demo, drawn by Textual's own SVG export.

The tutorial's are drawn while its page is walked: its keys are pressed as they are printed there.

python -m tests.pictures        (or `make pictures`)
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from deskterm import locale
from deskterm.desk.context import Desk
from deskterm.desk.demo.demo import make_demo
from deskterm.mail.reading.parse import parse

from tests.screens.counter import press, still
from tests.walk import keys_of, steps

if TYPE_CHECKING:
    from deskterm.app import DeskApp
    from textual.pilot import Pilot

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
# The tutorial in each language.
MORNINGS = {"it": "mattina.md", "en": "morning.md"}
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
        await still(pilot)
        for key in keys:
            await press(pilot, key)
        moved[0] = passes
        return await drawn(app, pilot)


async def drawn(app: DeskApp, pilot: Pilot[int]) -> str:
    """The screen as it is now by the desk's clock, without a passing notice."""
    app.desk_screen.tick(app.desk.now())
    await still(pilot)
    app.spoken.clear()
    await still(pilot)
    return COMMENT.sub("", FONT.sub("", app.export_screenshot(title="deskterm")))


async def walk(desk: Desk, page: str) -> dict[str, str]:
    """Walk a page on the screens; every picture that it shows, by its path from the page."""
    from deskterm.app import DeskApp

    began, passed, found = desk.now(), [0], {}
    desk.clock = lambda: began + passed[0]
    app = DeskApp(desk)
    async with app.run_test(size=SIZE) as pilot:
        await still(pilot)
        for step in steps(page):
            if step.kind == "picture":
                found[step.what] = await drawn(app, pilot)
            elif step.kind == "time":
                minutes, _, seconds = step.what.partition(":")
                passed[0] = 60 * int(minutes) + int(seconds)
            elif step.kind == "key":
                await press(pilot, *keys_of(step.what))
            if app.return_code is not None:
                break
    return found


def draw_mornings() -> None:
    """The tutorial's pictures, in both languages."""
    for language, name in MORNINGS.items():
        locale.choose(language)
        page = PICTURES.parent / name
        with tempfile.TemporaryDirectory() as folder:
            desk = demo(Path(folder))
            for picture, drawing in asyncio.run(walk(desk, page.read_text(encoding="utf-8"))).items():
                (page.parent / picture).write_text(drawing, encoding="utf-8")
            desk.close()


def demo(folder: Path) -> Desk:
    """A fresh demo desk, with Luca at it."""
    return make_demo(
        folder / "desk",
        read_mail=lambda raw, now, servers: parse(raw, now=now, trusted_servers=servers, beneath=servers),
        who="luca",
    )


def main() -> None:
    """Draw every scene on a desk of its own."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    draw_mornings()
    locale.choose("it")
    for name, (keys, passes) in SCENES.items():
        with tempfile.TemporaryDirectory() as folder:
            desk = demo(Path(folder))
            picture = asyncio.run(draw(desk, keys, passes))
            desk.close()
        (PICTURES / f"{name}.svg").write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
