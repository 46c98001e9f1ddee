"""`deskterm init`: an empty desk under a service's terms."""

from __future__ import annotations

from deskterm.commands.base import command, option
from deskterm.commands.kinds import Host, Text
from deskterm.commands.line import Line
from deskterm.commands.service import load
from deskterm.desk import care, office
from deskterm.desk.context import make_desk
from deskterm.locale import t


@command("init")
@option("--service", "name", required=True, type=Text("service"))
@option("--group", type=Text("group"))
@option("--mail-server", "servers", multiple=True, type=Host())
@option("--pec-provider", "providers", multiple=True, type=Host("domain"))
def init(
    line: Line, *, name: str, group: str | None, servers: tuple[str, ...], providers: tuple[str, ...]
) -> None:
    """Make an empty desk under DIR."""
    service = load(name)
    gid = care.group_id(group) if group else None
    clock = line.clock(service.tz)
    desk = make_desk(line.set.desk, service.text, name, who=line.set.technician, clock=clock)
    try:
        if servers:
            office.trust_servers(desk, servers)
        if providers:
            office.trust_providers(desk, providers)
        if gid is not None:
            care.share(desk, gid)
    finally:
        desk.close()
    facts = {
        "desk": str(desk.folder),
        "service": service.id,
        "group": group,
        "mail_servers": list(servers),
        "pec_providers": list(providers),
    }
    line.answer(facts, lambda: t("commands.init.done", desk=desk.folder, service=service.name))
