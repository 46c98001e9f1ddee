"""`deskterm rehearse`: what terms would decide, line by line, or of a whole month of the desk's own work."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
import msgspec

from deskterm.commands.frame.base import argument, command, option
from deskterm.commands.frame.kinds import File, MonthKind, Text
from deskterm.commands.frame.line import Line
from deskterm.commands.frame.output import NobodyReads
from deskterm.commands.frame.stream import batches, open_lines
from deskterm.commands.terms.service import load
from deskterm.exits import Exit, say
from deskterm.locale import language, t, tn
from deskterm.models.basics import currencies, regions
from deskterm.models.basics.text import clean, is_clean
from deskterm.models.rehearsal.events import BadEvent, id_of
from deskterm.models.rehearsal.rehearsal import Rehearsal

STRANGERS_TOLD = 10
_ENCODE = msgspec.json.Encoder().encode


@command("rehearse", rows=True)
@option("--service", required=True, type=Text("service"))
@option("--from-desk", "month", type=MonthKind())
@argument("file", required=False, type=File(dash=True))
def rehearse(line: Line, *, service: str, month: str | None, file: Path | None) -> int:
    """What terms would decide; touches no desk, or only looks at it."""
    terms = load(service)
    currencies.reckon_in(terms.provider.currency)
    regions.write_as_in(terms.provider.region)
    if month is not None:
        if file is not None:
            raise click.UsageError(t("rehearse.month_or_file"))
        from deskterm.commands.terms.rehearse_month import tell

        return tell(line, terms, month)
    if line.csv:
        raise click.UsageError(t("errors.csv_of_lines"))
    rehearsal = Rehearsal(terms, language(), line.clock(terms.tz)())
    bad = _answer(rehearsal, file or Path("-"))
    _tell_strangers(rehearsal)
    if bad:
        say(tn("rehearse.bad", bad))
    return int(Exit.REFUSED if bad else Exit.DONE)


def _answer(rehearsal: Rehearsal, path: Path) -> int:
    """Answer every line; how many could not be decided on."""
    number = bad = 0
    with open_lines(path) as stream:
        for lines in batches(stream):
            answers = []
            for raw in lines:
                number += 1
                if raw is None or raw.strip():
                    answer = _decision(rehearsal, raw, number)
                    bad += "error" in answer
                    answers.append(_told(answer))
            _put(answers)
    return bad


def _decision(rehearsal: Rehearsal, raw: bytes | None, number: int) -> dict[str, Any]:
    """The answer to one line; where there is none, its id, its number and why."""
    try:
        if raw is None:
            raise BadEvent("too_long")
        return rehearsal.answer(raw)
    except BadEvent as error:
        told = clean(t(f"rehearse.error.{error.code}", **error.values))
        return {"id": None if raw is None else id_of(raw), "line": number, "error": told}


def _told(answer: dict[str, Any]) -> str:
    """One line of JSON; what could steer a terminal (an id may say anything) is escaped (S1)."""
    told = _ENCODE(answer).decode()
    return told if is_clean(told) else json.dumps(answer, separators=(",", ":"))


def _put(answers: Iterable[str]) -> None:
    """Write answers and let them go at once: whoever waits at the other end of a pipe gets them."""
    try:
        sys.stdout.write("".join(f"{answer}\n" for answer in answers))
        sys.stdout.flush()
    except BrokenPipeError:
        raise NobodyReads from None


def _tell_strangers(rehearsal: Rehearsal) -> None:
    """Say which words of the lines the terms do not know: a fact that is misspelt counts as not given."""
    for (sort, word), n in list(rehearsal.strangers.items())[:STRANGERS_TOLD]:
        say(clean(tn(f"rehearse.stranger.{sort}", n, word=word, near=rehearsal.near(sort, word))))
    left = len(rehearsal.strangers) - STRANGERS_TOLD
    if left > 0:
        say(tn("rehearse.strangers", left))
