"""Several agreements of a customer at once: of each its own conditions decide, whichever was signed last."""

import pytest
from deskterm.desk.billing import filing
from deskterm.desk.customers import agreements
from deskterm.desk.packs import packs
from deskterm.desk.terms import rehearsal
from deskterm.desk.tickets import ticket_agreement

from tests.clocks import rome
from tests.desk.packs.test_over_time import Plain

ONLY_SAD = 'included = { units = 120, every = "month", when = ["plan=SAD"], rule = "D28" }'
REST = ', rest = { do = "carry", when = ["plan=SAD"], rule = "D28" }'
OF = {"Sede": "standard", "Filiale": "SAD"}


@pytest.fixture
def office(tmp_path):
    made = []

    def open_(keys):
        made.append(Plain(tmp_path / f"desk{len(made)}", keys))
        return made[-1]

    yield open_
    for one in made:
        assert packs.check(one.desk) == ()
        one.desk.close()


def signs(office, who, names):
    """Agreements of these names, one ten days after the other."""
    for n, name in enumerate(names):
        given = {"name": name, "plan": OF[name], "starts_on": f"2026-01-{1 + 10 * n:02}"}
        agreements.sign(office.desk, who, given)


def hours(office, who):
    """Which agreement brought which months, and what is left of them."""
    names = {one.id: one.name for one in agreements.of_customer(office.desk, who)}
    with office.desk.read() as conn:
        kinds = conn.execute(
            "SELECT agreement_id, starts_on, size FROM pack WHERE agreement_id IS NOT NULL ORDER BY id"
        )
        return [(names[row["agreement_id"]], row["starts_on"], row["size"]) for row in kinds.fetchall()]


@pytest.mark.parametrize("order", [("Sede", "Filiale"), ("Filiale", "Sede")])
def test_only_the_agreement_of_the_plan_that_includes_hours_brings_them_every_month(office, order):
    one = office(ONLY_SAD)
    who = one.customer(contract=False)
    signs(one, who, order)
    for month in ("03", "04", "05"):
        one.look(f"2026-{month}-02")
    assert hours(one, who) == [("Filiale", f"2026-{month}-01", 120) for month in ("03", "04", "05")]


@pytest.mark.parametrize("order", [("Sede", "Filiale"), ("Filiale", "Sede")])
def test_what_is_left_goes_on_where_its_own_agreement_says_so(office, order):
    one = office('included = { units = 120, every = "month" }' + REST)
    who = one.customer(contract=False)
    signs(one, who, order)
    one.look("2026-03-05")
    coming = {line.pack.size: line.coming for line in packs.packs(one.desk, customer=who)}
    assert set(coming) == {120}
    one.look("2026-04-05")
    names = {made.id: made.name for made in agreements.of_customer(one.desk, who)}
    with one.desk.read() as conn:
        april = conn.execute(
            "SELECT agreement_id, (SELECT sum(amount) FROM movement WHERE pack_id = pack.id) AS held"
            " FROM pack WHERE starts_on = '2026-04-01'"
        ).fetchall()
    assert {names[row["agreement_id"]]: row["held"] for row in april} == {"Filiale": 240, "Sede": 120}


def test_what_one_agreement_brought_does_not_pay_what_is_owed_under_another(office):
    one = office('overdraw = "below", limit = 300, included = { units = 60, every = "month" }')
    who = one.customer(contract=False)
    signs(one, who, ("Sede",))
    one.look("2026-03-05")
    one.worked(who, "2026-03-04", 100)
    assert [row[3] for row in one.rows(who)] == [-40]
    signs(one, who, ("Filiale",))
    assert [row[3] for row in one.rows(who)] == [-40, 60]


def test_an_agreement_of_another_name_that_is_to_come_renews_nothing(office):
    one = office(ONLY_SAD)
    who = one.customer(contract=False)
    one.at("2026-03-02 09:00")
    signs(one, who, ("Sede",))
    later = {"name": "Filiale", "plan": "SAD", "starts_on": "2026-04-01", "ends_on": "2026-12-31"}
    agreements.sign(one.desk, who, later)
    assert agreements.following(one.desk, who) is None
    agreements.sign(one.desk, who, later | {"name": "Sede", "ends_on": "2027-03-31"})
    assert agreements.following(one.desk, who) == "2027-03-31"


@pytest.mark.parametrize("own", ["Sede", "Filiale"])
def test_of_hours_that_end_on_one_day_those_of_the_tickets_own_agreement_go_first(office, own):
    """A rehearsal of the month under the same terms finds the same."""
    one = office('included = { units = 120, every = "month" }')
    who = one.customer(contract=False)
    signs(one, who, ("Sede", "Filiale"))
    one.look("2026-03-05")
    number = {made.name: made.id for made in agreements.of_customer(one.desk, who)}[own]
    ticket = one.ticket(who, channel="phone")
    ticket_agreement.choose(one.desk, ticket, number, "si è detto al telefono")
    start = rome("2026-03-05 08:00")
    told = {"outcome": "solved", "reason": "setup", "confirm": True}
    filing.log(one.desk, ticket, kind="remote", started_at=start, ended_at=start + 45 * 60, **told)
    left = {line.pack.agreement: line.pack.left for line in packs.packs(one.desk, customer=who)}
    assert left == {name: 75 if name == own else 120 for name in OF}
    (found,) = rehearsal.month(one.desk, one.desk.service, "2026-03").work
    assert not found.differs
