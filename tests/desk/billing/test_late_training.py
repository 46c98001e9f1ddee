"""Training draws on what was valid on its own day, in whatever order it is entered (I24)."""

import pytest
from deskterm.desk.billing import filing
from deskterm.desk.packs import packs

from tests.clocks import rome
from tests.desk.five import House


@pytest.fixture
def istes(tmp_path, watch):
    watch.set("2026-03-02T08:00")
    house = House(tmp_path, "istes", watch).knows(deployment="on-premise")
    yield house
    house.desk.close()


def taught(house, code, start, end):
    work = {"kind": "training", "started_at": rome(start), "ended_at": rome(end)}
    return filing.log(house.desk, code, **work, outcome="solved", reason="training").bill


@pytest.mark.rule("I24")
def test_the_last_days_training_is_entered_after_that_of_the_day_after(istes, watch):
    pack = packs.sell(istes.desk, "C001", kind="training", size=240, expires_on="2026-03-31")
    packs.adjust(istes.desk, 1, -240, note="usata altrove")  # what the agreement gave
    code = istes.mail("Formazione").ticket
    watch.set("2026-04-01T18:00")
    first = taught(istes, code, "2026-04-01T10:00", "2026-04-01T10:20")
    assert first.net_cents == 4000  # the pool was over
    packs.expire(istes.desk)
    assert packs.get(istes.desk, pack.id).left == 0
    second = taught(istes, code, "2026-03-31T10:00", "2026-03-31T10:30")
    assert (second.net_cents, second.settle[0].to, second.settle[0].minutes) == (0, f"pack:{pack.id}", 30)
    kinds = [(one.kind, one.amount) for one in packs.ledger(istes.desk, pack.id)]
    assert kinds == [("sold", 240), ("expired", -240), ("adjusted", 240), ("drawn", -30)]
    packs.expire(istes.desk)  # what is left expires again
    assert packs.get(istes.desk, pack.id).left == 0
    assert packs.check(istes.desk) == ()
