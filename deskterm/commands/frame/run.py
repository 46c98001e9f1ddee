"""One run of the command line: words chosen, command called, every failure turned into an exit code."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from itertools import pairwise

import click

from deskterm import config, settings, streams
from deskterm.commands.frame.failure import explain
from deskterm.commands.frame.language import speak
from deskterm.commands.frame.output import NobodyReads
from deskterm.config import SettingsError
from deskterm.exits import Exit, say
from deskterm.locale import on_screens, t
from deskterm.models.basics.text import clean

INTERRUPTED = 130
NOBODY_READS = 141  # as a process ended by SIGPIPE
HELP = frozenset(("--help", "-h", "--version"))
WITHOUT_FILE = frozenset(("paths", "keys", "man", "completion"))
WITH_VALUE = frozenset(("--desk", "--as", "--at", "--lang", "--colour", "--color"))


def run(args: Sequence[str]) -> int:
    """Run `deskterm ARGS` and return its exit code; what went wrong is said on stderr."""
    on_screens(False)
    try:
        with_file = _prepare(args)
        if not streams.answers_are_heard():
            say(t("errors.output_closed"))
            return int(Exit.REFUSED)
        code = _call(list(args), with_file=with_file)
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


def _prepare(args: Sequence[str]) -> bool:
    """Make the streams and the words ready; whether the user's file can be read, or is done without."""
    asked = _language_asked(args) or os.environ.get(settings.ENVIRONMENT["language"])
    config.find_catalogues(os.environ.get(settings.ENVIRONMENT["catalogues"]))
    speak(asked)  # in which a fault of the user's file is told, and of a stream that takes nothing more
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    with_file = True
    try:
        told = settings.load()
        found = told.language
        for name in ("language", "catalogues"):  # every command speaks
            if name in told.faults:
                say(str(told.faults[name]))
    except SettingsError as fault:
        if not _stands_without(args):
            raise
        with_file, found = False, settings.load(with_file=False).language
        say(str(fault))
    if not _language_asked(args):
        speak(found)
    return with_file


def _stands_without(args: Sequence[str]) -> bool:
    """Whether what is asked for says nothing of a desk: help, and where the file with the fault lies."""
    if HELP & set(args):
        return True
    values = {at + 1 for at, word in enumerate(args) if word in WITH_VALUE}
    words = (word for at, word in enumerate(args) if at not in values and not word.startswith("-"))
    return next(words, "") in WITHOUT_FILE


def _language_asked(args: Sequence[str]) -> str | None:
    """What follows `--lang`: click reads it only once the settings stand."""
    after = [value for name, value in pairwise(args) if name == "--lang"]
    return after[0] if after else None


def _call(args: list[str], *, with_file: bool) -> int:
    from deskterm.commands.frame.line import Line
    from deskterm.commands.frame.root import root

    line = Line(with_file=with_file)
    code = root.main(args=args, prog_name="deskterm", standalone_mode=False, obj=line)
    return int(code) if isinstance(code, int) else int(Exit.DONE)
