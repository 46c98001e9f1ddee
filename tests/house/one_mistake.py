"""A deliberate mistake: where it is made, and the check that must see it."""

from __future__ import annotations

from typing import NamedTuple

ARROWS = "arrows: "
LINT = "lint: "


class Mistake(NamedTuple):
    """`put` stands in the place of `find` (which stands there once), or at the file's end, or is a new file.

    `check` is a test, a contract of import-linter (`arrows: its name`), or a rule of ruff (`lint: its code`).
    What the check says must match `says`: the place, or the thing that is wrong.
    """

    law: str
    file: str
    put: str
    check: str
    says: str
    find: str = ""
    times: int = 1  # how often a new file is laid, its name with a number


def arrow(law: str, file: str, module: str, contract: str, says: str) -> Mistake:
    """An import that goes the wrong way."""
    return Mistake(law, file, f"\nimport {module}\n", ARROWS + contract, says)
