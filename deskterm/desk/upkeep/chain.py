"""The chain of seals as it is told: what it proves, its head, whether it is still the one that was kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from deskterm.desk.context import Desk
from deskterm.desk.errors import DeskError, Refused
from deskterm.locale import moments, t, tn
from deskterm.storage import database, proofs
from deskterm.storage.proofs import Head

__all__ = ("Head",)

TROUBLE = (DeskError, *database.DatabaseError)  # what a look at a damaged file may raise

# A head as printed, or copied by hand: with other capitals, blanks for dashes, 0, 1 and 8 for O, I and B.
_HEAD = re.compile(r"(?<![\w-])(\d+)[-–\s]+((?:[A-Za-z0-9]{4}[-–\s]+){5}[A-Za-z0-9]{4})(?![\w-])")
_MISREAD = str.maketrans("018", "OIB")


class ChainCheck(NamedTuple):
    """What was found of the chain: a check of `doctor`."""

    name: str
    ok: bool
    note: bool
    detail: str


def looks(desk: Desk, kept: Sequence[Head] = ()) -> Iterator[ChainCheck]:
    """Whether every row is as it was sealed; whether it is the chain of which heads were kept."""
    try:
        found, remark = faults(desk), remarks(desk)
        told = " ".join(filter(None, (*found, remark))) or standing(desk)
        yield ChainCheck("chain", not found, bool(remark), told)
        if kept:
            found = tuple(parted(desk, kept))
            told = " ".join(found) or tn("chain.as_kept", len(kept), head=kept[-1])
            yield ChainCheck("heads", not found, False, told)
    except TROUBLE as error:
        yield ChainCheck("chain", False, False, str(error))


def faults(desk: Desk) -> tuple[str, ...]:
    """Where the chain does not hold, and every row that is not as it was sealed."""
    with desk.read() as conn:
        return tuple(_told(code, values) for code, values in proofs.findings(conn))


def _told(code: str, values: dict[str, object]) -> str:
    what = t(f"chain.of.{values['table']}") if "table" in values else ""
    return t(f"chain.{code.removeprefix('chain_')}", **{**values, "what": what})


def remarks(desk: Desk) -> str:
    """After which deeds somebody else changed the file's tables or guards; "" where nobody did."""
    with desk.read() as conn:
        return " ".join(_told(code, values) for code, values in proofs.replanned(conn))


def standing(desk: Desk) -> str:
    """The head of the chain, and what stood before it."""
    with desk.read() as conn:
        head, stood = proofs.head(conn), proofs.stood(conn)
    told = str(head or "")
    if stood is None:
        return told
    day = moments.day_of(stood[1], desk.service.tz)
    return t("chain.stood", head=told, n=stood[0], day=day)


def head(desk: Desk) -> Head:
    """The head of the chain, for a letter or a paper that is kept elsewhere.

    Raises Refused where the chain does not hold: its head would vouch for nothing.
    """
    with desk.read() as conn:
        found = proofs.head(conn)
        broken = next(proofs.links(conn), None)
    if found is None or broken is not None:
        detail = _told(*broken) if broken else t("chain.none")
        raise Refused("chain_broken", detail=detail)
    return found


def heads_in(text: str) -> tuple[Head, ...]:
    """Every head that stands in a text, as it was printed or copied by hand."""
    return tuple(
        Head(int(number), 0, "-".join(re.findall(r"\w{4}", signs.upper().translate(_MISREAD))))
        for number, signs in _HEAD.findall(text)
    )


def parted(desk: Desk, kept: Sequence[Head]) -> Iterator[str]:
    """Why the desk's chain is not the one of which these heads were kept; nothing where it is."""
    with desk.read() as conn:
        last = proofs.head(conn)
        for one in kept:
            found = proofs.head(conn, one.number)
            if found is None:
                yield t("chain.shorter", has=last.number if last else 0, link=one.number, head=one)
            elif found.signs != one.signs:
                yield t("chain.anew", link=one.number, head=one)
