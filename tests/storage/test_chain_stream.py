"""The chain of a desk with a long past is proved as a stream: in seconds, with the memory of a small one."""

import pytest
from deskterm.storage import proofs

from tests.storage.kit import answers, go, spawn

MANY = 300_000
PROVE = """
import resource
from deskterm.desk.context import open_desk
from deskterm.storage import proofs
desk = open_desk(folder)
with desk.read() as conn:
    began = resource.getrusage(resource.RUSAGE_SELF)
    found = list(proofs.findings(conn))
    ended = resource.getrusage(resource.RUSAGE_SELF)
desk.close()
say([found, ended.ru_utime - began.ru_utime, (ended.ru_maxrss - began.ru_maxrss) // 1024])
"""


@pytest.mark.trial
def test_three_hundred_thousand_events_are_proved_as_a_stream(desk, tmp_path):
    with desk.write() as conn:
        conn.executemany(
            "INSERT INTO event (at, by, deed, target) VALUES (?, 'luca', 'taken', ?)",
            ((1_775_116_800 + at, f"ticket:{at}") for at in range(MANY)),
        )
    with desk.read() as conn:
        assert proofs.head(conn) is not None
    child = spawn(PROVE, desk.folder)
    go([child])
    ((found, seconds, megabytes),) = answers([child])
    assert found == []
    assert seconds < 30
    assert megabytes < 80
