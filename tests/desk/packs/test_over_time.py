"""Packs over time: included units come and go, rests are carried, a sale prolongs, the desk tops up."""

import random
import subprocess
import sys
from contextlib import contextmanager, suppress

import msgspec
import pytest
from deskterm.desk.billing import filing, month_end
from deskterm.desk.customers import agreements
from deskterm.desk.packs import balances, pack_words, packs
from deskterm.desk.terms import files
from deskterm.desk.upkeep.upkeep import keep_up
from deskterm.models.rehearsal.rehearsal import Rehearsal
from deskterm.storage.money import packs as pack_rows

from tests.clocks import rome
from tests.desk.money_kit import HandClock, Office
from tests.laid import new_desk

KEYS = 'months = 12, overdraw = "split", warn = [120, 0]'
MONTHLY = 'included = { units = 120, every = "month", rule = "D28" }'
CARRIED = f'{MONTHLY}, rest = {{ do = "carry", most = 90, rule = "D28" }}'


class Plain(Office):
    """A desk under Delta System's terms with packs of its own."""

    def __init__(self, folder, keys, valid_from="2026-03-01"):
        text = files.text_of("delta-system")
        assert text.count(KEYS) == 1 and text.count("vat = 22") == 1
        text = text.replace(KEYS, keys).replace("schema = 1", "schema = 2", 1)
        text = text.replace("vat = 22", f"valid_from = {valid_from}, vat = 22")
        self.clock = HandClock()
        self.desk = new_desk(folder, text, "delta-system.toml", who="luca", clock=self.clock)

    def look(self, day):
        """Somebody looks at the desk on a day."""
        self.at(f"{day} 09:00")
        return keep_up(self.desk)

    def worked(self, customer, day, minutes):
        """Remote work of a day, filed now."""
        start = rome(f"{day} 10:00")
        return filing.log(
            self.desk,
            self.ticket(customer, channel="phone"),
            kind="remote",
            started_at=start,
            ended_at=start + minutes * 60,
            outcome="solved",
            reason="setup",
            confirm=True,
        )

    def rows(self, customer):
        """The packs of a customer: from when until when, their size, what they hold."""
        with self.desk.read() as conn:
            found = pack_rows.of_customer(conn, 1)
        return [(one.starts_on, one.expires_on, one.size, one.left) for one in found]

    def lines(self, pack_id):
        """A ledger: on which day, what, how much, what is left then."""
        return [(one.day, one.kind, one.amount, one.left) for one in packs.ledger(self.desk, pack_id)]


@contextmanager
def opened(folder, keys):
    office = Plain(folder, keys)
    try:
        yield office
        assert packs.check(office.desk) == ()
    finally:
        office.desk.close()


@pytest.fixture
def at(tmp_path):
    made = []

    def office(keys):
        made.append(Plain(tmp_path / f"desk{len(made)}", keys))
        return made[-1]

    yield office
    for one in made:
        assert packs.check(one.desk) == ()
        one.desk.close()


def test_hours_of_a_month_come_on_its_first_day_and_what_is_left_of_them_goes_on_the_next(at):
    office = at(MONTHLY)
    who = office.customer()
    office.look("2026-03-05")
    assert office.rows(who) == [("2026-03-01", "2026-03-31", 120, 120)]
    office.worked(who, "2026-03-04", 45)
    office.look("2026-04-02")
    assert office.lines(1) == [
        ("2026-03-01", "sold", 120, 120),
        ("2026-03-04", "drawn", -45, 75),
        ("2026-04-01", "expired", -75, 0),
    ]
    assert office.lines(2) == [("2026-04-01", "sold", 120, 120)]
    assert {line.rule for line in packs.ledger(office.desk, 2)} == {"D28"}


