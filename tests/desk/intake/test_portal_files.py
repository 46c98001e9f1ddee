"""Files of requests as they really come: each line has one outcome, says what is wrong, swallows none."""

import json

import pytest
from deskterm import locale
from deskterm.commands.intake.received import facts
from deskterm.desk.customers import cards
from deskterm.desk.intake import portal, recovery
from deskterm.desk.packs import packs
from deskterm.desk.queue import queue
from deskterm.desk.steps import entries
from deskterm.desk.tickets import tickets

from tests.clocks import rome
from tests.desk.intake.test_portal import GOOD, lines, omnia, outcomes, write

assert omnia  # the fixture
BARE = {name: value for name, value in GOOD.items() if name != "received"}


def rows(divider, *entries, ends="\r\n"):
    """A table as a spreadsheet writes it: quotes only where they must be."""

    def cell(value):
        text = str(value)
        quoted = text.replace('"', '""')
        return f'"{quoted}"' if set(text) & {divider, '"', "\n"} else text

    names = list(entries[0])
    return ends.join(
        [divider.join(names), *(divider.join(cell(e.get(name, "")) for name in names) for e in entries), ""]
    )


def told(house, path):
    return [(one.outcome, one.reason, one.field) for one in portal.receive_file(house.desk, path)]


def last(house):
    return tickets.get(house.desk, queue.rows(house.desk)[-1].code)


ACCENTED = {**BARE, "subject": "Perché non va più", "body": "È così: «però»"}
WAYS = {
    "a byte order mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "Windows-1252": lambda text: text.encode("cp1252"),
    "UTF-16": lambda text: text.encode("utf-16"),
}


@pytest.mark.rule("O4")
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("divider", [",", ";", "\t"])
def test_a_table_is_read_whatever_wrote_it(omnia, tmp_path, way, divider):
    path = write(tmp_path, "portale.csv", WAYS[way](rows(divider, ACCENTED)))
    assert outcomes(omnia, path) == [("queued", "")]
    ticket = last(omnia)
    assert ticket.subject == "Perché non va più"
    assert tickets.thread(omnia.desk, ticket.code)[0].body == "È così: «però»"
    assert outcomes(omnia, lines(tmp_path, ACCENTED)) == [("duplicate", "duplicate")]


@pytest.mark.parametrize("way", ["a byte order mark", "Windows-1252"])
def test_json_lines_are_read_whatever_wrote_them(omnia, tmp_path, way):
    text = "\n\n" + json.dumps(ACCENTED, ensure_ascii=False) + "\r\n   \n"
    if way == "a byte order mark":
        text = text.lstrip()
    path = write(tmp_path, "portale.jsonl", WAYS[way](text))
    assert outcomes(omnia, path) == [("queued", "")]
    assert last(omnia).subject == "Perché non va più"


def test_the_line_of_the_divider_blank_rows_and_columns_too_many_are_no_requests(omnia, tmp_path):
    table = rows(";", {**BARE, "subject": "Prima"}, {**BARE, "subject": "Seconda"})
    first, *rest = table.splitlines()
    text = "\r\n".join(["sep=;", first, ";" * 7, "", rest[0] + ";;;", '"";' * 6 + '""', rest[1], ""])
    path = write(tmp_path, "portale.csv", text)
    assert [one.source for one in portal.receive_file(omnia.desk, path)] == ["portale.csv:5", "portale.csv:7"]
    assert [ticket.subject for ticket in queue.rows(omnia.desk)] == ["Prima", "Seconda"]


def test_a_text_may_run_over_lines_and_hold_quotes_and_dividers(omnia, tmp_path):
    body = 'Primo: non stampa;\nsecondo: "vuoto", dice.'
    path = write(
        tmp_path, "portale.csv", rows(";", {**BARE, "body": body}, {**BARE, "subject": 'Monitor 24"'})
    )
    assert outcomes(omnia, path) == [("queued", ""), ("queued", "")]
    first, second = queue.rows(omnia.desk)
    assert tickets.thread(omnia.desk, first.code)[0].body == body
    assert second.subject == 'Monitor 24"'


@pytest.mark.parametrize("stray", ['"aperta', 'chiusa" male"', '"due" parole'])
def test_a_stray_quote_swallows_no_other_line(omnia, tmp_path, stray):
    omnia.tickets_sold(300)
    table = rows(";", *({**BARE, "subject": f"n {n}"} for n in range(300))).splitlines()
    table[3] = table[3].replace("n 2", stray, 1)
    found = told(omnia, write(tmp_path, "portale.csv", "\n".join(table)))
    good = ("queued", "", "")
    assert len(found) == 300
    assert found[:2] + found[3:] == [good] * 299
    assert found[2] in [("unreadable", "bad-quotes", ""), good]  # a quote inside a text is a quote


