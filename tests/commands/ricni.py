"""A month at a Czech firm that a stranger wrote by the book alone: its terms, and three of its customers."""

from pathlib import Path

import pytest

from tests.commands.conftest import Line, empty, home
from tests.laid import lay

__all__ = ["Ricni", "empty", "home", "ricni"]

FILE = Path(__file__).parents[1] / "data" / "strangers" / "ricni.toml"
LOGGED = ("--outcome", "advised", "--reason", "usage")
CONSENT = ("--answer", "consent=yes:Jana:phone")


class Ricni(Line):
    """The line at that firm's desk, spoken to in English unless it is said otherwise."""

    who = "luca"

    def __call__(self, *args, at="2026-03-02T09:00", lang="en", code=0):
        return super().__call__(*args, at=at, lang=lang, code=code)

    def said(self, *args, **more):
        """What a command prints, with plain blanks."""
        return self(*args, **more).out.replace("\xa0", " ")

    def asked(self, *more, customer="C001", channel="phone", subject="Nejde to", at="2026-03-02T08:01"):
        """A request typed in; its number."""
        request = ("--customer", customer, "--channel", channel, "--subject", subject, *more)
        return self("ticket", "add", *request, "--json", at=at).json["code"]

    def worked(self, ticket, kind, start, end, *more, at="2026-03-31T18:00", lang="en"):
        """Work that is entered afterwards and filed; what the desk says of it."""
        times = ("--kind", kind, "--start", start, "--end", end)
        return self.said("call", "log", ticket, *times, *LOGGED, *more, at=at, lang=lang)

    def on_site(self, ticket, start, end, *more, **how):
        """A visit that was agreed and then entered."""
        self("appointment", "add", ticket, "--kind", "onsite", "--start", start, at="2026-03-02T08:02")
        return self.worked(ticket, "onsite", start, end, *more, **how)


def written(folder, *changes, name="ricni2.toml"):
    """The firm's file with something in it written otherwise."""
    text = FILE.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


@pytest.fixture
def ricni(empty):
    """That firm's desk on the second of March: the baker has two agreements, two others have none."""
    lay(empty.desk, "ricni", lambda place: _furnish(Ricni(place, empty.home)))
    return Ricni(empty.desk, empty.home)


def _furnish(desk):
    desk.who = ""
    day = "2026-03-01T09:00"
    desk("init", "--service", FILE, "--mail-server", "mx.ricni.example", "--as", "luca", at=day)
    desk.who = "luca"
    desk("technician", "add", "--lead", at=day)
    desk("technician", "add", "petra", at=day)
    baker = ("--email", "jana@novak.example", "--phone", "+420 601 111 222", "--contact", "Jana Nováková")
    desk("customer", "add", "Pekárna Novák", *baker, "--language", "cs", at=day)
    desk("customer", "set", "C001", "zone=c", at=day)
    since = ("--from", "2026-03-01")
    desk(*"agreement sign C001 --name accounts --plan plus".split(), *since, "users=4", "hotline=yes", at=day)
    payroll = "agreement sign C001 --name payroll --plan basic --rate 1250"
    desk(*payroll.split(), *since, "users=2", at=day)
    shop = ("Ferramenta Dal Prà", "--email", "anna@dalpra.example", "--language", "it")
    desk("customer", "add", *shop, at=day)
    desk("customer", "set", "C002", "zone=Praga", at=day)
    desk("customer", "add", "Acme Tools", "--email", "bob@acme.example", "--language", "en", at=day)
    desk("customer", "set", "C003", "zone=b", at=day)
