"""What went wrong, as an exit code and a sentence; our own bugs also as a log without anybody's data."""

from __future__ import annotations

import click

from deskterm import crash_log
from deskterm.config import SettingsError
from deskterm.desk.errors import FORBIDDING, DeskError, DeskTrouble, Refused, of_system, passes
from deskterm.exits import Exit
from deskterm.locale import t


def explain(error: Exception) -> tuple[Exit, str]:
    """The exit code of an exception and the sentence that goes to stderr."""
    match error:
        case Refused():
            return Exit.REFUSED, refusal(error)
        case DeskError() | SettingsError():
            return _of_trouble(error), str(error)
        case OSError() if (trouble := of_system(error)) is not None:
            return (Exit.AGAIN if passes(trouble) else Exit.REFUSED), str(trouble)
        case click.ClickException():
            return Exit.USAGE, usage(error) if isinstance(error, click.UsageError) else error.format_message()
        case _ if (told := damage()) is not None:
            return Exit.USAGE, told
        case _:
            return Exit.BUG, bug(error)


def _of_trouble(error: Exception) -> Exit:
    """Whether to try again, or what to mend first: the call itself, or the place."""
    if passes(error):
        return Exit.AGAIN
    forbidden = isinstance(error, DeskTrouble) and error.code in FORBIDDING
    return Exit.REFUSED if forbidden else Exit.USAGE


def refusal(error: Refused) -> str:
    """The reason, and the rule behind it where there is one."""
    return f"{error} ({error.rule})" if error.rule else str(error)


def usage(error: click.UsageError) -> str:
    """What was wrong on the command line, and where help is."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.format_message()
    path = error.ctx.command_path if error.ctx else "deskterm"
    return f"{error.format_message()}\n{t('commands.see_help', command=path)}"


def damage() -> str | None:
    """Before we take an error for ours: whether the desk's file is damaged, with the way out."""
    from deskterm.commands.frame.line import opened

    if not opened:
        return None
    from deskterm.desk.upkeep.care import harmed

    found = harmed(opened[0])
    return t("errors.store_corrupt", path=opened[0], detail=found) if found else None


def bug(error: Exception) -> str:
    """Leave a log of an exception of ours and say where it is."""
    log = crash_log.write(error)
    return t("errors.bug", log=log) if log else t("errors.bug_unlogged", kind=type(error).__name__)
