"""`deskterm init`: an empty desk under a service's terms."""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote
from typing import Any

from deskterm.clock import format_instant
from deskterm.commands.answers import wording
from deskterm.commands.frame import output
from deskterm.commands.frame.base import command, option
from deskterm.commands.frame.kinds import HostKind, Text
from deskterm.commands.frame.line import Line
from deskterm.commands.terms.service import load
from deskterm.commands.upkeep.care import say_closed
from deskterm.desk.context import Desk, make_desk, who_am_i
from deskterm.desk.terms import adoption
from deskterm.desk.upkeep import care, mail_trust
from deskterm.locale import t


@command("init")
@option("--service", "name", required=True, type=Text("service"))
@option("--anyway", type=Text("reason", blank=False))
@option("--group", type=Text("group"))
@option("--mail-server", "servers", multiple=True, type=HostKind())
@option("--pec-provider", "providers", multiple=True, type=HostKind("domain"))
def init(
    line: Line,
    *,
    name: str,
    anyway: str | None,
    group: str | None,
    servers: tuple[str, ...],
    providers: tuple[str, ...],
) -> None:
    """Make an empty desk under DIR."""
    service = load(name)
    doubts = adoption.sound(service, name, anyway=anyway or "")
    gid = care.group_id(group) if group else None
    clock = line.clock(service.tz)
    known = doubts, (anyway or "").strip() if doubts else ""
    desk = make_desk(line.set.desk, service.text, name, who=line.set.technician, clock=clock, doubts=known)
    try:
        if doubts:
            adoption.founded(desk, doubts, anyway or "")
        if servers:
            mail_trust.trust_servers(desk, servers)
        if providers:
            mail_trust.trust_providers(desk, providers)
        closed = care.share(desk, gid) if gid is not None else None
    finally:
        desk.close()
    facts: dict[str, Any] = {
        "desk": str(desk.folder),
        "service": service.id,
        "group": group,
        "mail_servers": list(servers),
        "pec_providers": list(providers),
    }
    steps = _next_steps(line, desk, servers=bool(servers))
    facts["next"] = [step for _, step in steps]
    early = adoption.held_early(service, desk.now())
    facts["held_before"] = early or None
    done = [t("commands.init.done", desk=desk.folder, service=service.name)]
    if early:
        done.append(output.wrap(t("commands.init.early", day=wording.day(early)), ""))
    line.answer(facts, lambda: "\n".join([*done, *_told(steps), *_alone(line, desk, group)]))
    say_closed(closed, group or "")


def _next_steps(line: Line, desk: Desk, *, servers: bool) -> list[tuple[str, str]]:
    """What a new desk still lacks: what for, and the command as it can be typed."""
    year = format_instant(desk.now(), desk.service.tz)[:4]
    given = {"deskterm": _typed(line, desk), "who": quote(desk.who), "year": year}
    by_mail = any(one.kind == "email" for one in desk.service.channels)
    lacking = {"server": not servers, "mailbox": by_mail}
    wanted = ("technician", "server", "customer", "mailbox", "mail", "screens")
    return [(step, t(f"commands.init.next.{step}", **given)) for step in wanted if lacking.get(step, True)]


def _typed(line: Line, desk: Desk) -> str:
    """How the program is called for this desk."""
    named = f" --desk {quote(str(desk.folder))}" if line.set.origin.get("desk") == "flag" else ""
    return f"deskterm{named}"


def _told(steps: list[tuple[str, str]]) -> Iterator[str]:
    yield f"\n{t('commands.init.next')}"
    for step, typed in steps:
        yield f"\n{output.wrap(t(f'commands.init.why.{step}'), '  ')}\n    {typed}"


def _alone(line: Line, desk: Desk, group: str | None) -> Iterator[str]:
    """Without --group no second person can open the desk: said while it is still empty."""
    if group is None:
        yield "\n" + output.wrap(t("commands.init.alone", who=who_am_i(), deskterm=_typed(line, desk)), "")
