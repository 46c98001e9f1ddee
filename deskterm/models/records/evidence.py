"""What was told at a gate, by whom and how, and which access it opened: the evidence of a session."""

from __future__ import annotations

from deskterm.models.records.base import Record


class Told(Record, frozen=True, kw_only=True):
    """An answer at a gate: the fact, its value (never a password), who of the customer said so, and how."""

    point: str
    fact: str
    value: str
    who: str
    how: str
    words: str  # the customer's own, or a Message-ID
    at: int
    by: str
    session_id: int | None = None


class Access(Record, frozen=True, kw_only=True):
    """One line of the access log: a session at a `target` opened or closed, with which kind of account."""

    id: int
    session_id: int
    ticket: str
    customer: str
    device: str
    target: str
    account: str  # temporary | administrator | ""
    deed: str  # opened | closed
    at: int
    expires_at: int | None
    by: str


class Credential(Record, frozen=True, kw_only=True):
    """That a temporary password lies in the keyring of `by` on `host`; never the password."""

    id: int
    ticket: str
    kept_at: int
    by: str
    host: str
    expires_at: int | None
