"""What is told beside a ticket's customer and a message: what is to be confirmed, where a letter stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from deskterm.commands.frame import output
from deskterm.locale import figures, has, t, tn


def of_ticket(row: Mapping[str, Any]) -> str:
    """A ticket's customer, and in brackets what is to be confirmed: its sender, or a reply."""
    name = _name(row)
    if not row["confirmed"]:
        return f"{name} ({t('commands.unconfirmed')})"
    return f"{name} ({tn('commands.unvouched', row.get('to_confirm') or 1)})" if row["unvouched"] else name


def whose(row: Mapping[str, Any]) -> str:
    """The customer's name in a list, behind a sign where the sender or a reply is to be confirmed."""
    return f"? {_name(row)}" if row.get("unsure") else _name(row)


def code(row: Mapping[str, Any]) -> str:
    """A ticket's number where its customer is not named, behind the same sign."""
    return f"? {row['ticket']}" if row.get("unsure") else str(row["ticket"] or "")


def _name(row: Mapping[str, Any]) -> str:
    return str(row["customer_name"] or t("commands.unknown_customer"))


def customer(row: Mapping[str, Any]) -> str:
    """The same, in a column."""
    return output.fit(whose(row), 20).rstrip()


def of_message(row: Mapping[str, Any]) -> str:
    """Why a message's sender is not believed, in brackets; with its number where a person has to say."""
    if not row["doubted"]:
        return ""
    why = t(f"reasons.{row['trust_reason']}")
    if row["unconfirmed"]:
        why = t("commands.ticket.reply_unconfirmed", number=row["id"], why=why)
    return f" ({why})"


def sender(row: Mapping[str, Any]) -> str:
    """Who wrote a message, by name and address; all whom it names, and which one is taken."""
    name, address = row["from"]["name"], row["from"]["address"]
    if row["senders"]:
        named = {"n": len(row["senders"]), "all": ", ".join(row["senders"])}
        return t("ticket.several_senders", first=address, **named)
    return f"{name} <{address}>" if name else str(address)


def of_letter(row: Mapping[str, Any]) -> str:
    """What became of a letter of ours: where it waits and why, or how it ended."""
    if row["state"] == "pending" and row["outcome"] == "to_hand":
        return t("ticket.to_hand", number=row["id"])
    way = row["on_its_way"] or {"went": None}
    known = {"outbox": "ticket.in_outbox", "dismissed": "ticket.withdrawn"}
    key = known.get(row["state"], f"outbox.state.{row['outcome']}")
    key = f"{key}.{way['went']}" if row["state"] in known and way["went"] else key
    why = on_its_way(way) if row["on_its_way"] and row["state"] != "dismissed" else ""
    return " · ".join(filter(None, (t(key) if has(key) else "", why)))


def on_its_way(row: Mapping[str, Any]) -> str:
    """Why a letter of ours is where it is: until when or behind which it waits, what its server said."""
    told = [
        t(f"outbox.{name}", when=figures.moment(datetime.fromisoformat(row[name])))
        for name in ("not_before", "next_at")
        if row[name]
    ]
    told += [t("outbox.behind", number=row["behind"])] if row["behind"] else []
    told += [t("outbox.answer", words=row["answer"])] if row["answer"] else []
    return " · ".join(told)
