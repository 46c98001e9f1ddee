"""The demo desk: an invented firm's fortnight and morning, replayed through the real deeds."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from deskterm.desk import calls, customers, filing, intake, packs, queue, services, tickets, triage
from deskterm.desk.context import Desk, make_desk
from deskterm.models.mails import ParsedMail
from deskterm.storage import settings

SERVER = "mx.delta-system.example"  # the mail server of the invented firm, whose word counts (S7)
NOW = "2026-03-03T09:12:00"
ReadMail = Callable[[bytes, int, frozenset[str]], ParsedMail]


_HERE = Path(__file__).resolve().parent.parent


def demo_folder() -> Path:
    """Where the demo's mails and customers lie: in a wheel, or in a checkout."""
    inside = _HERE / "data" / "demo"
    return inside if inside.is_dir() else _HERE.parent / "data" / "demo"


class Story:
    """A replay: deeds and mails in the order in which they happened, each at its own time."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self.desk = desk
        self.folder = folder
        self.labels: dict[str, str] = {}
        self.zone = ZoneInfo(desk.service.tz)

    def instant(self, local: str) -> int:
        """A local ISO time as an instant."""
        return int(datetime.fromisoformat(local).replace(tzinfo=self.zone).timestamp())

    @contextmanager
    def moment(self, at: int, who: str) -> Iterator[None]:
        """The desk as it was at `at`, with `who` sitting at it."""
        clock, before = self.desk.clock, self.desk.who
        self.desk.clock, self.desk.who = (lambda: at), who
        try:
            yield
        finally:
            self.desk.clock, self.desk.who = clock, before

    def do(self, deed: dict[str, Any]) -> None:
        """One deed of history.toml."""
        with self.moment(self.instant(deed["at"]), deed["by"]):
            getattr(self, f"do_{deed['do']}")(deed)

    def code(self, deed: dict[str, Any]) -> str:
        """The ticket that a deed's label names."""
        return self.labels[deed["label"]]

    def do_sell(self, deed: dict[str, Any]) -> None:
        """A pack is sold."""
        packs.sell(
            self.desk,
            deed["customer"],
            kind=deed["kind"],
            size=deed["minutes"],
            net_cents=deed["net_cents"],
        )

    def do_request(self, deed: dict[str, Any]) -> None:
        """A request is typed in."""
        names = ("channel", "customer", "subject", "body", "contact", "phone", "blocking")
        given = {name: deed[name] for name in names if name in deed}
        received = intake.receive_request(self.desk, **given)
        if received.ticket:
            self.labels[deed["label"]] = received.ticket

    def do_triage(self, deed: dict[str, Any]) -> None:
        """A topic is given."""
        triage.triage(self.desk, self.code(deed), topic=deed["topic"])

    def do_take(self, deed: dict[str, Any]) -> None:
        """A ticket is taken."""
        queue.take(self.desk, self.code(deed), reason=deed.get("why", ""))

    def do_clarify(self, deed: dict[str, Any]) -> None:
        """The customer is asked."""
        triage.clarify(self.desk, self.code(deed), text=deed["text"])

    def do_answer(self, deed: dict[str, Any]) -> None:
        """The customer is answered."""
        tickets.answer(self.desk, self.code(deed), text=deed["text"])

    def do_park(self, deed: dict[str, Any]) -> None:
        """A ticket rests."""
        until = self.instant(deed["until"]) if deed.get("until") else None
        queue.park(self.desk, self.code(deed), why=deed["why"], until=until, wait=deed.get("wait", "parked"))

    def do_close(self, deed: dict[str, Any]) -> None:
        """A ticket is closed."""
        tickets.close(self.desk, self.code(deed), why=deed.get("why", ""))

    def do_call(self, deed: dict[str, Any]) -> None:
        """A call as it was worked, in one stretch or several: started, switched, stopped, and filed later."""
        stretches = deed.get("segments") or [{name: deed[name] for name in ("kind", "start", "end")}]
        for place, stretch in enumerate(stretches):
            with self.moment(self.instant(stretch["start"]), deed["by"]):
                if place == 0:
                    inbound = deed["inbound"]
                    session = calls.start(self.desk, self.code(deed), kind=stretch["kind"], inbound=inbound)
                else:
                    session = calls.switch(self.desk, stretch["kind"])
        with self.moment(self.instant(stretches[-1]["end"]), deed["by"]):
            calls.stop(self.desk)
        words = {name: deed.get(name, "") for name in ("outcome", "reason", "note")}
        if deed.get("file", True):
            filing.file(self.desk, session.group_id, **words)


def make_demo(folder: Path, *, read_mail: ReadMail, service: str = "delta-system", who: str = "") -> Desk:
    """Make the demo desk in `folder` as it stands on Tuesday 3 March 2026 at 09:12; returns it open.

    `read_mail` is the mail room's reader: the desk does not read mail itself.
    """
    desk = make_desk(folder, services.text_of(service), f"{service}.toml", who=who)
    story = Story(desk, demo_folder())
    desk.clock = lambda: story.instant(NOW)
    _people(story)
    for _, happen in sorted(_happenings(story, read_mail), key=lambda pair: pair[0]):
        happen()
    return desk


def _load(path: Path) -> dict[str, Any]:
    with path.open("rb") as stream:
        return tomllib.load(stream)


def _people(story: Story) -> None:
    """Technicians, customers, and the packs that they had before the story begins."""
    desk = story.desk
    with desk.write() as conn:
        settings.put(conn, "trusted_servers", SERVER)
        settings.put(conn, "demo", "1")
    for person in _load(story.folder / "technicians.toml")["technician"]:
        role = person.get("role", "technician")
        queue.add_technician(desk, person["name"], full_name=person["full_name"], role=role)
    path = story.folder / "customers.toml"
    with story.moment(story.instant("2026-02-15T12:00:00"), "marta"):
        customers.import_file(desk, path)
    for entry in _load(path)["customer"]:
        for pack in entry.get("pack", []):
            _old_pack(story, entry["code"], pack)


def _old_pack(story: Story, customer: str, pack: dict[str, Any]) -> None:
    with story.moment(story.instant(f"{pack['sold']}T10:00:00"), "marta"):
        sold = packs.sell(
            story.desk,
            customer,
            kind=pack["kind"],
            size=pack["size"],
            net_cents=pack["net_cents"],
            expires_on=str(pack["expires"]),
        )
    if pack.get("used"):
        with story.moment(story.instant("2026-02-15T12:00:00"), "marta"):
            packs.adjust(story.desk, sold.id, -pack["used"], note="usato prima della prova")


def _happenings(story: Story, read_mail: ReadMail) -> Iterator[tuple[tuple[int, int], Callable[[], None]]]:
    """Mails and deeds as (moment, what happens); a mail comes before a deed of the same second."""
    for deed in _load(story.folder / "history.toml")["deed"]:
        yield (story.instant(deed["at"]), 1), partial(story.do, deed)
    trusted = frozenset({SERVER})
    for path in sorted((story.folder / "mails").glob("*.eml")):
        mail = read_mail(path.read_bytes(), story.instant(NOW), trusted)
        yield (mail.received_at, 0), partial(_receive, story, mail, path.name)


def _receive(story: Story, mail: ParsedMail, name: str) -> None:
    with story.moment(mail.received_at, "marta"):
        received = intake.receive_mail(story.desk, mail, source=name)
    if received.ticket:
        story.labels.setdefault(name, received.ticket)
