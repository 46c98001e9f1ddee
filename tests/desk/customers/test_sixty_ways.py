"""Sixty ways to ask for twenty customers: the right one first, nobody only where nobody is near (D1)."""

import pytest
from deskterm.desk.customers import cards, search
from deskterm.desk.intake.receive import receive_request
from deskterm.desk.tickets import tickets
from deskterm.storage.schema.later import v15_who_rings

from tests.clocks import Watch
from tests.desk.conftest import furnish

# code, name, town, VAT, support code, people
TWENTY = (
    ("C101", "Carollo Impianti srl", "Sandrigo", "05678900245", "DT-4471", (("Monica Zen", "0444 000330"),)),
    ("C102", "Ferramenta Dal Prà", "Thiene", "", "", (("Ivan Dal Prà", "0445 000781"),)),
    ("C103", "Panificio Sant'Orsola", "Schio", "", "", (("Orsola Gobbo", "0445 000912"),)),
    ("C104", "D'Angelo Trasporti snc", "Marano", "02345670247", "", (("Rosa D'Angelo", "348 0005521"),)),
    ("C105", "Officine Verdi", "Zanè", "", "DT-5120", (("Ugo Verdi", "0445 000444"),)),
    ("C106", "Studio Rossi e Associati", "Vicenza", "", "", (("Paola Rossi", "0444 000100"),)),
    ("C107", "Studio Bianco", "Vicenza", "", "", (("Anita Bianco", "0444 000200"),)),
    ("C108", "Rossi Serramenti S.p.A.", "Breganze", "", "", (("Carlo Neri", "0445 000300"),)),
    ("C109", "F.lli Zanella", "Malo", "", "", (("Sergio Zanella", "0445 000650"),)),
    ("C110", "Lattoneria Zanetti", "Malo", "", "", (("Elena Zanetti", "0445 000651"),)),
    ("C111", "C.A.M. Meccanica", "Dueville", "", "", (("Piero Lora", "0444 000777"),)),
    ("C112", "Caffè Città Alta", "Bassano", "", "", (("Lucia Fabris", "0424 000888"),)),
    ("C113", "Müller Süd GmbH", "Bolzano", "", "", (("Jörg Müller", "+49 89 00012345"),)),
    ("C114", "Tipografia L’Impronta", "Lonigo", "", "", (("Dino Pozza", "0444 000999"),)),
    ("C115", "3G Automazioni", "Arzignano", "", "", (("Gino Galli", "0444 000333"),)),
    ("C116", "Cooperativa Val Lionda", "Valdagno", "", "", (("Marta Cocco", "0445 001122"),)),
    ("C117", "Ottica Marchiori", "Sandrigo", "", "", (("Nadia Marchiori", "0444 000331"),)),
    ("C118", "Immobiliare Zaupa", "Chiampo", "", "", (("Tea Zaupa", "0444 000555"),)),
    ("C119", "Vetreria Boscardin", "Isola", "03456780244", "", (("Leo Boscardin", "349 0007788"),)),
    ("C120", "Agricola Ca' Bianca", "Lugo", "", "", (("Ada Ca' Zorzi", "0445 002233"),)),
)
SIXTY = """
C101: carollo | CAROLLO | impianti carollo | carolo | carollo sandrigo | zen | monica | monica carollo
C101: 0444 000330 | +39 0444 000330 | 0444000330 | 0444.000.330 | 444000330 | 000330 | 05678900245
C101: IT05678900245 | 678900
C101: 0444 330 | DT-4471 | dt4471 | 4471 | inpianti
C102: dal pra | dalpra | Dal Prà | pra dal | ferramenta dal pra | ivan
C103: orsola | santorsola | sant orsola | Sant’Orsola | panifico
C104: dangelo | d'angelo | D’ANGELO | angelo trasporti | 348 0005521 | 0005521
C105: verdi officine | zane | officnie
C106: studio rossi | rossi studio | rossi associati
C107: studio bianco | anita
C108: rossi serramenti | rossi spa | serrament
C109: zanella | fratelli zanella | flli zanella | malo zanella
C110: zanetti lattoneria
C111: cam | c.a.m. | meccanica cam
C112: caffe citta | città alta
C113: muller | +49 89 000123 | 0049 89 00012345
C114: impronta | l'impronta
C115: 3g | 0444 000333
C116: lionda | val lionda coop
C117: marchiori | 0444 000331
C118: zaupa
C119: boscardin | bosacrdin
C120: ca bianca | cabianca | ca' zorzi
"""
WAYS = [(line[:4], way.strip()) for line in SIXTY.strip().splitlines() for way in line[5:].split("|")]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    desk = furnish(tmp_path_factory.mktemp("sixty") / "desk", Watch("2026-03-03T09:00"))
    for code, name, town, vat, support, people in TWENTY:
        persons = [{"name": person, "phone": phone} for person, phone in people]
        cards.add(
            desk,
            code=code,
            name=name,
            town=town,
            vat=vat,
            support_code=support,
            contacts=persons,
            unverified=True,
        )
    yield desk
    desk.close()


def test_there_are_sixty_ways_for_twenty_customers():
    assert len(WAYS) >= 60
    assert {code for code, _ in WAYS} == {one[0] for one in TWENTY}