@pytest.mark.parametrize(
    ("change", "reason", "field"),
    [
        ({"subject": {"it": "x"}}, "bad-value", "subject"),
        ({"contact": ["a", "b"]}, "bad-value", "contact"),
        ({"received": "ieri"}, "bad-time", "received"),
        ({"received": "31/02/2026 10:00"}, "bad-time", "received"),
        ({"received": 1772442900}, "bad-time", "received"),
        ({"channel": "piccione"}, "no_channel", "channel"),
        ({"channel": None}, "no_channel", "channel"),
    ],
)
def test_a_wrong_value_is_named_with_its_line_its_column_and_the_way_out(
    omnia, tmp_path, change, reason, field
):
    path = lines(tmp_path, BARE, {**BARE, **change}, {**BARE, "subject": "Altro"})
    found = list(portal.receive_file(omnia.desk, path))
    assert [one.outcome for one in found] == ["queued", "unreadable", "queued"]
    row = facts(found[1])
    assert (row["source"], row["reason"], row["field"]) == ("portale.jsonl:2", reason, field)
    for language in ("it", "en"):
        locale.choose(language)
        assert len(locale.t(f"reasons.{reason}").split(": ")[1]) > 15  # what to do about it
    locale.choose(None)


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2026-03-02T09:15", "2026-03-02T09:15"),
        ("02/03/2026 09:15", "2026-03-02T09:15"),
        ("2/3/2026 9.15", "2026-03-02T09:15"),
        ("02-03-2026 9:15:30", "2026-03-02T09:15:30"),
        ("01/03/2026", "2026-03-01T00:00"),
        ("", "2026-03-02T10:30"),
    ],
)
def test_the_time_of_arrival_is_read_as_spreadsheets_write_it(omnia, tmp_path, written, at):
    assert outcomes(omnia, lines(tmp_path, {**GOOD, "received": written})) == [("queued", "")]
    assert last(omnia).received_at == rome(at)


def test_numbers_and_yes_and_no_are_values_too(omnia, tmp_path):
    entry = {**BARE, "phone": 3331234567, "blocking": True, "subject": 42, "note": False}
    assert outcomes(omnia, lines(tmp_path, entry)) == [("queued", "")]
    ticket = last(omnia)
    assert (ticket.contact_phone, ticket.blocking, ticket.subject) == ("3331234567", True, "42")


@pytest.mark.parametrize(
    ("text", "reason", "field"),
    [
        ("C001;Stampa;Non va\r\nC001;Altro;Non va", "no-titles", ""),
        ("customer;channel;subject;Subject\r\nC001;portal;a;b\r\nC001;portal;c;d", "title-twice", "subject"),
    ],
)
def test_a_table_without_its_titles_or_with_one_twice_says_so_for_each_line(
    omnia, tmp_path, text, reason, field
):
    found = told(omnia, write(tmp_path, "portale.csv", text))
    assert set(found) == {("unreadable", reason, field)}
    assert len(found) == len(text.splitlines())


def test_titles_may_be_in_any_case(omnia, tmp_path):
    text = rows(";", BARE)
    head, rest = text.split("\r\n", 1)
    assert outcomes(omnia, write(tmp_path, "p.csv", f"{head.title()}\r\n{rest}")) == [("queued", "")]


def test_an_empty_file_and_one_with_titles_alone_bring_nothing(omnia, tmp_path):
    assert outcomes(omnia, write(tmp_path, "a.csv", "")) == []
    assert outcomes(omnia, write(tmp_path, "b.csv", rows(";", BARE).split("\r\n")[0])) == []
    assert outcomes(omnia, write(tmp_path, "c.jsonl", "\n \n")) == []


@pytest.mark.rule("O4")
def test_other_words_under_the_same_number_join_its_ticket_if_it_is_the_same_customers(omnia, tmp_path):
    first = {**BARE, "id": 17}
    more = {**first, "body": "E anche il secondo registro."}
    stranger = {**first, "customer": "Ditta ignota", "email": "x@altrove.example", "body": "Mio!"}
    found = list(portal.receive_file(omnia.desk, lines(tmp_path, first, first, more, stranger)))
    assert [one.outcome for one in found] == ["queued", "duplicate", "appended", "unreadable"]
    assert found[2].ticket == found[0].ticket
    assert (found[3].reason, found[3].field) == ("id-again", "id")
    assert len(queue.rows(omnia.desk)) == 1
    bodies = [one.body for one in tickets.thread(omnia.desk, found[0].ticket) if one.direction == "in"]
    assert bodies == ["Il registro esce vuoto.", "E anche il secondo registro."]
    again = portal.receive_file(omnia.desk, lines(tmp_path, first, first, more, stranger))
    assert [one.outcome for one in again] == ["duplicate"] * 3 + ["unreadable"]


