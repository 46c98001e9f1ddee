"""Every fact that a file declares, said rightly, wrongly or by whom it is barred to: one answer at each door.

From outside (mail, table, lines of a program) what cannot be is set aside under its name and the rest comes
in; at the desk (field of the line, form) it is refused by its name, and nothing is booked.
"""

import pytest
from deskterm import locale
from deskterm.desk.customers import cards
from deskterm.desk.errors import Refused
from deskterm.desk.tickets import ticket_facts, tickets
from deskterm.desk.upkeep import technicians

from tests.clocks import Watch
from tests.desk.five import House
from tests.desk.intake.test_who_may_say import FROM_OUTSIDE, OFFICINA, through

DOORS = ("mail", "csv", "json", "field", "form")
KINDS = {"number": "least = 1\nmost = 500\n", "date": "", "yes-no": "", "text": "", "choice": ""}
KINDS["choice"] = (
    'value = [ { id = "big", it = "Grande", en = "Big" }, { id = "low", it = "Poco", en = "Low" } ]\n'
)
RIGHT = {
    "number": {"80": "80", "10,5": "10.5", "7": "7"},
    "date": {"2026-01-15": "2026-01-15", "15/1/2026": "2026-01-15"},
    "yes-no": {"sì": "yes", "no": "no", "YES": "yes"},
    "choice": {"big": "big", "Grande": "big", "low": "low"},
    "text": {"Terzo piano": "Terzo piano"},
}
WRONG = {
    "number": ("900", "0", "tanti", "1.000"),
    "date": ("31/2/2026", "domani forse"),
    "yes-no": ("forse", "2"),
    "choice": ("medio",),
    "text": ("x" * 501,),
}
OTHERS = ("customer", "agreement", "device", "session")  # whose facts no request brings
RIGHTLY = [(kind, said) for kind, all_ in RIGHT.items() for said in all_]
WRONGLY = [(kind, said) for kind, all_ in WRONG.items() for said in all_]


def fact(id, of, kind, more=""):
    return f'[[fact]]\nid = "{id}"\nof = "{of}"\nkind = "{kind}"\nit = "Fatto {id}"\nen = "Fact {id}"\n{more}'


def terms():
    brought = 'from = ["mail", "portal"]\n'
    told = [
        fact(f"q_{kind.replace('-', '_')}", "request", kind, more + brought) for kind, more in KINDS.items()
    ]
    told += [fact(f"o_{of}", of, "yes-no") for of in OTHERS]
    told += [
        fact("only_portal", "request", "yes-no", 'from = ["portal"]\n'),
        fact("desks", "ticket", "yes-no"),
    ]
    told += [fact("leads", "request", "yes-no", 'by = ["lead"]\n' + brought)]
    text = OFFICINA.read_text(encoding="utf-8")
    return text.replace("\n[calendar.office]", "\n" + "".join(told) + "\n[calendar.office]", 1)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    made = House(
        tmp_path_factory.mktemp("desk"), "officina", Watch("2026-03-03T10:30"), text=terms(), plan=""
    )
    technicians.add(made.desk, "ugo")
    technicians.add(made.desk, "capo", role="lead")
    made.desk.who = "ugo"
    yield made
    made.desk.close()


@pytest.fixture
def number(house):
    """A number that no request had before: nothing is a resend."""
    locale.choose("it")  # where a point stands before thousands
    house.asked = getattr(house, "asked", 0) + 1
    return house.asked


def named(kind, by):
    id = f"q_{kind.replace('-', '_')}"
    return f"Fatto {id}" if by == "label" else id


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(("kind", "said"), RIGHTLY)
def test_a_fact_that_is_said_rightly_is_kept_the_same_by_every_door(house, number, door, kind, said):
    for by in ("id", "label") if door in ("mail", "csv") else ("id",):
        got = through(house, door, {named(kind, by): said}, f"{number} {by}")
        assert (got.not_taken, got.ticket is not None) == ((), True)
        assert ticket_facts.written(house.desk, got.ticket) == {named(kind, "id"): RIGHT[kind][said]}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(("kind", "said"), WRONGLY)
def test_a_fact_that_is_said_wrongly_is_told_by_its_name_at_every_door(house, number, door, kind, said):
    refused(house, number, door, named(kind, "id"), said, "fact_value", "fact_unclear")


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", [*(f"o_{of}" for of in OTHERS), "only_portal", "leads", "plan", "contract"])
def test_a_fact_that_is_not_the_requests_to_say_is_told_by_its_name_at_every_door(house, number, door, name):
    refused(house, number, door, name, "yes")


def refused(house, number, door, name, said, *codes):
    """What may not be said: refused at the desk with nothing booked, set aside from outside; by its name."""
    if door in FROM_OUTSIDE:
        got = through(house, door, {name: said}, number)
        assert got.ticket is not None and got.not_taken == (name,)
        ticket = tickets.get(house.desk, got.ticket)
        ((aside, kept),) = tickets.not_taken(house.desk, ticket).items()
        assert aside == name and said.startswith(kept.strip('"')[:100])  # a line of a mail is read so far
        assert ticket_facts.written(house.desk, got.ticket) == {}
        return
    before = len(cards.card(house.desk, "C001").open_tickets)
    with pytest.raises(Refused) as refusal:
        through(house, door, {name: said}, number)
    assert name in str(refusal.value)
    assert not codes or refusal.value.code in codes
    assert len(cards.card(house.desk, "C001").open_tickets) == before
