"""Each demo's months rehearsed: silent under the desk's own terms, and of a change exactly what it causes."""

import pytest
from deskterm.desk.demo import demo
from deskterm.desk.terms import files, rehearsal
from deskterm.models.terms.service import read_service

from tests.demo.telling import read_mail

MONTHS = {
    "contabilita-in-cloud": ("2026-04",),
    "delta-system": ("2026-02", "2026-03"),
    "digital-micro": ("2026-04", "2026-05"),
    "istes": ("2026-07",),
    "omniagest": ("2026-05", "2026-06"),
}
SCATTO = 'I25", when = ["deployment!=cloud"], mode = "unit", unit = "20:00", price = '


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """A demo's desk, made once."""
    desks = {}

    def tell(name):
        if name not in desks:
            desks[name] = demo.make_demo(
                tmp_path_factory.mktemp(name) / "desk", read_mail=read_mail, service=name
            )
        return desks[name]

    yield tell
    for desk in desks.values():
        desk.close()


def changed(name, old="", new=""):
    """A service's terms with one thing in them changed."""
    text = files.text_of(name).partition("# Examples")[0]
    assert not old or text.count(old) == 1, old
    return read_service(text.replace(old, new) if old else text)


def differing(desk, terms):
    """What differs in all months of a demo: requests and work."""
    months = [rehearsal.month(desk, terms, month) for month in MONTHS[desk.service.id]]
    return (
        [item for month in months for item in month.requests if item.differs],
        [item for month in months for item in month.work if item.differs],
    )


def billed(work):
    """Minutes and cents of each ticket's work, as they were and as they would be."""
    return {
        item.ticket: (
            (item.was.minutes, item.was.net_cents),
            (item.would.minutes, item.would.net_cents),
        )
        for item in work
    }


@pytest.mark.parametrize("name", MONTHS)
def test_under_its_own_terms_no_month_differs(told, name):
    desk = told(name)
    months = [rehearsal.month(desk, files.load(name), month) for month in MONTHS[name]]
    assert all(len(month.requests) >= 4 and month.work for month in months)
    assert differing(desk, files.load(name)) == ([], [])


def test_every_shipped_demo_is_rehearsed_here():
    assert sorted(MONTHS) == sorted(files.names())


def test_quarters_of_an_hour_cost_delta_systems_customers_the_rest_of_each_quarter(told):
    requests, work = differing(
        told("delta-system"), changed("delta-system", "step = 1, settle", "step = 15, settle")
    )
    assert requests == []
    # 45 minutes stay 45; of 30 minutes 12 were left in the carnet, and 18 cost 54 euro an hour.
    assert billed(work) == {
        "TK000003": ((23, 0), (30, 0)),
        "TK000005": ((28, 1440), (30, 1620)),
        "TK000006": ((20, 0), (30, 0)),
        "TK000009": ((4, 400), (15, 1500)),
        "TK000012": ((50, 0), (60, 0)),
        "TK000014": ((14, 0), (15, 0)),
        "TK000013": ((62, 5683), (75, 6875)),
        "TK000016": ((6, 0), (15, 0)),
    }


def test_a_dearer_hour_costs_only_those_who_agreed_no_rate_at_digital_micro(told):
    terms = changed("digital-micro", "list_rate = 30.00", "list_rate = 36.00")
    requests, work = differing(told("digital-micro"), terms)
    assert requests == []
    assert billed(work) == {
        "TK000001": ((24, 1200), (24, 1440)),
        "TK000003": ((38, 1900), (38, 2280)),
        "TK000004": ((31, 1550), (31, 1860)),
    }


def test_a_dearer_scatto_costs_istes_customers_ten_euro_for_each(told):
    requests, work = differing(told("istes"), changed("istes", f"{SCATTO}40.00", f"{SCATTO}50.00"))
    assert requests == []
    assert billed(work) == {
        "TK000001": ((40, 8000), (40, 10000)),
        "TK000002": ((40, 8000), (40, 10000)),
    }


def test_six_hours_instead_of_eight_move_every_promise_of_omniagest_and_nothing_else(told):
    requests, work = differing(told("omniagest"), changed("omniagest", 'target = "8h"', 'target = "6h"'))
    assert work == []
    promised = [item for item in requests if item.was.due_at is not None]
    assert len(promised) == len(requests) == 13
    web = files.load("omniagest").calendar("web")
    assert {web.between(item.would.due_at, item.was.due_at) for item in requests} == {2 * 3600}
    assert all(
        (item.was.outcome, item.was.scope) == (item.would.outcome, item.would.scope) for item in requests
    )


def test_refusing_what_does_not_say_telephone_assistance_refuses_two_mails_of_april(told):
    asked = '"subject!=assistenza telefonica"], do = '
    terms = changed("contabilita-in-cloud", f'{asked}"review"', f'{asked}"reject"')
    requests, work = differing(told("contabilita-in-cloud"), terms)
    assert work == []
    assert [(item.subject, item.was.outcome, item.would.outcome) for item in requests] == [
        ("Problema con F24", "review", "rejected"),
        ("", "review", "rejected"),
    ]
