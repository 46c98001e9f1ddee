"""`deskterm import opening`: what a firm begins with, from a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from deskterm.commands.answers import wording
from deskterm.commands.frame.base import argument, command
from deskterm.commands.frame.kinds import File
from deskterm.commands.frame.line import Line
from deskterm.desk.billing.opening import OpenedBalance, import_opening
from deskterm.locale import t, tn


@command("import.opening", rows=True, trial=True)
@argument("path", type=File())
def opening(line: Line, *, path: Any) -> None:
    """Take the opening balances of a file in, all or none."""
    rows = [facts(one) for one in import_opening(line.desk, path)]
    line.answer_each(iter(rows), lambda found: "\n".join(_told(found)))


def facts(one: OpenedBalance) -> dict[str, Any]:
    """What became of a line, as programs read it; amounts in the pack's own unit."""
    return {
        "row": one.place,
        "kind": one.kind,
        "code": one.code or None,
        "outcome": one.outcome,
        "target": one.target,
        "unit": one.unit or None,
        "size": one.size,
        "left": one.left,
        "told": list(one.told),
    }


def _told(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """How many were taken in, then each."""
    done = [row["outcome"] for row in rows]
    yield tn("brought.balances", done.count("added"))
    if "same" in done:
        yield tn("brought.balances_same", done.count("same"))
    for row in rows:
        said = [t(f"brought.opening.{row['kind']}"), row["code"] or "", row["target"]]
        if row["left"] is not None:
            left = wording.amount(row["left"], row["unit"]) or "0"
            said.append(t("brought.left_of", left=left, size=wording.amount(row["size"], row["unit"])))
        said += row["told"]
        yield "  " + " ".join(word for word in said if word)
