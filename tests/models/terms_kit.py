"""Small services for tests: the shipped one, or one written for a single question."""

from datetime import datetime
from pathlib import Path

from deskterm.models.basics.faults import TermsError
from deskterm.models.money.billing import bill
from deskterm.models.money.drawing import PackState
from deskterm.models.money.price import Segment
from deskterm.models.rules.due import all_due, nearest
from deskterm.models.rules.rules import actions
from deskterm.models.terms.service import read_service

from tests.clocks import ROME, rome

SHIPPED = Path(__file__).parents[2] / "data" / "services"
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in sorted(SHIPPED.glob("*.toml"))}
SERVICES = {name: read_service(text) for name, text in TEXTS.items()}
INVENTED = Path(__file__).parents[1] / "data" / "firms"
FIRMS = {
    name: read_service((INVENTED / f"{name}.toml").read_text(encoding="utf-8"))
    for name in ("nodo-sistemi", "bergsee-informatik", "quadro-gestionali")
}
DELTA_TEXT = TEXTS["delta-system"]
DELTA = SERVICES["delta-system"]
CLOUD = SERVICES["contabilita-in-cloud"]
MICRO = SERVICES["digital-micro"]
OMNIA = SERVICES["omniagest"]
ISTES = SERVICES["istes"]

FRAME = """
schema = {version}
provider = {{ id = "prova", name = "Ditta di prova", tz = "Europe/Rome", vat = 22 }}
queue = {queue}
identify = ["phone"]
channel = [ {{ id = "mail", kind = "email", it = "Posta", en = "Mail", need = ["subject"] }} ]
rule = [ {rule} ]
timer = {{ {timer} }}
response = [ {response} ]
price = [ {price} ]
{pack}
team = [ {{ id = "vendor", it = "Fornitore", en = "Vendor" }} ]
offer = [ {{ id = "quote", it = "Preventivo", en = "Quote" }} ]
topic = [ {{ id = "usage", it = "Uso", en = "Usage" }} ]
severity = [ {{ id = "A", it = "A", en = "A" }}, {{ id = "B", it = "B", en = "B" }} ]
{more}
[calendar.office]
open = [{open}]
holidays = "IT"
{calendar}
"""

PACKS = {
    "hours": '{{ id = "hours", unit = "minute", it = "Carnet", en = "Pack", overdraw = "{overdraw}" }}',
    "tickets": '{{ id = "tickets", unit = "ticket", it = "Ticket", en = "Tickets" }}',
}


def _packs(parts):
    """The packs that a file speaks of: one that no price draws on is a fault."""
    said = " ".join(parts.values()) if parts.get("price") else " ".join(PACKS)
    spoken = [line.format(**parts) for name, line in PACKS.items() if name in said]
    return f"pack = [ {', '.join(spoken)} ]" if spoken else ""


def text(**parts):
    """The text of a small service file; every rule id that it names gets a clause."""
    usual = {"queue": '["lane", "arrived"]', "open": '"mon-fri 08:30-12:30 14:00-17:00"', "overdraw": "split"}
    usual["version"] = "1"
    blanks = dict.fromkeys(("rule", "timer", "response", "price", "more", "calendar"), "")
    given = blanks | usual | parts
    body = FRAME.format(pack=_packs(given), **given)
    return body + "".join(f'[clause.X{n}]\nit = "Regola {n}."\nen = "Rule {n}."\n' for n in range(1, 20))


def service(**parts):
    return read_service(text(**parts))


def check_service(text):
    """Every fault of a service file's text; () when it can be used."""
    try:
        read_service(text)
    except TermsError as error:
        return error.faults
    return ()


def scope(terms, topic):
    """Whether the terms answer a topic (`in`), leave it out (`out`) or offer it at a price (`paid`)."""
    named = [rule for rule in terms.rules if rule.at == "triage" and any(names(c, topic) for c in rule.when)]
    done = {rule.do for rule in named}
    return "out" if "exclude" in done else "paid" if "offer" in done else "in"


def names(condition, topic):
    return (condition.fact, condition.op) == ("topic", "=") and topic in condition.words


def shown(at):
    """An instant as the Roman wall clock shows it."""
    return None if at is None else f"{datetime.fromtimestamp(at, ROME):%Y-%m-%d %H:%M:%S}".removesuffix(":00")


def done(terms, point, facts, at="2026-03-03 10:00"):
    """What the terms do at a point, as `(do, rule)`."""
    return [(action.do, action.rule) for action in actions(terms, point, facts, rome(at))]


def detail(terms, point, facts, at="2026-03-03 10:00"):
    """The details of the one action at a point."""
    (action,) = actions(terms, point, facts, rome(at))
    return action.detail


def otherwise(name, *changes):
    """A shipped service with a key set another way: pairs of what is written and what is written instead."""
    text = TEXTS[name]
    for before, after in changes:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return read_service(text)


def worked(terms, minutes, facts=None, *, kind="remote", packs=(), start="2026-03-03 10:00"):
    """The bill of one session of so many minutes; `packs`: kind, unit and what is left of each."""
    begin = rome(start)
    held = [PackState(n, *pack) for n, pack in enumerate(packs, 1)]
    return bill(terms, [Segment(kind, begin, begin + round(minutes * 60))], facts or {}, held)


def due(service, facts, received_at, questions=()):
    """Of all that is promised of a request the promise that is due first; None where nothing is."""
    return nearest(all_due(service, facts, received_at, tuple(questions)))