def test_what_was_broken_off_is_taken_in_the_second_time_and_nothing_twice(omnia, tmp_path):
    omnia.tickets_sold(50)
    path = lines(tmp_path, *({**BARE, "subject": f"n {n}"} for n in range(50)))
    half = portal.receive_file(omnia.desk, path)
    seen = [next(half).outcome for _ in range(30)]
    half.close()
    assert seen == ["queued"] * 30
    found = [outcome for outcome, _ in outcomes(omnia, path)]
    assert found.count("duplicate") >= 30  # what was told is kept; more may be
    assert len(found) == 50
    assert queue.count(omnia.desk) == 50


def many(omnia, tmp_path, number, firms=1):
    """A big table of so many customers' requests, one line in ten bad, imported twice."""
    for n in range(2, firms + 1):
        cards.add(omnia.desk, code=f"C{n:03d}", name=f"Cliente {n}")
        packs.sell(omnia.desk, f"C{n:03d}", kind="tickets", size=number // firms + 1)
    bad = {**BARE, "channel": "piccione"}
    made = [
        {**BARE, "id": n, "customer": f"C{n % firms + 1:03d}", **(bad if n % 10 == 9 else {})}
        for n in range(number)
    ]
    path = write(tmp_path, "portale.csv", rows(";", *made))
    omnia.tickets_sold(number)
    first = [outcome for outcome, _ in outcomes(omnia, path)]
    assert (len(first), first.count("unreadable")) == (number, number // 10)
    assert first.count("queued") == queue.count(omnia.desk) == number - number // 10
    second = [outcome for outcome, _ in outcomes(omnia, path)]
    assert (second.count("duplicate"), second.count("unreadable")) == (number - number // 10, number // 10)
    assert queue.count(omnia.desk) == number - number // 10


def test_a_thousand_lines_have_a_thousand_outcomes(omnia, tmp_path):
    many(omnia, tmp_path, 1_000, firms=3)


@pytest.mark.trial
def test_a_hundred_thousand_lines_have_as_many_outcomes(omnia, tmp_path):
    many(omnia, tmp_path, 100_000, firms=999)


def test_a_table_of_open_quotes_costs_no_more_than_its_lines():
    import io
    import time

    text = "channel;subject\n" + 'portal;"mai chiusa\n' * 20_000
    began = time.process_time()
    found = list(entries.table(io.BytesIO(text.encode()), {"channel": "channel"}))
    assert len(found) == 20_000
    assert time.process_time() - began < 10


def test_a_line_with_a_code_that_nobody_has_says_so_and_names_the_code(desk, tmp_path):
    path = tmp_path / "righe.csv"
    path.write_text("channel,customer,subject,body\nmail,ZZZ,Aiuto,Non va\n", encoding="utf-8")
    (got,) = portal.receive_file(desk, path)
    assert (got.outcome, got.reason, got.ticket) == ("held", "unknown_code", None)
    assert recovery.get(desk, got.message).from_name == "ZZZ"


@pytest.mark.rule("O4")
@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("phone", "3,90445E+11"),
        ("phone", "3.90445e+11"),
        ("customer", "1E+05"),
        ("email", "#N/D"),
        ("phone", "#RIF!"),
        ("phone", "########"),
        ("customer", "=B2"),
    ],
)
def test_what_a_spreadsheet_has_spoiled_is_no_number_and_swallows_no_other_line(
    omnia, tmp_path, column, cell
):
    other = {**BARE, "subject": "Un'altra", "body": "La seconda riga."}
    path = write(tmp_path, "portale.csv", rows(";", {**BARE, column: cell}, other).encode())
    assert told(omnia, path) == [("unreadable", "spoiled-cell", column), ("queued", "", "")]


@pytest.mark.rule("O4")
def test_a_number_that_a_program_has_rounded_is_no_telephone(omnia, tmp_path):
    path = lines(tmp_path, {**BARE, "phone": 3.90445e11})
    assert told(omnia, path) == [("unreadable", "spoiled-cell", "phone")]


@pytest.mark.rule("O4")
def test_a_quote_that_never_closes_is_told_with_its_line_and_swallows_none(omnia, tmp_path):
    text = rows(",", BARE, {**BARE, "subject": "Un'altra"}).splitlines()
    text.insert(1, text[1].replace(str(BARE["subject"]), f'"{BARE["subject"]}', 1))
    found = told(omnia, write(tmp_path, "portale.csv", "\n".join(text).encode()))
    assert [one[0] for one in found] == ["unreadable", "queued", "queued"]
    assert found[0][1] == "bad-quotes"
