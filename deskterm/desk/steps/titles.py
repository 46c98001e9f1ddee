"""The titles that people give the columns of their files, Italian and English, and what each means.

Which language is in force does not matter: a file stays as it is when the language of a screen changes.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping

CUSTOMERS = {
    "code": "codice, codice cliente, cod, cod cliente, customer code, customer number",
    "name": "nome, ragione sociale, denominazione, cliente, nome cliente, ditta, azienda, impresa,"
    " intestazione, customer, customer name, company, company name, firm",
    "town": "città, comune, località, luogo, sede, city",
    "vat": "partita iva, p iva, piva, part iva, iva, numero partita iva, vat number, vat no, vat id",
    "tax_code": "codice fiscale, cod fiscale, cod fisc, cf, c f, fiscal code, tax number, tax id",
    "sdi": "codice destinatario, codice sdi, destinatario, codice univoco, sdi code, recipient code",
    "support_code": "codice assistenza, codice di assistenza",
    "notes": "note, nota, annotazioni, osservazioni, remarks, comments, note cliente",
    "language": "lingua",
    "contact_name": "contatto, referente, persona, nome contatto, nome referente, nome e cognome,"
    " persona di riferimento, contact, contact person, person",
    "email": "e mail, mail, posta, posta elettronica, indirizzo e mail, indirizzo email, "
    "indirizzo mail, indirizzo di posta, email address, e mail address",
    "phone": "telefono, tel, telef, numero di telefono, numero telefono, cellulare, cell, recapito,"
    " telephone, phone number, mobile",
    "role": "ruolo, mansione, qualifica, funzione",
    "plan": "piano, contratto",
    "contract_from": "dal, inizio, inizio contratto, contratto dal, decorrenza, data inizio, valido dal,"
    " from, start, starts on, contract start",
    "contract_until": "al, fino al, fine, fine contratto, contratto al, contratto fino al, scadenza,"
    " data fine, valido fino al, until, end, ends on, contract end",
    "rate": "tariffa, tariffa oraria, prezzo orario, costo orario, hourly rate",
    "fee": "canone",
    "fee_base": "canone base, canone di base, base fee",
}
REQUESTS = {
    "channel": "canale, via",
    "customer": "cliente, codice cliente, ditta, azienda, customer code",
    "subject": "oggetto, titolo, title",
    "body": "testo, messaggio, descrizione, text, message, description",
    "contact": "contatto, referente, nome, nome contatto, contact name, name",
    "phone": CUSTOMERS["phone"],
    "email": CUSTOMERS["email"],
    "received": "ricevuta, ricevuto, ricevuta il, ricevuto il, arrivata, arrivata il, received at",
    "topic": "argomento",
    "blocking": "bloccante, blocca",
    "id": "numero richiesta, n richiesta, request number",
}
LIKE_ENOUGH = 0.6


def plain(title: str) -> str:
    """A title in small letters without accents and signs: `P. IVA` is `p iva`."""
    marked = unicodedata.normalize("NFD", title.casefold())
    return " ".join(
        re.findall(r"[a-z0-9]+", "".join(one for one in marked if not unicodedata.combining(one)))
    )


def meant(words: Mapping[str, str], known: Iterable[str] = ()) -> dict[str, str]:
    """What each plain title means: the `known` columns by their own names, others by the words for them."""
    said = {plain(title): column for column, titles in words.items() for title in titles.split(",")}
    return said | {plain(column): column for column in (*words, *known)}


def like(title: str, titles: Mapping[str, str]) -> str:
    """The column that a title nobody knows may mean; "" where none is like it."""
    found = difflib.get_close_matches(plain(title), sorted(titles), n=1, cutoff=LIKE_ENOUGH)
    return titles[found[0]] if found else ""
