"""Beside a ticket stand the solved ones most like it: what was answered then can be answered again."""

from deskterm.desk.customers import cards
from deskterm.desk.intake.receive import receive_request
from deskterm.desk.letters import solved
from deskterm.desk.tickets import tickets


def request(desk, subject, body="Non va.", customer="C002"):
    return receive_request(desk, channel="mail", customer=customer, subject=subject, body=body).ticket


def answered(desk, subject, answer, body="Non va.", customer="C002"):
    code = request(desk, subject, body, customer)
    tickets.answer(desk, code, text=f"Buongiorno Carla Bianchi,\n\n{answer}")
    return code


def like(desk, code):
    return [(one.ticket.code, one.text) for one in solved.like(desk, code)]


def test_the_one_with_more_in_common_stands_first_with_its_answer_alone(desk):
    margins = answered(desk, "Etichette con i margini storti", "rimettere i margini a zero.")
    driver = answered(desk, "Etichette stampate a metà dal driver nuovo", "serve il driver vecchio.")
    answered(desk, "Liquidazione IVA", "Ricalcolare.")
    code = request(desk, "Con il driver nuovo i margini delle etichette a metà", customer="C001")
    assert like(desk, code) == [
        (driver, "Serve il driver vecchio."),
        (margins, "Rimettere i margini a zero."),
    ]


def test_only_what_was_answered_in_writing_and_in_the_customers_language_can_be_used_again(desk):
    answered(desk, "Scontrino bloccato in cassa", "Spegnere e riaccendere.")
    cards.change(desk, "C002", {"language": "en"})
    mute = request(desk, "Scontrino bloccato in cassa", customer="C001")
    assert like(desk, mute) == []
    cards.change(desk, "C002", {"language": "it"})
    assert [text for _, text in like(desk, mute)] == ["Spegnere e riaccendere."]
    request(desk, "Scontrino bloccato in cassa", customer="C003")
    assert len(like(desk, mute)) == 1  # what waits was not solved


def test_a_word_of_the_subject_is_in_common_and_another_or_the_topic(desk):
    answered(desk, "Backup notturno", "Cambiare la password.", body="Il nastro si ferma.")
    assert like(desk, request(desk, "Sala riunioni", body="Il nastro si ferma.", customer="C001")) == []
    assert like(desk, request(desk, "Backup lento", body="Il disco è pieno.", customer="C001")) == []
    assert like(desk, request(desk, "Backup fermo", body="Il nastro è bloccato.", customer="C001")) != []


def test_of_two_that_are_as_like_the_newer_answer_stands_first(desk, watch):
    answered(desk, "Registro IVA doppio", "Vecchia.")
    watch.at += 3_600
    newer = answered(desk, "Registro IVA doppio", "La data era errata, ora torna.")
    assert like(desk, request(desk, "Registro IVA doppio", customer="C001"))[0][0] == newer


def test_a_ticket_without_words_of_its_own_is_like_none(desk):
    answered(desk, "Registro IVA doppio", "Fatto.")
    assert like(desk, request(desk, "???", body="!!!", customer="C001")) == []
