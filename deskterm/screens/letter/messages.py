"""How a message is read: who wrote it when, its words, and the files that came with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from deskterm.desk.context import Desk
from deskterm.locale import file_words, has, t
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.ticket import Attachment, Message
from deskterm.screens.shared import words
from deskterm.screens.shared.reader import Piece
from deskterm.widgets.text.signs import signed


def said(message: Message, parts: Iterable[Sequence[Any]] = ()) -> tuple[Piece, ...]:
    """A message's words; `parts` of it that went elsewhere (start, end, ticket) are dim and say where."""
    pieces, at = [], 0
    for start, end, code in sorted(parts, key=lambda part: part[0]):
        pieces += _as_written(message.body[at:start])
        went = t("ticket.part_went", code=short(code)) if code else t("ticket.part_back")
        pieces += [Piece(went, "accent"), Piece(message.body[start:end].strip("\n"), "dim")]
        at = end
    return (*pieces, *_as_written(message.body[at:]))


def _as_written(body: str) -> list[Piece]:
    """Words as they came; what they quote is dim, stretches of one kind stay together."""
    pieces: list[Piece] = []
    for line in body.strip("\n").split("\n") if body.strip("\n") else ():
        style = "dim" if line.lstrip().startswith(">") else ""
        if pieces and pieces[-1].style == style:
            pieces[-1] = Piece(f"{pieces[-1].text}\n{line}", style)
        else:
            pieces.append(Piece(line, style))
    return pieces


def whole(message: Message, parts: Iterable[Sequence[Any]] = ()) -> tuple[Piece, ...]:
    """A message's words, the files that came with it, and what of it is not here."""
    files = (piece for file in message.attachments for piece in _attached(file))
    cut = (Piece(signed(told, "warn"), "warn") for told in file_words.cut(message))
    return (*said(message, parts), *files, *cut)


def _attached(file: Attachment) -> list[Piece]:
    """A file: its name, what it is, in what it lay; and why one looks twice before opening it."""
    told = file_words.told(file)
    pieces = [Piece(t("ticket.file", name=file.name, told=told.beside()), "accent")]
    return [*pieces, Piece(signed(told.warning, "warn"), "warn", 2)] if told.warning else pieces


def by_whom(desk: Desk, message: Message) -> str:
    """The line above a message: which way it went, whose it is, when; what became of a letter of ours."""
    when = words.stamp(message.received_at, desk.service.tz)
    name = message.from_name or message.from_address
    if message.direction == "in":
        asked = f" · {t('ticket.reply_to', to=message.reply_to)}" if message.reply_to else ""
        return f"→ {words.sender(message)}{asked} · {when}{_doubt(message)}"
    kind = t(f"ticket.kind.{message.kind}") if has(f"ticket.kind.{message.kind}") else message.kind
    sign = "·" if message.direction == "note" else "←"
    became = _became_of(message) if message.direction == "out" else ""
    why = words.waits(message.way, desk.service.tz) if message.way and message.state != "dismissed" else ""
    return " · ".join(part for part in (f"{sign} {kind}", name, when, became, why) if part)


def _doubt(message: Message) -> str:
    """That a message is to be confirmed, and why; "" for one that is surely its sender's."""
    if message.unconfirmed:
        return f" · {signed(t('ticket.reply_unconfirmed', why=words.reason(message.doubt)), 'warn')}"
    return f" · {words.reason(message.trust_reason)}" if message.doubted else ""


def _became_of(letter: Message) -> str:
    """What became of a letter of ours, in words; "" for one from before anybody wrote that down."""
    if letter.state == "pending" and letter.outcome == "to_hand":
        return t("ticket.to_hand", number=letter.id)
    known = {"outbox": "ticket.in_outbox", "dismissed": "ticket.withdrawn"}
    key = known.get(letter.state, f"outbox.state.{letter.outcome}")
    key = f"{key}.{letter.way.went}" if letter.state in known and letter.way and letter.way.went else key
    return t(key) if has(key) else ""