@pytest.mark.parametrize("rest", ["", ', rest = { do = "carry-once", most = 60 }'])
def test_an_agreement_signed_later_brings_the_periods_since_its_beginning_as_a_rehearsal_says(tmp_path, rest):
    """Signed on 3 March from 1 January; work of January, entered in March, finds January's hours."""
    office = Plain(tmp_path / "desk", MONTHLY + rest, valid_from="2026-01-01")
    who = office.customer()
    assert [(row[0], row[2]) for row in office.rows(who)] == [
        (f"2026-0{month}-01", 120) for month in (1, 2, 3)
    ]
    assert office.rows(who)[2][3] == (180 if rest else 120)
    worked = parts(office.worked(who, "2026-03-02", 200).bill.settle)
    asked = {
        "event": "session",
        "id": 1,
        "segments": [{"kind": "remote", "start": "2026-03-02T10:00", "end": "2026-03-02T13:20"}],
        "customer": {"contract": True, "rate": 54},
        "agreement": {"from": "2026-01-01", "until": "2026-12-31"},
    }
    found = Rehearsal(office.desk.service, "it", office.clock.at).answer(msgspec.json.encode(asked))
    told = sorted((one["to"].partition(":")[0], one["minutes"]) for one in found["contacts"][0]["settle"])
    assert told == worked == [("invoice", 20 if rest else 80), ("pack", 180 if rest else 120)]
    assert packs.check(office.desk) == ()
    office.desk.close()


def test_nothing_is_given_of_the_time_before_the_terms_held(tmp_path):
    office = Plain(tmp_path / "desk", MONTHLY, valid_from="2026-02-01")
    assert [row[0] for row in office.rows(office.customer())] == ["2026-02-01", "2026-03-01"]
    office.desk.close()


def test_of_two_agreements_at_once_each_brings_its_own_and_keeps_its_own_rest(at):
    office = at(CARRIED)
    who = office.customer()
    agreements.sign(office.desk, who, {"name": "Server", "starts_on": "2026-03-01", "ends_on": "2026-03-31"})
    office.look("2026-03-05")
    assert office.rows(who) == [("2026-03-01", "2026-03-31", 120, 120)] * 2
    office.look("2026-04-02")  # the second one is over: its rest is lost, and not the other's
    assert [(row[0], row[3]) for row in office.rows(who)] == [
        ("2026-03-01", 0),
        ("2026-03-01", 0),
        ("2026-04-01", 210),
    ]
    assert [line[1] for line in office.lines(2)] == ["sold", "expired"]


def test_an_agreement_renewed_under_its_name_brings_the_hours_of_a_month_once(at):
    office = at(CARRIED)
    who = office.customer()
    agreements.sign(office.desk, who, {"starts_on": "2026-03-15"})
    office.look("2026-03-20")
    assert [(row[0], row[2]) for row in office.rows(who)] == [("2026-03-01", 120)]


def test_a_desk_closed_for_three_months_books_each_month_with_its_day_and_once(at):
    office = at(CARRIED)
    who = office.customer()
    office.look("2026-03-05")
    assert office.look("2026-07-10") > 0
    assert office.look("2026-07-10") == 0
    assert [(row[0], row[3]) for row in office.rows(who)] == [
        ("2026-03-01", 0),
        ("2026-04-01", 0),
        ("2026-05-01", 0),
        ("2026-06-01", 0),
        ("2026-07-01", 210),
    ]
    assert office.lines(3) == [
        ("2026-05-01", "sold", 120, 120),
        ("2026-05-01", "carried", 90, 210),
        ("2026-06-01", "expired", -120, 90),
        ("2026-06-01", "carried", -90, 0),
    ]


def test_the_balance_as_of_a_past_day_is_what_it_was_then(at):
    office = at(CARRIED)
    who = office.customer()
    office.look("2026-03-05")
    office.worked(who, "2026-03-04", 20)
    office.look("2026-05-20")
    office.worked(who, "2026-05-19", 60)

    def on(day):
        (one,) = balances.as_of(office.desk, who, day)
        return one.left

    assert on("2026-03-03") == 120
    assert on("2026-03-31") == 100
    assert on("2026-04-01") == 210
    assert on("2026-05-18") == 210
    assert on("2026-05-19") == 150


