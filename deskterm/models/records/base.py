"""What the desk knows: frozen records that rooms hand to each other.

Instants are whole seconds since 1970-01-01 UTC (`int`), durations whole seconds, money whole cents,
days ISO dates (`2026-11-21`). Texts from outside have passed `models.basics.text.clean` before they get here.
"""

from __future__ import annotations

from msgspec import Struct


class Record(Struct, frozen=True, kw_only=True):
    """Base of all records."""
