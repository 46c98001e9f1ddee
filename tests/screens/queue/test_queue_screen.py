"""The queue as a technician meets it in the morning."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from deskterm.desk.customers import cards
from deskterm.desk.intake import receive, recovery
from deskterm.desk.queue import queue
from deskterm.desk.tickets import tickets
from deskterm.desk.upkeep import technicians
from deskterm.mail.reading.parse import parse
from deskterm.models.basics.ticket_numbers import short
from deskterm.screens.queue.screen import QueueScreen
from deskterm.widgets.list.window_list import WindowList

from tests.screens.conftest import lines, settle, text
from tests.screens.demo_desk import MORNING, app_at, demo_at
from tests.screens.hands import press, until, write
from tests.screens.hostile import HOSTILE

FIRST = "TK000051"  # the dairy shop's till, on the urgent line
SECOND = "TK000017"


def codes(app) -> list[str]:
    """The tickets of the list on screen, from the top."""
    rows = app.screen.query_one(WindowList)
    return [row.key for page in sorted(rows._pages) for row in rows._pages[page]]


@pytest.fixture
def app(tmp_path):
    return app_at(tmp_path / "desk")


async def test_the_day_opens_on_the_queue_the_urgent_lane_first_then_in_order_of_arrival(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, QueueScreen)
        waiting = queue.rows(app.desk, size=200)
        assert codes(app) == [ticket.code for ticket in waiting]
        assert codes(app)[0] == FIRST and waiting[0].lane == 1
        arrivals = [ticket.received_at for ticket in waiting if ticket.lane == 2]
        assert arrivals == sorted(arrivals)


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (140, 40), (200, 60)])
@pytest.mark.parametrize("language", ["it", "en"])
async def test_nothing_scrolls_sideways_and_the_keys_can_be_read(app, size, language):
    from deskterm import locale

    locale.choose(language)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        shown = lines(app)
        assert all(len(line) <= size[0] for line in shown)
        assert app.screen.max_scroll_x == 0 and app.screen.max_scroll_y == 0
        assert not shown[0].split("  ")[1].endswith("…"), "the figures are whole"
        assert not shown[1].endswith("…"), "the views are whole"
        assert "F4" in shown[-1] and shown[-1].rstrip().endswith(("Aiuto", "Help"))


async def test_the_title_counts_what_waits_what_is_at_risk_and_what_is_late(app):
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        title = lines(app)[0]
        assert "31 in attesa · ! 2 a rischio · !! 1 scaduto · 7 sconosciuti · 3 respinte" in title
        assert "Delta System  mar 3/3 09:12" in title


async def test_a_row_says_how_old_and_when_due_in_words_and_colours(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        shown = {line.split()[1].strip("!↑"): line for line in lines(app)[3:13]}
        assert shown["TK17"].endswith("4g scaduto 30m !!")
        assert shown["TK18"].rstrip(" ▁▂▃▄▅▆▇█").endswith("3g23h oggi 09:48 !")
        assert shown["TK21"].rstrip(" ▁▂▃▄▅▆▇█").endswith("gio 08:58")
        row = app.screen.query_one(WindowList)._row
        assert [row(at).cells[-1][1] for at in (0, 1, 2, 4)] == ["dim", "late", "warn", ""]


async def test_the_age_grows_by_itself_with_the_minute(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.screen.on_tick(app.desk.now())
        app.desk.clock.pass_(minutes=31)
        app.screen.on_tick(app.desk.now())
        await settle(pilot)
        assert "50m —" in lines(app)[3]
        assert "2 scaduti" not in lines(app)[0]
        app.desk.clock.pass_(minutes=30)
        app.screen.on_tick(app.desk.now())
        await settle(pilot)
        assert "2 scaduti" in lines(app)[0]


async def test_the_preview_says_contract_pack_words_and_why_it_comes_first(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        below = "\n".join(lines(app)[14:])
        assert "contratto fino al 31/12 · carnet ore: 10h40" in below
        assert "la cassa resta su «invio in" in below
        assert "1º in coda: Linea urgenze (D20), poi ordine di arrivo (D15)" in below
        app.screen.query_one(WindowList).find("TK000026")
        await settle(pilot)
        assert "mittente da confermare" in text(app) and "carnet" not in "\n".join(lines(app)[14:])


# Taking


async def test_f4_takes_the_next_says_why_and_opens_it(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "f4")
        assert f"{short(FIRST)}  in mano a luca" in lines(app)[0]
        assert "Preso TK51: Linea urgenze (D20)" in text(app)
        assert tickets.get(app.desk, FIRST).taken_by == "luca"
        await press(pilot, "escape")
        await until(pilot, lambda: codes(app)[0] == SECOND)


async def test_an_empty_queue_says_so(tmp_path):
    from deskterm.app import DeskApp

    from tests.screens.shell import desk_at

    app = DeskApp(desk_at(tmp_path / "desk"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "Nessuno aspetta: la coda è vuota." in text(app)
        await press(pilot, "f4", "t", "5", "a")
        assert isinstance(app.screen, QueueScreen)


async def test_the_empty_queue_of_a_new_desk_says_what_lacks_and_who_works_there(tmp_path):
    from deskterm.app import DeskApp

    from tests.screens.shell import desk_at

    app = DeskApp(desk_at(tmp_path / "desk"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        said = " ".join(text(app).split())
        assert "F2 e poi F7" in said and "deskterm customer" not in said
        assert "dal terminale: deskterm mail import FILE" in said
        assert f"Si lavora come {app.desk.who}" in said
        assert "Ctrl+P e «tecnico»" in said and "deskterm technician" not in said


async def test_an_empty_queue_says_where_the_work_is_and_hears_when_it_moves(app):
    technicians.add(app.desk, "luca")
    while (taken := queue.take_next(app.desk)) is not None:
        queue.park(app.desk, taken.ticket.code, why="Ferie", wait="parked")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        figures = queue.figures(app.desk)
        assert "Nessuno aspetta: la coda è vuota." in text(app)
        assert f"{figures.held + figures.kept + figures.rejected} messaggi sono messi da parte (5)." in text(
            app
        )
        assert "riposano (3)." in text(app)
        assert "Si lavora come" not in text(app)
        hand = figures.hand
        first = queue.rows(app.desk, "waiting")[0]
        queue.take(app.desk, first.code)
        await until(pilot, lambda: f"{hand + 1} ticket" in text(app))
        await press(pilot, "5")
        assert "sono messi da parte" not in text(app)


async def test_who_is_first_at_a_desk_without_technicians_hears_it_once(counter_without_technicians):
    app = counter_without_technicians
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        assert f"Si lavora come {app.desk.who}" in " ".join(text(app).split())
        await press(pilot, "f4", "escape")
        assert "Si lavora come" not in " ".join(text(app).split())


@pytest.fixture
def counter_without_technicians(tmp_path):
    from deskterm.app import DeskApp

    from tests.screens.shell import desk_at

    desk = desk_at(tmp_path / "desk")
    cards.add(desk, code="C001", name="Rossi", contacts=[{"name": "Anna", "email": "a@rossi.example"}])
    for subject in ("Stampa", "Registro IVA"):
        receive.receive_request(desk, channel="mail", customer="C001", subject=subject, body="Non va.")
    return DeskApp(desk)


async def test_out_of_turn_the_desk_asks_why_and_keeps_the_reason(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "down", "down", "e")
        assert "TK18 fuori turno" in text(app) and "(D15)" in text(app)
        await press(pilot, "escape")
        assert tickets.get(app.desk, "TK000018").state == "queued"
        await press(pilot, "e")
        await write(pilot, "passa domani il socio")
        await press(pilot, "enter")
        assert tickets.get(app.desk, "TK000018").taken_by == "luca"
        reasons = [one.detail.get("reason") for one in tickets.why(app.desk, "TK000018")]
        assert "passa domani il socio" in reasons


async def test_the_first_of_the_queue_is_taken_without_a_question(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "e")
        assert tickets.get(app.desk, FIRST).taken_by == "luca"


# Search and views


async def test_what_is_typed_narrows_the_list_and_esc_shows_all_again(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "slash")
        await write(pilot, "carollo")
        everywhere = [
            one.code for view in queue.VIEWS for one in queue.rows(app.desk, view, search="carollo")
        ]
        assert sorted(codes(app)) == sorted(everywhere) and len(everywhere) > 1
        found = [tickets.get(app.desk, code) for code in codes(app)]
        assert f"{len(found)} trovati · carollo" in lines(app)[0]
        await press(pilot, "enter", "down")
        assert app.screen.front().code == found[1].code
        await press(pilot, "escape")
        assert len(codes(app)) == 31 and "31 in attesa" in lines(app)[0]
        assert isinstance(app.screen, QueueScreen)


async def test_a_search_without_a_find_says_the_way_back(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "slash")
        await write(pilot, "zzz%_")
        assert "Nulla di simile: Esc mostra di nuovo tutto." in text(app)
        await press(pilot, "escape")
        assert len(codes(app)) == 31


@pytest.mark.parametrize(
    ("key", "title", "word"),
    [
        ("2", "In mano", "giorgio"),
        ("3", "Sospesi", "fornitore"),
        ("4", "Evasi", "chiuso"),
        ("5", "Posta", "respinta"),
    ],
)
async def test_keys_one_to_five_are_the_five_views(app, key, title, word):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, key)
        assert lines(app)[0].startswith(f" {title}") and word in text(app)
        await press(pilot, "1")
        assert lines(app)[0].startswith(" Coda") and codes(app)[0] == FIRST


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 40)])
async def test_a_click_on_a_views_name_goes_there(app, size):
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        tabs = lines(app)[1]
        names = {
            "In mano": "In mano",
            "Sospesi": "Sospesi",
            "Evasi": "Evasi",
            "Posta": "Posta",
            "Coda": "Coda",
        }
        for word, title in names.items():
            await pilot.click(offset=(tabs.index(word) + 1, 1))
            await until(pilot, lambda title=title: lines(app)[0].startswith(f" {title}"))
            tabs = lines(app)[1]
        await pilot.click(offset=(size[0] - 1, 1))
        await settle(pilot)
        assert lines(app)[0].startswith(" Coda")


async def test_the_other_languages_words_come_at_once(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "down", "L")
        assert "31 waiting · ! 2 at risk · !! 1 late" in lines(app)[0]
        assert "today 09:48" in text(app) and "No. " in text(app)


@pytest.mark.usefixtures("drawn")
async def test_a_long_queue_is_read_page_by_page_to_its_end(tmp_path):
    app = app_at(tmp_path / "desk")
    for number in range(170):
        receive.receive_request(
            app.desk, channel="easypass" if number % 2 else "urgent", customer="C001",
            subject=f"riga {number:03}", body="x", received_at=MORNING - number,
        )  # fmt: skip
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        seen: dict[str, None] = {}
        rows = app.screen.query_one(WindowList)
        for _ in range(rows.count // 10 + 2):
            await press(pilot, "pagedown")
            seen |= dict.fromkeys(codes(app))
        assert rows.cursor == rows.count - 1
        assert list(seen) == [ticket.code for ticket in queue.rows(app.desk, size=500)]
        queue.take_next(demo_at(tmp_path / "desk", who="giorgio"))
        await until(pilot, lambda: rows.count == len(seen) - 1)
        for at in (rows.count - 1, rows.count - 8):
            assert rows._row(at).key == queue.rows(app.desk, start=at, size=1)[0].code


async def test_a_search_in_the_post_looks_at_subject_and_sender(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "5", "slash")
        await write(pilot, "carollo")
        assert [app.screen.message().from_name, app.screen.query_one(WindowList).count] == [
            "Denis Carollo",
            1,
        ]
        assert "1 trovato · carollo" in lines(app)[0]
        await press(pilot, "escape")
        assert app.screen.query_one(WindowList).count == 16


# The post


async def test_the_post_shows_strangers_first_with_their_likely_customer_and_the_ignored_last(app):
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "5")
        rows = app.screen.query_one(WindowList)
        outcomes = [rows._row(at).record.outcome for at in range(rows.count)]
        assert outcomes[:7] == ["held"] * 7 and outcomes[7:10] == ["rejected"] * 3
        assert set(outcomes[10:]) == {"ignored"}
        assert "forse Tessitura" in text(app)
        assert "Giulia Meneghini" in text(app)


async def test_no_customer_is_suggested_for_a_sender_who_is_not_believed(app):
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "5")
        line = next(line for line in lines(app) if "Dott.ssa Irene" in line)
        assert "forse" not in line


async def test_one_key_recovers_a_rejected_mail_to_the_place_of_its_arrival(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "5", *["down"] * 7)
        mail = app.screen.message()
        assert mail.outcome == "rejected" and mail.rule == "D8"
        await press(pilot, "a")
        made = next(t for t in queue.rows(app.desk, size=200) if t.received_at == mail.received_at)
        assert f"Recuperato: è il ticket {short(made.code)}" in text(app)
        assert mail.id not in [left.id for left in recovery.pending(app.desk)]


async def test_a_strangers_mail_is_recovered_after_saying_whose_it_is(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "5", "a")
        assert "Di quale cliente è?" in text(app)
        await write(pilot, "carollo")
        await press(pilot, "enter")
        made = [t for t in queue.rows(app.desk, size=200) if t.subject == "assistenza fatture elettroniche"]
        assert [ticket.customer for ticket in made] == ["Carollo Impianti srl"]


async def test_a_mail_is_read_whole_and_let_go_with_a_reason(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "5", "enter")
        assert "Vanni Trentin <vanni@edilitrentin.example>" in text(app)
        await press(pilot, "escape", "x")
        await press(pilot, "enter")
        assert recovery.pending_counts(app.desk)["held"] == 7, "without a reason it stays"
        await write(pilot, "pubblicita")
        await press(pilot, "enter")
        assert recovery.pending_counts(app.desk)["held"] == 6


async def test_a_key_for_mails_says_so_in_the_queue(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "a")
        assert "Vale per le mail della vista 5" in text(app)


# Deeds on the row


async def test_a_ticket_goes_to_a_colleague_with_a_note_and_comes_back_by_undo(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "h")
        assert "Giorgio Benetello" in text(app) and "luca" not in "".join(lines(app)[5:16])
        await write(pilot, "gio")
        await press(pilot, "enter")
        await press(pilot, "enter")
        assert tickets.get(app.desk, FIRST).taken_by == "giorgio"
        await press(pilot, "u", "s")
        assert tickets.get(app.desk, FIRST).state == "queued"


async def test_a_ticket_rests_until_the_next_opening_and_wakes_by_itself(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.screen.on_tick(app.desk.now())
        await press(pilot, "p")
        assert "mer 08:30" in text(app)
        await write(pilot, "apertura")
        await press(pilot, "enter")
        await write(pilot, "manca il tecnico")
        await press(pilot, "enter")
        assert tickets.get(app.desk, FIRST).state == "parked"
        app.desk.clock.pass_(hours=24)
        await until(pilot, lambda: tickets.get(app.desk, FIRST).state == "queued")


async def test_a_moment_that_is_none_is_refused_in_words(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "p")
        await write(pilot, "da scrivere")
        await press(pilot, "enter")
        await write(pilot, "ieri")
        await press(pilot, "enter")
        assert "«ieri» è già passato" in text(app)
        assert tickets.get(app.desk, FIRST).state == "queued"


@pytest.mark.parametrize("window", ["parked", "waiting", "vendor"])
async def test_the_same_key_ends_a_rest(app, window):
    queue.park(app.desk, FIRST, why="prova", wait=window)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "3")
        app.screen.query_one(WindowList).find(FIRST)
        await settle(pilot)
        await press(pilot, "p")
        assert tickets.get(app.desk, FIRST).state == "queued"


# Others at the same desk


async def test_what_another_process_takes_is_gone_by_itself(app, tmp_path):
    take = (
        "from pathlib import Path; from deskterm.desk.queue import queue;"
        "from deskterm.desk.context import open_desk;"
        "print(queue.take_next(open_desk(Path({!r}), who='giorgio')).ticket.code)"
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "down", "down")
        other = [sys.executable, "-c", take.format(str(tmp_path / "desk"))]
        taken = subprocess.run(
            other, capture_output=True, text=True, check=True, env=os.environ
        ).stdout.strip()
        assert taken == FIRST
        await until(pilot, lambda: FIRST not in codes(app) and "30 in attesa" in lines(app)[0])
        assert app.screen.front().code == "TK000018", "the cursor stays on its ticket"


async def test_typed_search_survives_anothers_change(app, tmp_path):
    other = demo_at(tmp_path / "desk", who="giorgio")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "slash")
        await write(pilot, "car")
        queue.take_next(other)
        await until(pilot, lambda: "1 Coda 30" in lines(app)[1])
        await write(pilot, "ollo")
        assert "· carollo" in lines(app)[0]


@pytest.mark.parametrize("at", range(0, len(HOSTILE), 10))
async def test_hostile_subjects_are_only_read(tmp_path, at):
    app = app_at(tmp_path / "desk")
    made = [
        receive.receive_request(
            app.desk, channel="urgent", customer="C001", subject=subject, body=f"{subject}\n> {subject}",
            contact=subject, received_at=MORNING - 9_000 + number,
        ).ticket
        for number, subject in enumerate(HOSTILE[at : at + 10])
    ]  # fmt: skip
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for code in made:
            app.screen.query_one(WindowList).find(code)
            await settle(pilot)
            assert app.screen.front().code == code
            await press(pilot, "enter")
            await pilot.press("d", "o", "o", "t", "m", "escape", "escape", "escape")
            await settle(pilot)
            drawn = text(app).replace(os.linesep, "")
            assert drawn.isprintable()
        assert isinstance(app.screen, QueueScreen) and app.is_running


async def test_hostile_mails_are_only_read_in_the_post(tmp_path):
    app = app_at(tmp_path / "desk")
    for number, subject in enumerate(HOSTILE):
        raw = b"From: %b <x%d@fuori.example>\r\nSubject: %b\r\n\r\n%b\r\n"
        words = subject.replace("\r", " ").replace("\n", " ").encode("utf-8", "replace")
        mail = parse(raw % (words, number, words, words), now=MORNING, trusted_servers=frozenset())
        receive.receive_mail(app.desk, mail, source="mbox")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "5")
        rows = app.screen.query_one(WindowList)
        assert rows.count >= 16 + 25
        for _ in range(rows.count):
            await pilot.press("down")
            assert text(app).replace(os.linesep, "").isprintable()
        await press(pilot, "home", "enter")
        assert text(app).replace(os.linesep, "").isprintable() and app.is_running


@pytest.mark.parametrize("typed", ["stocchero flli", "F.LLI STOCCHERÒ", "lattoneria stocchero"])
async def test_phone_fault_8_a_search_finds_whose_tickets_they_are_however_the_name_is_written(app, typed):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "slash")
        await write(pilot, typed)
        theirs = {"TK000017", "TK000033", "TK000006"}
        assert set(codes(app)) == theirs and "Lattoneria" in text(app)


async def test_phone_fault_8_a_search_finds_an_answered_ticket_and_says_where_it_stands(app):
    done = queue.rows(app.desk, "done")[0]
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "slash")
        await write(pilot, done.code.lower())
        assert codes(app) == [done.code]
        (row,) = [line for line in lines(app) if short(done.code) in line and "Evasi" in line]
        assert "numero" in row
        await press(pilot, "enter", "enter")
        assert app.screen.NAME == "ticket"


async def test_phone_fault_8_a_search_finds_the_tickets_of_a_customer_by_their_telephone(app):
    card = next(one for one in cards.listing(app.desk) if any(person.phone for person in one.contacts))
    phone = next(person.phone for person in card.contacts if person.phone)
    every = [one for view in queue.VIEWS for one in queue.rows(app.desk, view, size=500)]
    theirs = {one.code for one in every if one.customer_id == card.id}
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "slash")
        await write(pilot, phone.replace(" ", ""))
        assert theirs and set(codes(app)) >= theirs


async def test_the_key_of_the_view_that_is_searched_leaves_the_search(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "slash")
        await press(pilot, *"carollo", "enter")
        assert "Trovati" in text(app)
        await press(pilot, "1")
        assert "Trovati" not in text(app) and not app.screen.searching.text


async def test_q_goes_from_the_post_back_to_the_queue_and_only_from_there_on_its_way_out(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "5")
        assert app.screen.place == "post"
        await press(pilot, "q")
        assert app.is_running and app.screen.place == "queue"
        await press(pilot, "q")
        assert "Chiudi turno" in text(app)  # what is loose comes before the way out
