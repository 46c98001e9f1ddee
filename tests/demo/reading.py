"""Reading the demo's files for its tests."""

import tomllib
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path

DEMOS = Path(__file__).parents[2] / "data" / "demo"
DEMO = DEMOS / "delta-system"
FILES = sorted(path.name for path in (DEMO / "mails").glob("*.eml"))


@cache
def raw(name):
    return (DEMO / "mails" / name).read_bytes()


@cache
def mail(name):
    return message_from_bytes(raw(name), policy=policy.compat32)


@cache
def toml(name):
    return tomllib.loads((DEMO / name).read_text(encoding="utf-8"))


def expected():
    return {entry["file"]: entry for entry in toml("expected.toml")["mail"]}


def customers():
    return {customer["code"]: customer for customer in toml("customers.toml")["customer"]}


def contact_of():
    return {
        contact["email"]: code for code, customer in customers().items() for contact in customer["contact"]
    }


def arrived(message):
    return parsedate_to_datetime(message["Received"].rpartition(";")[2].replace("(CET)", "").strip())
