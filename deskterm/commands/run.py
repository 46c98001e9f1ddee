"""One run of the command line: words chosen, command called, every failure turned into an exit code."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from itertools import pairwise

import click

from deskterm import settings, streams
from deskterm.commands.failure import explain
from deskterm.commands.output import NobodyReads
from deskterm.commands.tongue import speak
from deskterm.exits import Exit, say
from deskterm.locale import t
from deskterm.models.text import clean

INTERRUPTED = 130
NOBODY_READS = 141  # as a process ended by SIGPIPE


def run(args: Sequence[str]) -> int:
    """Run `deskterm ARGS` and return its exit code; what went wrong is said on stderr."""
    try:
        _prepare(args)
        if not streams.answers_are_heard():
            say(t("errors.output_closed"))
            return int(Exit.REFUSED)
        code = _call(list(args))
        sys.stdout.flush()
        return code
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except (BrokenPipeError, NobodyReads):
        streams.let_go(sys.stdout)  # the reader has left: nothing more can be said
        return NOBODY_READS
    except Exception as error:
        code, sentence = _unheard() or explain(error)
        say(clean(sentence, lines=True))
        return int(code)


def _unheard() -> tuple[Exit, str] | None:
    """What to say when the answer cannot be written: whether anything was done stands beside the cause."""
    error = streams.failure()
    if error is None:
        return None
    from deskterm.desk.context import something_done

    streams.let_go(sys.stdout)
    key = "errors.output_failed_done" if something_done() else "errors.output_failed"
    return Exit.REFUSED, t(key, cause=error.strerror or str(error))


def _prepare(args: Sequence[str]) -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    asked = _language_asked(args) or os.environ.get(settings.ENVIRONMENT["language"])
    speak(asked)  # in which a fault of the user's file is told
    found = settings.load().language
    if not _language_asked(args):
        speak(found)


def _language_asked(args: Sequence[str]) -> str | None:
    """What follows `--lang`: click reads it only once the settings stand."""
    after = [value for name, value in pairwise(args) if name == "--lang"]
    return after[0] if after else None


def _call(args: list[str]) -> int:
    from deskterm.commands.root import root

    code = root.main(args=args, prog_name="deskterm", standalone_mode=False)
    return int(code) if isinstance(code, int) else int(Exit.DONE)
