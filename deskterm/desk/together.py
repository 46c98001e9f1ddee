"""Commands of the settings that end with us, however we end: also where nobody could tell them to.

A second process of ours holds the end of a pipe whose other end we hold, and nobody else. Whatever becomes of
us, the pipe closes, and it kills what still runs, with its children. It is started for the first command,
knows the system's own means alone (signals, groups, `/proc` or `ps`) and ends with us too. Of a command that
begins just then nobody can tell the number: it is known by a mark among its variables, where `/proc` has
them.
"""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

_SECONDS = 2.0  # that it has to end in, once we do
_MARK = "DESKTERM_BEGUN"  # the variable by which a command is known that has no number yet
_LOOKS, _BETWEEN = 10, 0.1  # how often such a one is looked for, and after how many seconds again
_lock = Lock()
_running: set[int] = set()
_watcher: list[subprocess.Popen[bytes]] = []  # the one there is, or none yet


def spawn(words: list[str], **given: Any) -> subprocess.Popen[bytes]:
    """Start a command in a session of its own, which ends with us. Raises what Popen raises."""
    mark = os.urandom(16).hex()
    given["env"] = {**(given.get("env") or os.environ), _MARK: mark}
    _tell(f"?{mark}\n")  # whoever watches stands, and knows of it, before there is something to watch
    try:
        run = subprocess.Popen(words, start_new_session=True, **given)
    except BaseException:
        _tell(f"!{mark}\n")
        raise
    with _lock:
        _running.add(run.pid)
    _tell(f"+{run.pid}\n!{mark}\n")
    return run


def over(run: subprocess.Popen[bytes]) -> None:
    """A command has ended, and what it left behind on purpose may stay."""
    with _lock:
        _running.discard(run.pid)
    _tell(f"-{run.pid}\n")


def kill(pid: int) -> None:
    """Kill a command with its group and its children, in whatever sessions these are."""
    children = descendants(pid)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    for one in children:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(one, signal.SIGKILL)


def descendants(pid: int) -> list[int]:
    """A process's children and theirs, in whatever session; none where the system does not show them."""
    under: dict[int, list[int]] = {}
    for child, parent in _processes():
        under.setdefault(parent, []).append(child)
    found, ahead = list[int](), [pid]
    while ahead:
        more = under.get(ahead.pop(), [])
        found += more
        ahead += more
    return found


def _processes() -> list[tuple[int, int]]:
    """Every process with its parent."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError, IndexError):
            found.append((int(path.parent.name), int(path.read_bytes().rpartition(b")")[2].split()[1])))
    if found:
        return found
    with suppress(OSError, ValueError, subprocess.SubprocessError):  # macOS has no /proc
        told = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, timeout=5, check=False)
        pairs = (line.split() for line in told.stdout.splitlines())
        return [(int(pid), int(parent)) for pid, parent in pairs]
    return []


def _tell(words: str) -> None:
    """Tell whoever watches, who is started anew where it is gone; without it a command runs all the same."""
    with _lock, suppress(OSError):
        for again in (False, True):
            stream = _ready(anew=again).stdin
            with suppress(BrokenPipeError):
                if stream is not None:
                    os.write(stream.fileno(), words.encode())
                    return


def _ready(*, anew: bool) -> subprocess.Popen[bytes]:
    if _watcher and (anew or _watcher[0].poll() is not None):
        _close()
    if not _watcher:
        nowhere = subprocess.DEVNULL
        given: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": nowhere, "stderr": nowhere}
        made = subprocess.Popen(
            [sys.executable, "-I", "-S", "-B", __file__], start_new_session=True, cwd="/", **given
        )
        _watcher.append(made)
        if made.stdin is not None:
            os.write(made.stdin.fileno(), "".join(f"+{pid}\n" for pid in _running).encode())
    return _watcher[0]


@atexit.register
def _close() -> None:
    """Nobody has to watch any more."""
    while _watcher:
        made = _watcher.pop()
        if made.stdin is not None:
            with suppress(OSError):
                made.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            made.wait(_SECONDS)


def _watch() -> None:
    """Hear what runs, until nobody tells any more; kill what still does."""
    running, begun = set[int](), set[str]()
    for line in sys.stdin:
        with suppress(ValueError):  # the last one, of which half was told
            if line[:1] in "?!":
                (begun.add if line.startswith("?") else begun.discard)(line[1:].strip())
            else:
                (running.add if line.startswith("+") else running.discard)(int(line[1:]))
    for one in running:
        kill(one)
    for _ in range(_LOOKS if begun else 0):
        for one in _marked(begun):
            kill(one)
        time.sleep(_BETWEEN)


def _marked(begun: set[str]) -> list[int]:
    """The processes that bear one of these marks."""
    marks = [f"{_MARK}={one}\0".encode() for one in begun]
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            told = path.read_bytes()
            if any(mark in told for mark in marks):
                found.append(int(path.parent.name))
    return found


if __name__ == "__main__":
    _watch()
