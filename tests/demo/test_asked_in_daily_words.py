"""Fifty questions as a technician types them: not the words of the mail, but what one remembers of it.

Each means one ticket of the demo's fortnight, named here by how its subject begins.
"""

import pytest
from deskterm.desk.queue import queue
from deskterm.desk.tickets import find

from tests.screens.demo_desk import demo_at

ASKED = [
    ("spostare un articolo su un altro reparto della cassa", "Reparto nuovo sul registratore"),
    ("sartorato non stampava le bolle perché l'archivio era occupato", "Programma bloccato: «archivio"),
    ("articoli sfusi a zero nell'inventario di fine anno", "Valorizzazione inventario"),
    ("pec che non parte dopo che hanno cambiato la password", "Invio PEC dal gestionale:"),
    ("pdf che si bloccano, server senza spazio su disco", "Non escono più fatture"),
    ("alzare i prezzi del listino dei rivenditori", "Aumento del 4% sul listino"),
    ("fatture raddoppiate nell'intrastat", "Intrastat acquisti gennaio:"),
    ("nascondere una ditta alla praticante", "Operatore che non deve"),
    ("mettere insieme le bolle del mese in una fattura sola", "Fatture differite di febbraio"),
    ("non riesco a eliminare un ricambio inserito due volte", "Codice ricambio che non"),
    ("nota integrativa senza le immobilizzazioni", "Bilancio abbreviato: nota"),
    ("corso per stampare i codici a barre sulle etichette", "Imparare a fare le etichette"),
    ("backup della notte fermo", "Copia notturna ferma da"),
    ("saltare agosto nelle scadenze dei pagamenti", "Scadenze a 60 giorni fine"),
    ("agriturismo non va più niente", "non va"),
    ("bolla di reso al fornitore senza la causale", "DDT di reso a fornitore"),
    ("provvigioni dell'agente a zero", "Prospetto provvigioni gennaio:"),
    ("bilancia dello spaccio che non riceve i prezzi", "Due cose: liquidazione"),
    ("buco nei numeri del registro iva", "registro iva vendite -"),
    ("fattura scartata dallo sdi per la natura iva", "Scarto SdI codice 00400"),
    ("zaupa bepi: progressivo già usato, niente scontrini", "NON FUNZIONA NIENTE"),
    ("spese di formazione che non arrivano nel quadro re", "Redditi PF 2026 – quadro"),
    ("ritenuta a garanzia che non compare nel sal", "SAL: ritenuta di garanzia"),
    ("ammortamenti: primo anno ad aliquota piena", "Ammortamenti ditta 22"),
    ("tassa di soggiorno senza l'iva sopra", "ricevute con tassa di soggiorno"),
    ("panificio: i prezzi del bar tornano quelli vecchi", "ANCORA PROBLEMI CON I PREZZI"),
    ("pacchetti mancanti nella conservazione delle fatture", "Conservazione digitale"),
    ("etichette col prezzo tagliato", "etichette: il prezzo è"),
    ("troppi decimali sulle etichette di scaffale", "Etichette da scaffale:"),
    ("finestra strana sul server, è un virus?", "[/] [@click=app.quit]"),
    ("bilancino che non quadra coi conferimenti dei soci", "Bilancino al 31/01 - conferimenti"),
    ("aggiornare il programma di sabato", "aggiornamento programma"),
    ("la banca rifiuta il file delle riba", "Distinta RiBa rifiutata"),
    ("mettere data e ora in cima al partitario", "Piccola modifica: sul partitario"),
    ("attivare la produzione per le distinte base", "Distinta base e cicli di"),
    ("bloccare i clienti oltre il fido", "[URGENTE] TERZA MAIL: fido"),
    ("listino per il sito che si ferma a metà esportazione", "Export listino"),
    ("paghe: addizionale comunale sul conto sbagliato", "Flusso paghe → contabilità:"),
    ("dichiarazioni d'intento, plafond che non scala", "Dichiarazione di intento"),
    ("lezione sull'inventario col lettore", "Altra lezione: inventario"),
    ("tassonomia xbrl nuova da caricare", "Bilancio XBRL: errore di"),
    ("foto della macchina in fattura", "foto sulla fattura"),
    ("postazioni che non si collegano al database", "BLOCCANTE: nessuno entra,"),
    ("esportazione su misura per il consorzio", "Tracciato su misura per"),
    ("ravvedimento f24 con la sanzione vecchia", "F24: ravvedimento sul codice"),
    ("giacenze che tornano come prima dopo l'inventario", "Inventario a rotazione:"),
    ("gestionale lento con il nuovo antivirus", "gestionale lento dopo cambio"),
    ("cassa bloccata allo spaccio con la gente in coda", "Spaccio: cassa ferma, non"),
    ("riaddebitare al cliente le spese dell'insoluto", "Registrazione insoluto"),
    ("franca del panificio: errore in stampa", "aiuto"),
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    desk = demo_at(tmp_path_factory.mktemp("asked") / "desk")
    yield desk
    desk.close()


def test_the_ticket_meant_is_among_the_first_three_and_nearly_always_the_first(desk):
    assert len(ASKED) == len({question for question, _ in ASKED}) == 50
    places = {}
    for question, meant in ASKED:
        subjects = [one.subject for one in find.found(desk, question) if one.ticket]
        places[question] = next((place for place, one in enumerate(subjects, 1) if one.startswith(meant)), 99)
    far = {question: place for question, place in places.items() if place > 3}
    assert far == {}
    assert sum(place == 1 for place in places.values()) >= 45


def test_the_questions_are_not_the_subjects_said_again(desk):
    """Fewer than half of their words stand so in the subject: else the test asks what it wants to hear."""
    words = [(word, meant) for question, meant in ASKED for word in question.split() if len(word) > 3]
    whole = [one.subject.lower() for view in queue.VIEWS for one in queue.rows(desk, view, size=99)]
    subject = {meant: next(one for one in whole if one.startswith(meant.lower())) for _, meant in ASKED}
    again = [word for word, meant in words if word in subject[meant].split()]
    assert len(words) > 150
    assert len(again) < len(words) / 2
