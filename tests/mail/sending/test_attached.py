"""What is attached to a letter arrives as it was: an appointment for a calendar, files, words."""

from __future__ import annotations

import pytest
from deskterm.desk.agenda import appointments
from deskterm.desk.intake import receive
from deskterm.desk.tickets import tickets
from deskterm.storage.attached import attachments
from icalendar import Calendar

from tests.clocks import rome
from tests.desk.mails import mail
from tests.mail.sending.conftest import mailbox, sender


@pytest.fixture
def code(desk, port):
    mailbox(desk, port)
    return str(receive.receive_mail(desk, mail()).ticket)


def calendar(letter):
    (part,) = (one for one in letter.walk() if one.get_content_type() == "text/calendar")
    (event,) = Calendar.from_ical(part.get_content()).walk("VEVENT")
    return part, event


def test_an_appointment_arrives_with_its_method_and_can_be_put_into_a_calendar(desk, sink, code):
    told = {"minutes": 60, "kind": "remote", "tell": True}
    made = appointments.add(desk, code, starts_at=rome("2026-03-05T15:00"), **told)
    appointments.cancel(desk, made.id, why="ferie")
    sender(desk).run()
    agreed, off = sink.letters[-2:]
    part, event = calendar(agreed)
    assert part.get_param("method") == "PUBLISH" and part.get_filename() == "appuntamento.ics"
    assert part.get_content_charset() == "utf-8"
    gone, same = calendar(off)
    assert gone.get_param("method") == "CANCEL" and same["uid"] == event["uid"]
    assert agreed.get_body().get_content().strip()


@pytest.mark.parametrize("name", ["fattura.pdf", "perché no?.pdf", "a" * 200 + ".pdf", "=?utf-8?q?x?=.pdf"])
def test_a_file_arrives_byte_for_byte_under_its_name(desk, sink, code, name):
    content = bytes(range(256)) * 300 + b"\r\n.\r\n\n.\nFrom me\r"
    tickets.answer(desk, code, text="Ecco il file.")
    number = tickets.thread(desk, code)[-1].id
    with desk.write() as conn:
        attachments.attach(conn, number, name=name, media_type="application/pdf", content=content)
        desk.record(conn, "answered", target=code)
    sender(desk).run()
    (part,) = sink.letters[-1].iter_attachments()
    assert part.get_content() == content and part.get_content_type() == "application/pdf"
    if len(name) < 100 and "=?" not in name:
        assert part.get_filename() == name


def test_words_of_every_script_arrive_as_they_were_written(desk, sink, code):
    text = "È così: «più» costa 5 €, ßüß, Привет, 你好, 🙂\n" + "lunga " * 400 + "\nfine "
    tickets.answer(desk, code, text=text)
    sender(desk).run()
    arrived = sink.letters[-1].get_content().replace("\r\n", "\n")
    assert arrived.strip() == text.strip()
    assert max(map(len, sink.raw[-1].split(b"\r\n"))) <= 78
    assert sink.raw[-1].isascii()
