"""One run of the command line: words chosen, command called, every failure turned into an exit code."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

import click

from deskterm import settings
from deskterm.commands.failure import explain
from deskterm.commands.output import NobodyReads
from deskterm.commands.tongue import speak
from deskterm.exits import Exit, say
from deskterm.models.text import clean

INTERRUPTED = 130
NOBODY_READS = 141  # as a process ended by SIGPIPE


def run(args: Sequence[str]) -> int:
    """Run `deskterm ARGS` and return its exit code; what went wrong is said on stderr."""
    try:
        _prepare()
        code = _call(list(args))
        sys.stdout.flush()
        return code
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except (BrokenPipeError, NobodyReads):
        # The reader has left: nothing more can be said, and the interpreter must not try at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOBODY_READS
    except Exception as error:
        code, sentence = explain(error)
        say(clean(sentence, lines=True))
        return int(code)


def _prepare() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    speak(None)
    speak(settings.load().language)


def _call(args: list[str]) -> int:
    from deskterm.commands.root import root

    code = root.main(args=args, prog_name="deskterm", standalone_mode=False)
    return int(code) if isinstance(code, int) else int(Exit.DONE)
