"""A service's demo, read from its files and made into a desk, for the tests of the shorter demos."""

import tomllib
from functools import cached_property

from deskterm.desk.demo import demo
from deskterm.desk.terms import files
from deskterm.mail.reading.parse import parse

from tests.demo.reading import DEMOS

# What can become of a message, in the words of the contract.
OUTCOMES = frozenset(
    "queued rejected clarify review held merged appended duplicate ignored unreadable".split()
)

OTHERS = [name for name in files.names() if name != demo.first() and (DEMOS / name).is_dir()]


class Telling:
    """A demo's files, and the story that they tell."""

    def __init__(self, service):
        self.service = service
        self.folder = DEMOS / service
        self.script = demo.script_of(self.folder)

    def toml(self, name):
        return tomllib.loads((self.folder / name).read_text(encoding="utf-8"))

    @cached_property
    def deeds(self):
        return self.toml("history.toml")["deed"]

    @cached_property
    def customers(self):
        return self.toml("customers.toml")["customer"]

    @cached_property
    def technicians(self):
        return [person["name"] for person in self.toml("technicians.toml")["technician"]]

    @cached_property
    def expected(self):
        return self.toml("expected.toml")

    @cached_property
    def mails(self):
        return sorted((self.folder / "mails").glob("*.eml"))

    def requests(self):
        return [deed for deed in self.deeds if deed["do"] == "request"]

    def tell(self, folder):
        return demo.tell(folder, read_mail=read_mail, service=self.service)


def read_mail(raw, now, trusted):
    return parse(raw, now=now, trusted_servers=trusted, beneath=trusted)
