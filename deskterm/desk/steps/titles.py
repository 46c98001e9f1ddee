"""The titles that people give the columns of their files, Italian and English, and what each means.

Which language is in force does not matter: a file stays as it is when the language of a screen changes.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping

CUSTOMERS = {
    "code": "codice, codice cliente, cod, cod cliente, id cliente, numero cliente, customer code,"
    " customer number, customer no, customer id, client code, client id",
    "name": "nome, ragione sociale, denominazione, cliente, nome cliente, ditta, azienda, impresa,"
    " intestazione, nominativo, denominazione sociale, rag soc, rag sociale, ragione soc, nome azienda,"
    " nome ditta, cognome e nome, nome e ragione sociale, customer, customer name, company, company name,"
    " firm, business name, account name, account, client, client name, organization, organisation,"
    " legal name, trade name",
    "address": "indirizzo, via, indirizzo sede, sede legale, indirizzo sede legale, street, street address,"
    " address line 1",
    "postcode": "cap, codice postale, zip, zip code, postal code, post code",
    "province": "provincia, prov, pr",
    "town": "città, comune, località, luogo, sede, city",
    "vat": "partita iva, p iva, piva, part iva, iva, numero partita iva, partita i v a,"
    " partitaiva, cod iva, vat number, vat no, vat id",
    "tax_code": "codice fiscale, cod fiscale, cod fisc, cf, c f, codicefiscale, fiscal code,"
    " tax number, tax id",
    "sdi": "codice destinatario, codice sdi, destinatario, codice univoco, sdi code, recipient code",
    "support_code": "codice assistenza, codice di assistenza",
    "notes": "note, nota, annotazioni, osservazioni, remarks, comments, note cliente",
    "language": "lingua",
    "contact_name": "contatto, referente, persona, nome contatto, nome referente, nome e cognome,"
    " persona di riferimento, contact, contact person, person",
    "email": "e mail, mail, posta, posta elettronica, indirizzo e mail, indirizzo email, "
    "indirizzo mail, indirizzo di posta, email address, e mail address",
    "pec": "indirizzo pec, mail pec, email pec, e mail pec, posta certificata, certified mail",
    "phone": "telefono, tel, telef, telefono fisso, fisso, telefono 1, tel 1, numero di telefono,"
    " numero telefono, recapito, telephone, phone number, phone 1, landline",
    "mobile": "cellulare, cell, telefono cellulare, numero di cellulare, telefono 2, tel 2, mobile phone,"
    " mobile number, cell phone, phone 2",
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
# What files of customers have and a desk has no place for.
NOT_KEPT = {
    "house_number": "n civico, numero civico, civico, address line 2",
    "region": "regione, state, county",
    "country": "nazione, stato, paese, codice nazione, country code",
    "fax": "numero fax, telefax, fax number",
    "website": "sito, sito web, web, url, homepage, www, site",
    "bank": "iban, banca, abi, cab, bic, swift",
}
REQUESTS = {
    "channel": "canale, via",
    "customer": "cliente, codice cliente, ditta, azienda, customer code",
    "subject": "oggetto, titolo, title",
    "body": "testo, messaggio, descrizione, text, message, description",
    "contact": "contatto, referente, nome, nome contatto, contact name, name",
    "phone": f"{CUSTOMERS['phone']}, mobile, {CUSTOMERS['mobile']}",
    "email": CUSTOMERS["email"],
    "received": "ricevuta, ricevuto, ricevuta il, ricevuto il, arrivata, arrivata il, received at",
    "topic": "argomento",
    "blocking": "bloccante, blocca",
    "id": "numero richiesta, n richiesta, request number",
}
OPENING = {
    "what": "cosa, che cosa, tipo di riga, voce, type",
    "customer": "cliente, codice cliente, ditta, azienda, ragione sociale, customer code, company",
    "kind": "tipo, tipo di carnet, carnet, pacchetto, pack",
    "size": "misura, taglia, quantità, comprato, comprate, acquistato, acquistate, totale, bought, total",
    "left": "residuo, saldo, restano, rimanente, rimanenti, restante, balance, remaining",
    "used": "usato, usati, usate, consumato, consumate, già usate, consumo",
    "price": "prezzo, importo, pagato, imponibile, amount, paid",
    "sold": "venduto, venduto il, data vendita, data acquisto, acquistato il, sold on, purchased",
    "until": "al, fino al, scade, scadenza, scade il, expires, expires on, until, end",
    "from": "dal, inizio, decorrenza, start",
    "name": "nome, nome contratto, contratto",
    "plan": "piano",
    "rate": "tariffa, tariffa oraria, hourly rate",
    "fee": "canone",
    "fee_base": "canone base, base fee",
    "last": "ultimo, ultimo numero, ultimo rapportino, numero, last number, last report",
    "id": "identificativo, riferimento, reference",
}
OPENING_KINDS = {
    "pack": "carnet, pacchetto, monte ore",
    "agreement": "contratto, accordo, contract",
    "included": "comprese, ore comprese, compreso, incluse, included hours",
    "report": "rapportino, rapporto, work report",
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
