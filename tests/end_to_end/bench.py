"""The demo's desk as a technician sits at it: its folder, its surroundings, its clock."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.end_to_end.terminal import deskterm, surroundings

LOCALES = {"it": "it_IT.UTF-8", "en": "en_GB.UTF-8"}


class Bench:
    """A demo desk in a folder of its own, with a clock that the test moves; luca's, unless said otherwise."""

    def __init__(self, folder: Path, language: str = "it") -> None:
        self.clock = folder / "clock"
        self.at("09:12:00")
        self.env = {
            "HOME": str(folder / "home"),
            "DESKTERM_DESK": str(folder / "desk"),
            "DESKTERM_TECHNICIAN": "luca",
            "DESKTERM_AT": f"@{self.clock}",
            "LANG": LOCALES[language],
        }

    def at(self, time: str) -> None:
        """Make it so late on Tuesday 3 March 2026."""
        fresh = self.clock.with_suffix(".new")
        fresh.write_text(f"2026-03-03T{time}\n", encoding="utf-8")
        fresh.replace(self.clock)

    def line(self, *words: str, who: str = "luca") -> list[dict]:
        """What a line command answers, as JSON."""
        done = subprocess.run(
            [*deskterm(), *words, "--json"],
            env=surroundings(self.env | {"DESKTERM_TECHNICIAN": who}),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, f"deskterm {' '.join(words)}: {done.stderr}"
        return [json.loads(line) for line in done.stdout.splitlines()]
