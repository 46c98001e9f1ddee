"""A small desk under Delta System's terms: two customers with a contract, one whose contract has ended."""

from __future__ import annotations

from pathlib import Path

import pytest
from deskterm.desk.context import Desk, make_desk, open_desk
from deskterm.desk.customers import cards
from deskterm.desk.terms import files
from deskterm.desk.upkeep import technicians

from tests.clocks import Watch
from tests.laid import lay
from tests.lawful import every_deed_tells  # noqa: F401  # watches every test here


@pytest.fixture
def watch() -> Watch:
    return Watch("2026-03-02T09:00")


@pytest.fixture
def desk(tmp_path: Path, watch: Watch):
    desk = furnish(tmp_path / "desk", watch)
    yield desk
    desk.close()


def furnish(folder: Path, clock: Watch, who: str = "luca") -> Desk:
    """Make the small desk."""
    lay(folder, ("small", who, clock()), lambda place: _furnished(place, clock, who).close())
    return open_desk(folder, who=who, clock=clock)


def _furnished(folder: Path, clock: Watch, who: str) -> Desk:
    desk = make_desk(folder, files.text_of("delta-system"), "delta-system.toml", who=who, clock=clock)
    for name in ("luca", "marta"):
        technicians.add(desk, name)
    cards.add(
        desk,
        code="C001",
        name="Rossi Impianti srl",
        vat="01234560249",
        support_code="AB12",
        contacts=[{"name": "Anna Rossi", "email": "anna@rossi.example", "phone": "0445 000123"}],
        plan="standard",
        contract_from="2026-01-01",
        contract_until="2026-12-31",
        rate_cents=5400,
    )
    cards.add(
        desk,
        code="C002",
        name="Studio Bianchi",
        contacts=[{"name": "Carla Bianchi", "email": "carla@bianchi.example", "phone": "0445 000200"}],
        plan="SAD",
        contract_from="2026-01-01",
        contract_until="2027-12-31",
    )
    cards.add(
        desk,
        code="C003",
        name="Officine Verdi",
        contacts=[{"name": "Ugo Verdi", "email": "ugo@verdi.example"}],
        contract_from="2025-01-01",
        contract_until="2025-12-31",
    )
    return desk
