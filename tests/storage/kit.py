"""Several processes at one desk: short programs that begin together and say what they saw as JSON."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

HEAD = """
import json, os, sys, time
from pathlib import Path
folder, number = Path(sys.argv[1]), int(sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
def say(answer):
    print(json.dumps(answer), flush=True)
"""


def spawn(code, folder, number=0, **more):
    """A process that has imported nothing of ours yet and waits for `go`."""
    return subprocess.Popen(
        [sys.executable, "-c", HEAD + code, str(folder), str(number)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **more,
    )


def go(children):
    """Let all of them begin at once."""
    for child in children:
        assert child.stdout.readline() == "ready\n", child.stderr.read()
    for child in children:
        child.stdin.write("\n")
        child.stdin.flush()


def answers(children, timeout=120):
    """What each said; none may have failed or complained."""
    said = []
    for child in children:
        out, err = child.communicate(timeout=timeout)
        assert (child.returncode, err) == (0, ""), err
        said.append(json.loads(out))
    return said


def together(code, folder, how_many, **more):
    """Run `code` in so many processes at once; what each said."""
    children = [spawn(code, folder, number, **more) for number in range(how_many)]
    go(children)
    return answers(children)


def fingerprint(path: Path) -> str:
    """The bytes of a file that nobody in this process has open (R9)."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