def test_whoever_is_killed_while_booking_the_months_leaves_each_whole_or_not_begun(at):
    """The next who looks books the rest, and nothing twice."""
    office = at(CARRIED)
    who = office.customer()
    office.look("2026-03-05")
    office.at("2026-07-10 09:00")
    code = "import sys; from pathlib import Path; from deskterm.desk.context import open_desk; "
    code += "from deskterm.desk.upkeep.upkeep import keep_up; "
    code += f"keep_up(open_desk(Path(sys.argv[1]), who='anna', clock=lambda: {office.clock.at}))"
    dice = random.Random(7)
    for _ in range(6):
        child = subprocess.Popen([sys.executable, "-c", code, str(office.desk.folder)])
        with suppress(subprocess.TimeoutExpired):
            child.wait(dice.uniform(0.2, 0.9))
        child.kill()
        child.wait()
        assert packs.check(office.desk) == ()
    office.look("2026-07-10")
    assert [(row[0], row[3]) for row in office.rows(who)] == [
        ("2026-03-01", 0),
        ("2026-04-01", 0),
        ("2026-05-01", 0),
        ("2026-06-01", 0),
        ("2026-07-01", 210),
    ]


def test_it_is_carried_only_where_the_condition_holds_and_once_where_the_terms_say_so(at):
    office = at(f'{MONTHLY}, rest = {{ do = "carry", when = ["plan=SAD"] }}')
    who = office.customer()
    office.look("2026-03-05")
    office.look("2026-04-05")
    assert office.rows(who)[1][3] == 120
    office = at(f'{MONTHLY}, rest = {{ do = "carry-once" }}')
    who = office.customer()
    office.look("2026-03-05")
    office.look("2026-06-05")
    assert office.rows(who)[-1][3] == 240


def test_work_of_a_month_that_is_over_draws_what_was_left_of_it_then(at):
    office = at(CARRIED)
    who = office.customer()
    office.look("2026-03-05")
    office.look("2026-04-10")
    assert [row[3] for row in office.rows(who)] == [0, 210]
    filed = office.worked(who, "2026-03-30", 100)
    assert [(part.to, part.minutes) for part in filed.bill.settle] == [("pack:1", 100)]
    assert [row[3] for row in office.rows(who)] == [0, 140]  # 20 are left of March, and went on


def test_an_agreement_that_ends_takes_its_hours_with_it_and_one_renewed_goes_on(at):
    office = at(CARRIED)
    who = office.customer()
    office.look("2026-03-05")
    office.at("2026-03-10 09:00")
    agreements.end(office.desk, who, on="2026-03-20")
    assert office.rows(who) == [("2026-03-01", "2026-03-20", 120, 120)]
    office.look("2026-03-25")
    assert office.rows(who) == [("2026-03-01", "2026-03-20", 120, 0)]
    agreements.sign(
        office.desk, who, {"plan": "standard", "starts_on": "2026-03-21", "ends_on": "2027-03-20"}
    )
    assert office.rows(who) == [("2026-03-01", "2026-03-31", 120, 120)]
    office.look("2026-04-01")
    assert office.rows(who)[-1] == ("2026-04-01", "2026-04-30", 120, 210)


def test_hours_of_an_agreement_are_carried_into_the_one_that_renews_it(at):
    office = at('included = { units = 600, every = "agreement" }, rest = { do = "carry", most = 300 }')
    who = office.customer()
    office.look("2026-03-05")
    office.worked(who, "2026-03-04", 200)
    agreements.renew(office.desk, who, {})
    office.look("2027-01-02")
    assert office.rows(who) == [
        ("2026-01-01", "2026-12-31", 600, 0),
        ("2027-01-01", "2027-12-31", 600, 900),
    ]


def test_units_are_given_only_where_the_terms_say_for_whom(at):
    office = at(MONTHLY.replace("every", 'when = ["plan=SAD"], every'))
    who = office.customer()
    office.look("2026-03-05")
    assert office.rows(who) == []
    agreements.correct(office.desk, who, {"plan": "SAD"})
    assert office.rows(who) == [("2026-03-01", "2026-03-31", 120, 120)]