@pytest.mark.parametrize(("code", "typed"), WAYS, ids=[way for _, way in WAYS])
def test_phone_fault_8_the_right_one_stands_first(desk, code, typed):
    assert [one.customer.code for one in search.hits(desk, typed)][:1] == [code]


@pytest.mark.parametrize("code", sorted({one[0] for one in TWENTY}))
def test_while_a_name_is_typed_its_customer_stays_in_sight_from_the_third_letter(desk, code):
    name = next(one[1] for one in TWENTY if one[0] == code)
    for letters in range(3, len(name) + 1):
        assert code in [one.customer.code for one in search.hits(desk, name[:letters])], name[:letters]


NOBODY = (
    "qwxzky|0999 123456|zzz|C999|nobody@nowhere.example|TK999999|mario rossi|azzurri snc|zordan srl"
    "|dino rossi|monika|luca|ugo carollo|ditta monika|boscardim carolo"
)


@pytest.mark.parametrize("typed", NOBODY.split("|"))
def test_nobody_is_found_where_nobody_is_near(desk, typed):
    assert search.hits(desk, typed) == ()


def test_who_has_only_one_letter_otherwise_is_said_to_be_near_and_the_line_takes_nobody_for_another(desk):
    (found,) = search.hits(desk, "boscardim")
    assert (found.customer.code, found.near) == ("C119", True)
    assert search.find(desk, "boscardim") == ()
    assert [one.near for one in search.hits(desk, "boscardin")] == [False]


def test_a_legal_form_may_be_another_and_a_name_may_not(desk):
    assert [(one.customer.code, one.near) for one in search.hits(desk, "carollo snc")] == [("C101", True)]
    assert [(one.customer.code, one.near) for one in search.hits(desk, "monika carollo")] == [("C101", True)]


def test_of_two_alike_the_one_with_something_open_comes_first(desk):
    assert [one.customer.code for one in search.hits(desk, "000") if not one.near][:1] != ["C118"]
    ticket = receive_request(desk, channel="mail", customer="C118", subject="Stampa", body="Non va.").ticket
    assert search.hits(desk, "0444 000")[0].customer.code == "C118"
    tickets.close(desk, ticket, why="fatto")


def test_phone_fault_8_the_number_of_a_ticket_finds_its_customer_in_any_state(desk):
    ticket = receive_request(desk, channel="mail", customer="C116", subject="Stampa", body="Non va.").ticket
    digits = str(int(ticket.removeprefix("TK")))
    for typed in (ticket, ticket.lower(), f"tk{digits}", digits):
        first = search.hits(desk, typed)[0]
        assert (first.customer.code, first.by) == ("C116", "ticket"), typed
    tickets.close(desk, ticket, why="fatto")
    assert search.hits(desk, ticket)[0].customer.code == "C116"


@pytest.mark.parametrize(
    ("typed", "person", "by"),
    [
        ("0444 000330", "Monica Zen", "phone"),
        ("0444 330", "Monica Zen", "phone"),
        ("monica", "Monica Zen", "person"),
        ("carollo", None, "name"),
    ],
)
def test_phone_fault_7_a_hit_says_who_it_is_only_where_that_was_said(desk, typed, person, by):
    (found, *_) = search.hits(desk, typed)
    assert (found.contact.name if found.contact else None, found.by) == (person, by)


def test_what_is_corrected_is_found_by_the_new_and_no_longer_by_the_old(desk):
    cards.change(desk, "C105", {"name": "Officine Viola"})
    cards.set_contact(desk, "C105", name="Ugo Verdi", phone="0445 000445")
    assert search.find(desk, "officine verdi") != ()  # Ugo's own name
    assert search.find(desk, "0445 000444") == ()
    assert [one.code for one in search.find(desk, "0445 000445")] == ["C105"]
    cards.change(desk, "C105", {"name": "Officine Verdi"})
    cards.set_contact(desk, "C105", name="Ugo Verdi", phone="0445 000444")


def test_the_words_that_are_kept_are_those_of_the_cards_and_the_tickets_as_they_stand(desk):
    """What deeds have written, card by card, is what a desk of another version gets as it is brought up."""
    cards.add(desk, code="C130", name="Passeggera srl", contacts=[{"name": "Ida", "phone": "0445 000901"}])
    cards.change(desk, "C130", {"name": "Rinata srl", "vat": ""})
    left = receive_request(
        desk, channel="mail", customer="C130", subject="x", body="x", contact="Ugo", phone="0445 000902"
    )
    assert search.hits(desk, "0445 000902")[0].contact.name == "Ugo"
    tickets.set_customer(desk, left.ticket, "C105")
    assert [one.code for one in search.find(desk, "0445 000902")] == ["C105"]
    kept = words_of(desk)
    with desk.write() as conn:
        conn.execute("DELETE FROM find_place")
        conn.execute("DELETE FROM find_part")
        v15_who_rings.fill(conn)
    assert words_of(desk) == kept


def words_of(desk):
    with desk.read() as conn:
        places = conn.execute("SELECT word, field, customer_id FROM find_place ORDER BY 1, 2, 3").fetchall()
        ends = conn.execute("SELECT part, word FROM find_part ORDER BY 1, 2").fetchall()
        return [tuple(row) for row in (*places, *ends)]
