"""The demo desk of a service: an invented firm's days and morning, replayed through the real deeds."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from deskterm.desk.context import Desk, by_anybody, make_desk
from deskterm.desk.customers import import_file, profile
from deskterm.desk.demo.story import Story
from deskterm.desk.intake import receive
from deskterm.desk.letters import canned, canned_file
from deskterm.desk.packs import packs
from deskterm.desk.steps.packs.movements import noted
from deskterm.desk.terms import files
from deskterm.desk.upkeep import technicians
from deskterm.models.records.mails import ParsedMail
from deskterm.storage.house import settings as setting_rows

ReadMail = Callable[[bytes, int, frozenset[str]], ParsedMail]

_HERE = Path(__file__).resolve().parents[2]


class DemoScript(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A demo's demo.toml: its moment, the moment before its story, and who sits at the door."""

    now: datetime
    before: datetime
    sorter: str
    server: str = ""  # the mail server of the invented firm, whose word counts (S7)
    first: bool = False  # shown where the user names no service


def demo_folder(service: str = "") -> Path:
    """Where a service's demo lies, or all of them: in a wheel, or in a checkout."""
    inside = _HERE / "data" / "demo"
    return (inside if inside.is_dir() else _HERE.parent / "data" / "demo") / service


def first() -> str:
    """The service whose demo is shown where none is named: the one whose demo.toml says so."""
    return next(name for name in files.names() if script_of(demo_folder(name)).first)


def script_of(folder: Path) -> DemoScript:
    """The demo.toml of a demo's folder."""
    return msgspec.toml.decode((folder / "demo.toml").read_bytes(), type=DemoScript)


def make_demo(folder: Path, *, read_mail: ReadMail, service: str = "", who: str = "") -> Desk:
    """Make the demo desk of a shipped service in `folder` as it stands when its demo begins; returns it open.

    `read_mail` is the mail room's reader: the desk does not read mail itself.
    """
    return tell(folder, read_mail=read_mail, service=service, who=who).desk


def tell(folder: Path, *, read_mail: ReadMail, service: str = "", who: str = "") -> Story:
    """As `make_demo`; returns the story, which knows its tickets by the names that its files give them."""
    service = service or first()
    desk = make_desk(folder, files.text_of(service), f"{service}.toml", who=who)
    story = Story(desk, demo_folder(service))
    script = script_of(story.folder)
    desk.clock = lambda: story.instant(script.now)
    _people(story, script)
    for _, happen in sorted(_happenings(story, script, read_mail), key=lambda pair: pair[0]):
        happen()
    return story


def _load(path: Path) -> dict[str, Any]:
    with path.open("rb") as stream:
        return tomllib.load(stream)


def _people(story: Story, script: DemoScript) -> None:
    """Technicians, customers, and the packs that they had before the story begins."""
    desk = story.desk
    with desk.write() as conn:
        setting_rows.put(conn, "trusted_servers", script.server)
        setting_rows.put(conn, "servers_beneath", script.server)
        setting_rows.put(conn, "demo", "1")
    for person in _load(story.folder / "technicians.toml")["technician"]:
        role = person.get("role", "technician")
        technicians.add(desk, person["name"], full_name=person["full_name"], role=role)
    path = story.folder / "customers.toml"
    with story.moment(story.instant(script.before), script.sorter):
        import_file.import_file(desk, path)
        canned.load(desk, canned_file.read(story.folder / "answers.toml"), "answers.toml")
        for entry in _load(path)["customer"]:
            for delivery in entry.get("delivery", []):
                profile.deliver(desk, entry["code"], what=delivery["what"], on=delivery["on"])
    for entry in _load(path)["customer"]:
        for pack in entry.get("pack", []):
            _old_pack(story, script, entry["code"], pack)


def _old_pack(story: Story, script: DemoScript, customer: str, pack: dict[str, Any]) -> None:
    """A pack from before the story; one that came with the agreement stands already, and is only used."""
    if pack.get("granted"):
        own = packs.packs(story.desk, customer=customer)
        number = next(line.pack.id for line in own if line.pack.kind == pack["kind"])
    else:
        number = _sold(story, script, customer, pack)
    if pack.get("used"):
        with story.moment(story.instant(script.before), script.sorter), by_anybody():
            packs.adjust(story.desk, number, -pack["used"], note=noted("used_before_demo"))


def _sold(story: Story, script: DemoScript, customer: str, pack: dict[str, Any]) -> int:
    with story.moment(story.instant(f"{pack['sold']}T10:00:00"), script.sorter):
        sold = packs.sell(
            story.desk,
            customer,
            kind=pack["kind"],
            size=pack["size"],
            net_cents=pack["net_cents"],
            expires_on=str(pack.get("expires", "")),
        )
    return sold.id


def _happenings(
    story: Story, script: DemoScript, read_mail: ReadMail
) -> Iterator[tuple[tuple[int, int], Callable[[], None]]]:
    """Mails and deeds as (moment, what happens); a mail comes before a deed of the same second."""
    for deed in _load(story.folder / "history.toml")["deed"]:
        yield (story.instant(deed["at"]), 1), partial(story.do, deed)
    trusted = frozenset({script.server} - {""})
    for path in sorted((story.folder / "mails").glob("*.eml")):
        mail = read_mail(path.read_bytes(), story.instant(script.now), trusted)
        yield (mail.received_at, 0), partial(_receive, story, script, mail, path.name)


def _receive(story: Story, script: DemoScript, mail: ParsedMail, name: str) -> None:
    with story.moment(mail.received_at, script.sorter):
        received = receive.receive_mail(story.desk, mail, source=name)
    if received.ticket:
        story.labels.setdefault(name, received.ticket)