def test_the_list_says_what_the_end_of_each_pack_brings(at, monkeypatch):
    monkeypatch.setattr("deskterm.locale._chosen", ["it"])
    office = at(CARRIED)
    who = office.customer()
    office.look("2026-03-05")
    office.worked(who, "2026-03-04", 20)
    (line,) = packs.packs(office.desk, customer=who)
    assert (
        pack_words.coming(line.coming, "minute") == "1/4/26: +2h00, restano 1h30 riportate, 0h10 si perdono"
    )
    office.look("2026-04-01")
    assert office.rows(who)[1][3] == 210


def test_a_new_pack_lets_the_old_ones_go_on(at):
    office = at('months = 12, months_from = "last-sale"')
    who = office.customer()
    office.carnet(who, 60)
    first = office.rows(who)[0][1]
    office.at("2026-06-15 09:00")
    office.carnet(who, 60)
    ends = {row[1] for row in office.rows(who)}
    assert len(ends) == 1
    assert first not in ends


def test_the_rest_of_a_bought_pack_goes_on_in_one_bought_before_it_ended(at):
    office = at('months = 6, rest = { do = "carry" }')
    who = office.customer()
    office.carnet(who, 60)
    office.at("2026-06-15 09:00")
    office.carnet(who, 90)
    office.look("2026-10-01")
    assert [row[3] for row in office.rows(who)] == [0, 150]
    office.look("2027-01-01")
    assert [row[3] for row in office.rows(who)] == [0, 0]


def test_what_is_owed_is_paid_by_the_next_pack(at):
    office = at('months = 12, overdraw = "below", limit = 60')
    who = office.customer()
    office.carnet(who, 30)
    filed = office.worked(who, "2026-03-02", 75)
    assert filed.bill.net_cents == 0
    assert office.rows(who)[0][3] == -45
    office.carnet(who, 100)
    assert [row[3] for row in office.rows(who)] == [0, 55]


def test_what_is_owed_at_the_end_of_a_month_goes_on(at):
    office = at(f'{MONTHLY}, overdraw = "below", limit = 60')
    who = office.customer()
    office.look("2026-03-05")
    office.worked(who, "2026-03-04", 200)
    office.look("2026-04-01")
    assert [row[3] for row in office.rows(who)] == [0, 60]


def test_the_desk_tops_up_by_itself_once(at):
    office = at('months = 12, top_up = { at = 30, size = 300, price = 250.00, do = "sell" }')
    who = office.customer()
    office.carnet(who, 60)
    office.look("2026-03-04")
    assert len(office.rows(who)) == 1
    office.worked(who, "2026-03-03", 40)
    office.look("2026-03-05")
    office.look("2026-03-05")
    assert [row[2:] for row in office.rows(who)] == [(60, 20), (300, 300)]
    assert packs.get(office.desk, 2).net_cents == 25_000


def test_what_was_sold_by_hand_or_by_the_desk_is_named_at_the_month_end_for_the_invoice(at):
    office = at('months = 12, top_up = { at = 30, size = 300, price = 250.00, do = "sell" }')
    who = office.customer()
    office.carnet(who, 20, net_cents=1_000)
    office.look("2026-03-05")
    assert [
        (one.customer, one.net_cents) for one in month_end.of_month(office.desk, "2026-03").packs_sold
    ] == [("Ferramenta Zaupa", 1_000), ("Ferramenta Zaupa", 25_000)]
    assert month_end.of_month(office.desk, "2026-04").packs_sold == ()


def test_the_customer_is_told_once_at_each_level_until_units_come_in(at):
    office = at("months = 12, warn = [30, 0], tell = true")
    who = office.customer()
    office.carnet(who, 60)

    def letters():
        with office.desk.read() as conn:
            found = conn.execute("SELECT body, outcome FROM message WHERE kind = 'pack_level' ORDER BY id")
            return [(row["body"].split("\n\n")[1], row["outcome"]) for row in found.fetchall()]

    office.look("2026-03-04")
    assert letters() == []
    office.worked(who, "2026-03-03", 40)
    office.look("2026-03-05")
    office.look("2026-03-06")
    assert letters() == [("nel vostro «Carnet ore» restano 0h20.", "to_hand")]
    office.worked(who, "2026-03-05", 20)
    office.look("2026-03-07")
    office.look("2026-03-08")
    assert letters()[1:] == [("il vostro «Carnet ore» è esaurito (0h00).", "to_hand")]
    office.carnet(who, 25)
    office.look("2026-03-09")
    assert [told for told, _ in letters()[2:]] == ["nel vostro «Carnet ore» restano 0h25."]


