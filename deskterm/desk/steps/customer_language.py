"""In which language a customer is written to: their own, whatever the technician's screen speaks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from deskterm.desk.context import Desk
from deskterm.locale import LANGUAGES, figures, languages, speaking, t, tn
from deskterm.locale.catalogues import LACKING, broken, lacking
from deskterm.models.terms.service import Service
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection

ROOMS = ("letters", "lines", "page", "formats", "reports")  # of which letters and papers are made


@contextmanager
def of_customer(desk: Desk, conn: Connection, customer_id: int | None) -> Iterator[None]:
    """Speak the customer's language meanwhile; to somebody unknown, that of the terms."""
    with speaking(spoken_by(desk, conn, customer_id)):
        yield


def spoken_by(desk: Desk, conn: Connection, customer_id: int | None) -> str:
    """The language of a customer's letters; to somebody unknown, that of the terms."""
    if customer_id is None:
        return desk.service.provider.language
    return customer_rows.language(conn, customer_id)


def remark(service: Service, language: str) -> str:
    """What is to be known of letters in this language: what the program or the terms say in another."""
    if language in LANGUAGES and language in service.languages:
        return ""
    told = {"language": figures.tongue(language), "other": figures.tongue(LACKING)}
    found = []
    if language not in LANGUAGES and (number := lacking(language, *ROOMS)):
        whole = language not in languages()
        found.append(
            t("letters.speaks_another", **told) if whole else tn("letters.lacks_some", number, **told)
        )
    for path, why in broken(language):
        found.append(t("letters.catalogue_broken", path=path, why=why))
    if language not in service.languages:
        terms = figures.tongue(service.provider.language)
        found.append(t("letters.terms_speak", language=told["language"], terms=terms))
    return " ".join(found)


def letter(key: str, *, contact: str, **told: object) -> str:
    """The words of a letter; one to somebody without a name greets without one: `Buongiorno,`."""
    text = t(key, contact=contact, **told)
    return text if contact.strip() else text.replace(" ,", ",", 1)


def about(subject: str) -> str:
    """`la richiesta «…»`; one without a subject is named without quotes."""
    return t("letters.request", subject=subject) if subject.strip() else t("letters.request_blank")


def on(subject: str) -> str:
    """`sulla richiesta «…»`: what work or a session was on."""
    return t("letters.on", subject=subject) if subject.strip() else t("letters.on_blank")


def place(number: int) -> str:
    """`la 3ª`, `l'8ª`: a place in the queue as it is said."""
    vowel = number == 11 or str(number).startswith("8") or 11_000 <= number < 12_000
    return t("letters.place_vowel" if vowel else "letters.place", place=number)
