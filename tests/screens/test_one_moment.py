"""What a screen loads is of one moment: a card never shows a ticket of before beside a thread of after."""

import pytest
from deskterm.desk.calls import timer
from deskterm.desk.intake import receive
from deskterm.desk.queue import queue
from deskterm.screens.backlog import words as backlog_words
from deskterm.screens.call import reading as call
from deskterm.screens.customer import agreement
from deskterm.screens.queue import preview
from deskterm.screens.queue.sources import TicketSource
from deskterm.screens.ring import deeds as ring
from deskterm.screens.ticket import appointments, dossier
from deskterm.screens.triage import ruling
from deskterm.widgets.list.loading import load

from tests.clocks import Watch
from tests.desk.conftest import furnish

LOADS = {
    "backlog": lambda desk, _: backlog_words.read(desk),
    "call": lambda desk, _: call.read(desk, None),
    "customer": lambda desk, _: agreement.read(desk, "C001"),
    "preview": lambda desk, _: preview.of_ticket(desk, queue.rows(desk, "hand", size=1)[0]),
    "ring": ring.about,
    "dossier": dossier.dossier,
    "appointments": appointments.plan,
    "triage": ruling.request,
    "list": lambda desk, code: load(TicketSource(desk, "hand"), range(2), code, 0),
}


@pytest.fixture
def desk(tmp_path):
    desk = furnish(tmp_path / "desk", Watch("2026-03-02T09:00"))
    for subject in ("Stampa", "Fattura"):
        receive.receive_request(desk, channel="phone", customer="C001", subject=subject)
    timer.start(desk, queue.take_next(desk).ticket.code)
    yield desk
    desk.close()


@pytest.mark.parametrize("name", LOADS)
def test_a_screen_is_loaded_in_one_look(desk, name):
    (row,) = queue.rows(desk, "hand")
    looks = []
    conn = desk.store.connection()
    conn.set_trace_callback(lambda said: looks.append(said) if said.startswith("BEGIN") else None)
    assert LOADS[name](desk, row.code) is not None
    conn.set_trace_callback(None)
    assert len(looks) == (2 if name == "preview" else 1)  # the row under the cursor was read before
