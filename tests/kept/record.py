"""Write down what the code on the path says to `asked.py`: `record.py DESKS EVENTS SERVICES > said.json`.

Run once, with the code of commit 5264e13, for `tests/data/desks/said.json.xz`.
"""

import contextlib
import io
import json
import shutil
import sys
import tempfile
from pathlib import Path

from asked import DEMOS, YEAR, asked, service_of
from deskterm.commands.frame.run import run


def said(folder, at, command):
    """The exit code and the JSON lines of one command."""
    out, err = io.StringIO(), io.StringIO()
    options = ["--desk", str(folder), "--as", "zen", "--lang", "it", "--at", at]
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run([*options, *command.split(), "--json"])
    return {"code": code, "lines": [json.loads(line) for line in out.getvalue().splitlines()]}


def main():
    desks, events, services = map(Path, sys.argv[1:])
    told = {}
    for name in (YEAR, *DEMOS):
        with tempfile.TemporaryDirectory() as place:
            desk = Path(place) / "desk"
            shutil.copytree(desks / name, desk)
            file = services / f"{service_of(name)}.toml"
            told[name] = [
                [at, command, said(desk, at, command.format(service=file))] for at, command in asked(name)
            ]
    for path in sorted(events.glob("*.jsonl")):
        command = f"rehearse --service {services / path.stem}.toml {path}"
        told[f"{path.stem}.toml"] = said(desks, "2026-03-03T09:00", command)
    json.dump(told, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
