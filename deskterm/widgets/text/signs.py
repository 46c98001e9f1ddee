"""A sign for what a colour says, so that nothing depends on seeing it; without Textual."""

from __future__ import annotations

from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.ticket import Ticket

SIGNS = {"warn": "!", "late": "!!"}  # money or lateness is near, or has come
WARNS, BARS = "bold $text-warning", "bold $text-error"


def signed(text: str, tone: str) -> str:
    """`! 2 a rischio`: a text behind the sign of its tone, where it has one."""
    sign = SIGNS.get(tone, "")
    return f"{sign} {text}" if sign and text else text


def warned(text: str) -> tuple[str, str]:
    """A notice that somebody should heed, behind its sign, in its colour; "" stays ""."""
    return signed(text, "warn"), WARNS


def barred(text: str) -> tuple[str, str]:
    """What stands in the way or is lacking, behind its sign, in its colour; "" stays ""."""
    return f"✗ {text}" if text else "", BARS


def code(ticket: Ticket) -> str:
    """A ticket's number, behind a sign where a person has to say whose it is, or a reply in it."""
    return f"? {short(ticket.code)}" if ticket.unsure else short(ticket.code)