def test_or_the_lead_is_asked(at):
    office = at("months = 12, top_up = { at = 30, size = 300, price = 250.00 }")
    who = office.customer()
    office.carnet(who, 20)
    office.look("2026-03-04")
    (line,) = packs.packs(office.desk, customer=who)
    assert (line.top_up.left, line.top_up.size, line.top_up.net_cents) == (20, 300, 25_000)
    assert len(office.rows(who)) == 1


@pytest.mark.parametrize("rest", ["", ', rest = { do = "carry", most = 60 }', ', rest = { do = "carry" }'])
@pytest.mark.parametrize("seed", range(3))
def test_in_whichever_order_work_is_filed_as_much_is_covered(tmp_path, rest, seed):
    """And what came in was used, is lost, or is left; no pack is below its limit."""
    dice = random.Random(seed)
    work = [(f"2026-0{month}-{day:02d}", dice.randint(20, 130)) for month in (3, 4, 5) for day in (5, 20)]
    work = [one for one in work if dice.random() < 0.8]
    seen = set()
    for turn in range(2):
        order = list(work)
        if turn:
            dice.shuffle(order)
        with opened(tmp_path / f"desk{turn}", MONTHLY + rest) as office:
            who = office.customer()
            office.look("2026-03-05")
            paid = 0
            for day, minutes in order:
                office.look("2026-05-30" if turn else day)
                office.at("2026-05-30 20:00" if turn else f"{day} 20:00")
                paid += office.worked(who, day, minutes).bill.net_cents
            office.look("2026-07-01")
            lines = [line for n in range(1, 6) for line in packs.ledger(office.desk, n)]
            kinds = {kind: sum(line.amount for line in lines if line.kind == kind) for kind in KINDS}
            assert kinds["carried"] == 0
            assert kinds["sold"] + kinds["drawn"] + kinds["expired"] == sum(
                row[3] for row in office.rows(who)
            )
            assert all(line.left >= 0 for line in lines)
            seen.add((paid, kinds["drawn"]))
    assert len(seen) == 1


@pytest.mark.parametrize(
    "rest", ["", ', rest = { do = "carry", most = 60 }', ', rest = { do = "carry-once" }']
)
@pytest.mark.parametrize("seed", range(2))
def test_a_rehearsal_decides_as_the_desk_does(tmp_path, rest, seed):
    dice = random.Random(f"{seed}{rest}")
    days = [f"2026-0{month}-{day:02d}" for month in (3, 4, 5, 6) for day in (7, 21)]
    work = [(day, dice.randint(10, 170)) for day in days if dice.random() < 0.8]
    with opened(tmp_path / "desk", MONTHLY + rest) as office:
        who = office.customer()
        office.look("2026-03-05")
        done = []
        for day, minutes in work:
            office.look(day)
            office.at(f"{day} 20:00")
            done.append(parts(office.worked(who, day, minutes).bill.settle))
        segments = [
            {
                "kind": "remote",
                "start": f"{day}T10:00",
                "end": f"{day}T{10 + minutes // 60}:{minutes % 60:02d}",
            }
            for day, minutes in work
        ]
        asked = {
            "event": "session",
            "id": 1,
            "segments": segments,
            "customer": {"contract": True, "rate": 54},
            "agreement": {"from": "2026-03-01", "until": "2026-12-31"},
        }
        found = Rehearsal(office.desk.service, "it", office.clock.at).answer(msgspec.json.encode(asked))
    told = [
        sorted((one["to"].partition(":")[0], one["minutes"]) for one in contact["settle"])
        for contact in found["contacts"]
    ]
    assert told == done


def parts(settle):
    """Where a contact's minutes went: to packs, or to the invoice."""
    return sorted((one.to.partition(":")[0], one.minutes) for one in settle)


KINDS = ("sold", "drawn", "expired", "carried")
