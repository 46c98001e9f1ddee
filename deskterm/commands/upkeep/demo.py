"""`deskterm demo`: a desk with a morning's work in it, opened where there is a terminal."""

from __future__ import annotations

from pathlib import Path

from deskterm import first_paint, settings
from deskterm.commands.frame.base import command, option
from deskterm.commands.frame.kinds import Text
from deskterm.commands.frame.line import Line
from deskterm.commands.frame.screens import open_screens
from deskterm.commands.terms.service import load
from deskterm.desk.context import open_desk
from deskterm.desk.demo import demo_desk
from deskterm.desk.errors import DeskTrouble, Refused
from deskterm.desk.terms import files
from deskterm.desk.upkeep import technicians
from deskterm.exits import Exit
from deskterm.locale import t
from deskterm.models.records.mails import ParsedMail


@command("demo")
@option("--service", type=Text("service"))
@option("--fresh", is_flag=True)
def demo(line: Line, *, service: str | None, fresh: bool) -> int:
    """Make the demo desk, or take the one that is there, and open it."""
    from deskterm.desk.demo.demo import first

    name = _shipped(service or first())
    folder = _folder(line, name)
    made = _stand_ready(line, folder, name, fresh=fresh)
    line.go_to(folder)
    _take_a_seat(line)
    if first_paint.can_draw() and not line.json:
        return open_screens(line)
    now = line.stamp(line.desk.now())
    facts = {"desk": str(folder), "service": line.desk.service.id, "made": made, "now": now}
    line.answer(facts, lambda: t("commands.demo.made" if made else "commands.demo.there", desk=folder))
    return int(Exit.DONE)


def _shipped(named: str) -> str:
    """The service that is meant, of those with a story. Raises Refused for a file of one's own."""
    found = load(named).id
    if found not in files.names() or load(found).text != load(named).text:
        raise Refused("no_demo", name=named, names=", ".join(files.names()))
    return found


def _take_a_seat(line: Line) -> None:
    """Whoever has a name of their own from another desk works at the demo under it, like its technicians."""
    name = line.set.technician
    if name and name not in {one.name for one in technicians.technicians(line.desk)}:
        technicians.add(line.desk, name)


def _folder(line: Line, service: str) -> Path:
    """The folder that was named for this call, never the one of the user's everyday desk."""
    named = line.set.origin.get("desk", "")
    if named in ("flag", settings.ENVIRONMENT["desk"]):
        return line.set.desk
    return settings.demo_desk(service)


def _stand_ready(line: Line, folder: Path, service: str, *, fresh: bool) -> bool:
    """Have a demo desk in `folder`; whether it was made now. Raises DeskTrouble for a desk in earnest."""
    if demo_desk.desk_stands(folder):
        desk = open_desk(folder, who=line.set.technician)
        try:
            if not demo_desk.is_demo(desk):
                raise DeskTrouble("not_a_demo", path=str(folder))
            if not fresh:
                demo_desk.resume(desk)
                return False
        finally:
            desk.close()
        demo_desk.clear(folder)
    _make(line, folder, service)
    return True


def _make(line: Line, folder: Path, service: str) -> None:
    """Make it beside its place and move it there, so that a half-made one is never found."""
    from deskterm.desk.demo.demo import make_demo
    from deskterm.mail.sandbox import Reader

    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with demo_desk.workshop(folder) as new, Reader() as reader:

        def read_mail(raw: bytes, now: int, trusted: frozenset[str]) -> ParsedMail:
            return reader.read(raw, now=now, trusted_servers=trusted, beneath=trusted)

        desk = make_demo(new, read_mail=read_mail, service=service, who=line.set.technician)
        demo_desk.start(desk, desk.now())
        desk.close()
