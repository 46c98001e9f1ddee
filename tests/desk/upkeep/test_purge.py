"""No files of customers are kept: they go a month after their ticket was closed, and only then (M16)."""

import pytest
from deskterm.desk.errors import NotFound
from deskterm.desk.tickets import tickets
from deskterm.desk.upkeep import purge
from deskterm.desk.upkeep.upkeep import keep_up

from tests.desk.five import House
from tests.desk.mails import letter
from tests.models.terms_kit import otherwise

FILE = (
    b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n'
    b"Content-Type: text/plain\r\n\r\nEcco il file. Tel. 0445 000123\r\n--x\r\n"
    b'Content-Type: text/csv\r\nContent-Disposition: attachment; filename="clienti.csv"\r\n\r\n'
    b"nome;cf\r\n--x--\r\n"
)


def with_file(number):
    head = letter(message_id=f"<{number}@rossi.example>", subject=f"Archivio {number}")
    return head.partition(b"MIME-Version")[0] + FILE


@pytest.fixture
def house(tmp_path, watch):
    keeping = otherwise("delta-system", ("schema = 2\n", 'schema = 2\npurge = { rule = "D6", days = 30 }\n'))
    house = House(tmp_path, "delta-system", watch, text=keeping.text)
    yield house
    house.desk.close()


def received(house, number=1):
    from deskterm.desk.intake import receive

    from tests.desk.mails import read

    got = receive.receive_mail(house.desk, read(with_file(number)))
    return got.ticket


def files(house, code):
    return [file for message in tickets.thread(house.desk, code) for file in message.attachments]


@pytest.mark.rule("M16")
def test_files_go_when_the_days_after_the_closing_are_over(house):
    code = received(house)
    assert [file.name for file in files(house, code)] == ["clienti.csv"]
    number = files(house, code)[0].id
    house.watch.set("2026-03-02T17:00")
    tickets.close(house.desk, code, why="fatto")
    house.watch.set("2026-04-01T23:59")
    assert purge.purge(house.desk) == 0
    house.watch.set("2026-04-02T00:00")
    assert keep_up(house.desk) == 1
    assert files(house, code) == []
    with pytest.raises(NotFound):
        tickets.attachment(house.desk, number)
    with house.desk.read() as conn:
        left = conn.execute("SELECT (SELECT count(*) FROM file) + (SELECT count(*) FROM raw)").fetchone()
    assert left[0] == 0
    assert "Ecco il file" in tickets.thread(house.desk, code)[0].body
    assert tickets.history(house.desk, code)[-1].deed == "files_purged"
    assert keep_up(house.desk) == 0


@pytest.mark.rule("M16")
def test_a_file_that_an_open_ticket_holds_too_stays(house):
    first, second = received(house, 1), received(house, 2)
    tickets.close(house.desk, first, why="fatto")
    house.watch.set("2026-06-01T09:00")
    assert purge.purge(house.desk) == 1
    (kept,) = files(house, second)
    assert tickets.attachment(house.desk, kept.id)[1] == b"nome;cf"


def test_terms_that_say_nothing_keep_what_came(tmp_path, watch):
    house = House(tmp_path, "delta-system", watch)
    code = received(house)
    tickets.close(house.desk, code, why="fatto")
    watch.set("2027-06-01T09:00")
    assert purge.purge(house.desk) == 0
    assert len(files(house, code)) == 1
    house.desk.close()
