"""What a person has still to confirm, as it is told beside a ticket's customer and a message's sender."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deskterm.commands.frame import output
from deskterm.locale import t


def of_ticket(row: Mapping[str, Any]) -> str:
    """What of a ticket is to be confirmed, its sender or a reply, in brackets; "" where nothing is."""
    if not row["confirmed"]:
        return f" ({t('commands.unconfirmed')})"
    return f" ({t('commands.unvouched')})" if row["unvouched"] else ""


def customer(row: Mapping[str, Any]) -> str:
    """A ticket's customer in a list, behind a sign where a reply is to be confirmed."""
    name = str(row["customer_name"] or t("commands.unknown_customer"))
    return output.fit(f"? {name}" if row["unvouched"] else name, 20).rstrip()


def of_message(row: Mapping[str, Any]) -> str:
    """Why a message's sender is not believed, in brackets; with its number where a person has to say."""
    if not row["doubted"]:
        return ""
    why = t(f"reasons.{row['trust_reason']}")
    if row["unconfirmed"]:
        why = t("commands.ticket.reply_unconfirmed", number=row["id"], why=why)
    return f" ({why})"
