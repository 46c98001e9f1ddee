"""`deskterm pack void`, `deskterm pack correct`: a sale or a movement that was wrong is taken back."""

from __future__ import annotations

from typing import Any

from deskterm.commands.answers import json, wording
from deskterm.commands.frame.base import argument, command, option
from deskterm.commands.frame.kinds import AMOUNT, NUMBER, TEXT, read_amount
from deskterm.commands.frame.line import Line
from deskterm.desk.packs import correcting, packs
from deskterm.desk.packs.correcting import Corrected
from deskterm.locale import t


@command("pack.void", trial=True)
@argument("number", type=NUMBER)
@option("--movement", type=NUMBER)
@option("--why", type=TEXT, required=True)
def void(line: Line, *, number: int, movement: int | None, why: str) -> None:
    """Take back the sale of a pack, or one of its movements."""
    if movement is None:
        done = correcting.void_sale(line.desk, number, why=why)
    else:
        done = correcting.void_movement(line.desk, number, movement, why=why)
    _answer(line, done, "sale_voided" if movement is None else "movement_voided")


@command("pack.correct", trial=True)
@argument("number", type=NUMBER)
@argument("movement", type=NUMBER)
@argument("amount", type=AMOUNT)
@option("--why", type=TEXT, required=True)
def correct(line: Line, *, number: int, movement: int, amount: str, why: str) -> None:
    """Book a movement anew with another amount, and take the wrong one back."""
    units = read_amount(amount, packs.get(line.desk, number).unit)
    _answer(line, correcting.void_movement(line.desk, number, movement, why=why, amount=units), "corrected")


def _answer(line: Line, done: Corrected, word: str) -> None:
    why = done.back.note
    facts: dict[str, Any] = json.pack(line, done.pack) | {"void": True, "of": done.taken.id, "reason": why}
    facts["back"] = json.movement(line, done.back)
    facts["instead"] = json.movement(line, done.instead) if done.instead else None
    told = {"id": done.pack.id, "number": done.taken.id, "why": why}
    told["amount"] = wording.amount(done.taken.amount, done.pack.unit)
    told["left"] = wording.amount(done.pack.left, done.pack.unit) or "0"
    line.answer(facts, lambda: t(f"commands.pack.{word}", **told))
