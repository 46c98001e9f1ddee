"""In which language a customer is written to: their own, whatever the technician's screen speaks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from deskterm.locale import LANGUAGES, speaking, t
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection


@contextmanager
def of_customer(conn: Connection, customer_id: int | None) -> Iterator[None]:
    """Speak the customer's language meanwhile; to somebody unknown, Italian."""
    spoken = LANGUAGES[0] if customer_id is None else customer_rows.language(conn, customer_id)
    with speaking(spoken):
        yield


def about(subject: str) -> str:
    """`la richiesta «…»`; one without a subject is named without quotes."""
    return t("letters.request", subject=subject) if subject.strip() else t("letters.request_blank")


def place(number: int) -> str:
    """`la 3ª`, `l'8ª`: a place in the queue as it is said."""
    vowel = number == 11 or str(number).startswith("8") or 11_000 <= number < 12_000
    return t("letters.place_vowel" if vowel else "letters.place", place=number)
