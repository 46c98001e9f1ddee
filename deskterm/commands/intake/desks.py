"""`deskterm import`: customers and tickets out of another desk's export, and what a firm begins with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from deskterm.commands.frame import output
from deskterm.commands.frame.base import argument, command, group, option
from deskterm.commands.frame.find import field
from deskterm.commands.frame.kinds import TEXT, File, Folder, Text, Zone
from deskterm.commands.frame.line import Line
from deskterm.desk.customers import brought_customers
from deskterm.desk.errors import Refused
from deskterm.desk.intake import brought_tickets
from deskterm.desk.intake.brought_tickets import Handling
from deskterm.locale import t, tn
from deskterm.models.records.exports.other_desk import BroughtIn, LeftOut

import_ = group("import", lazy={"opening": "deskterm.commands.billing.opening:opening"})
OUTCOMES = ("added", "changed", "same")
KINDS = ("customer", "person", "ticket", "message", "task", "file", "text", "field")


def _common(deed: Any) -> Any:
    """The options of every export."""
    deed = option("--promise", is_flag=True)(deed)
    deed = option("--channel", type=Text("channel"), default="")(deed)
    deed = option("--agent", "agents", type=Text("field"), multiple=True)(deed)
    return option("--called", "whence", type=TEXT, default="")(deed)


@command("import.zammad", import_, rows=True, trial=True)
@argument("path", type=Folder())
@_common
def zammad(line: Line, *, path: Path, **how: Any) -> None:
    """Zammad: a folder with the answers of its API."""
    from deskterm.mail.desks.texts import Texts
    from deskterm.mail.desks.zammad import Zammad

    with Texts() as texts:
        _bring(line, _read(lambda: Zammad(path, texts), path), texts, **how)


@command("import.osticket", import_, rows=True, trial=True)
@argument("path", type=File())
@option("--zone", type=Zone())
@_common
def osticket(line: Line, *, path: Path, zone: str | None, **how: Any) -> None:
    """osTicket: a dump of its database."""
    from deskterm.mail.desks.osticket import OsTicket
    from deskterm.mail.desks.texts import Texts

    spoken = zone or line.desk.service.tz
    with Texts() as texts:
        _bring(line, _read(lambda: OsTicket(path, texts, zone=spoken), path), texts, **how)


@command("import.freescout", import_, rows=True, trial=True)
@argument("path", type=File())
@option("--files", type=Folder())
@option("--zone", type=Zone(), default="UTC")
@_common
def freescout(line: Line, *, path: Path, files: Path | None, zone: str, **how: Any) -> None:
    """FreeScout: a dump of its database, and the folder of its attachments."""
    from deskterm.mail.desks.freescout import FreeScout
    from deskterm.mail.desks.texts import Texts

    with Texts() as texts:
        _bring(line, _read(lambda: FreeScout(path, texts, zone=zone, files=files), path), texts, **how)


def _read(make: Any, path: Path) -> Any:
    """The export, read. Raises Refused with what is wrong with it."""
    try:
        export = make()
    except (OSError, ValueError, EOFError) as error:
        detail = (error.strerror if isinstance(error, OSError) else "") or str(error)
        if code := getattr(error, "code", ""):
            detail = t(f"brought.fault.{code}", **getattr(error, "values", {}))
        raise Refused("export_unreadable", path=str(path), detail=detail) from None
    if export.is_empty:
        raise Refused("export_empty", path=str(path), name=export.name, command=export.name.lower())
    return export


def _bring(
    line: Line, export: Any, texts: Any, *, whence: str, agents: Sequence[str], channel: str, promise: bool
) -> None:
    """Everything of an export, customers first; each told as it comes, at the end how many."""
    if channel and line.desk.service.channel(channel) is None:
        known = ", ".join(one.id for one in line.desk.service.channels)
        raise click.UsageError(t("errors.no_channel", name=channel, known=known))
    technicians = {name.casefold(): who for name, who in map(field, agents)}
    how = Handling(technicians=technicians, promise=promise, channel=channel)
    found = _all(line, export, texts, whence or export.name, how)
    if line.json or line.csv:
        line.answer_each(map(facts, found), str)
    else:
        line.trying()
        output.write("\n".join(_told(list(found))))


def _all(line: Line, export: Any, texts: Any, whence: str, how: Handling) -> Iterator[BroughtIn | LeftOut]:
    for one in export.customers():
        yield one if isinstance(one, LeftOut) else brought_customers.bring(line.desk, whence, one)
        yield from texts.take()
    for one in export.tickets():
        yield one if isinstance(one, LeftOut) else brought_tickets.bring(line.desk, whence, one, how)
        yield from texts.take()


def facts(one: BroughtIn | LeftOut) -> dict[str, Any]:
    """What became of a thing of the export, as programs read it."""
    if isinstance(one, LeftOut):
        one = BroughtIn(
            kind=one.kind,
            key=one.key,
            outcome="left_out",
            number=one.of,
            reason=one.reason,
            detail=one.detail,
        )
    return {
        "kind": one.kind,
        "foreign": one.key,
        "number": one.number or None,
        "code": one.code or None,
        "outcome": one.outcome,
        "reason": one.reason or None,
        "detail": one.detail or None,
        "remarks": [{"code": remark.code, "detail": remark.detail} for remark in one.remarks],
        "messages": one.messages,
        "files": one.files,
    }


def _told(found: Sequence[BroughtIn | LeftOut]) -> Iterator[str]:
    """For people: how many of each, what is to be known, and every thing that did not fit."""
    rows = [facts(one) for one in found]
    for kind in ("customer", "ticket"):
        counts = [sum(row["kind"] == kind and row["outcome"] == name for row in rows) for name in OUTCOMES]
        parts = [tn(f"brought.{name}", n) for name, n in zip(OUTCOMES, counts, strict=True) if n]
        if parts:
            yield f"{t(f'brought.kinds.{kind}')}: {', '.join(parts)}"
    messages, files = (sum(row[name] for row in rows) for name in ("messages", "files"))
    if messages:
        yield f"{tn('brought.messages', messages)}, {tn('brought.files', files)}"
    yield from _remarks(rows)
    yield from _left_out([row for row in rows if row["outcome"] == "left_out"])


def _remarks(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What is to be known, each once, with all that it is true of."""
    of: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        for remark in row["remarks"]:
            own = remark["detail"] if remark["code"] in ("channel", "agent") else ""
            told = remark["detail"] if row["kind"] == "customer" else ""
            name = " ".join(
                part for part in (row["code"], f"({row['number']})" if row["number"] else "", told) if part
            )
            of.setdefault((remark["code"], own), []).append(name)
    for (code, detail), names in of.items():
        yield ""
        yield output.wrap(t(f"brought.remark.{code}", detail=detail), "")
        yield output.wrap(", ".join(names), "  ")


def _left_out(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Everything that did not fit: how many of each kind and why, then each by its name."""
    if not rows:
        return
    yield ""
    yield tn("brought.left_out", len(rows))
    for kind in KINDS:
        own = [row for row in rows if row["kind"] == kind]
        for reason in dict.fromkeys(row["reason"] for row in own):
            these = [row for row in own if row["reason"] == reason]
            yield f"  {t(f'brought.kinds.{kind}')}, {t(f'brought.reason.{reason}')}: {len(these)}"
            for row in these:
                of = t("brought.of", number=row["number"]) if row["number"] else ""
                yield "    " + " ".join(part for part in (row["foreign"], of, row["detail"] or "") if part)
