"""Desks that tests begin at: a small one, with two customers under contract and one without; a service's."""

from __future__ import annotations

from pathlib import Path

import pytest
from deskterm import locale
from deskterm.desk.context import Desk, make_desk, open_desk
from deskterm.desk.customers import cards
from deskterm.desk.terms import files
from deskterm.desk.upkeep import technicians

from tests.clocks import Watch
from tests.desk.five import House
from tests.desk.money_kit import Office
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


@pytest.fixture
def italian():
    """What is said and written is Italian."""
    locale.choose("it")
    yield
    locale.choose(None)


@pytest.fixture
def office(tmp_path: Path):
    """Where packs are sold, calls made and months closed."""
    office = Office(tmp_path / "desk")
    yield office
    office.desk.close()


@pytest.fixture
def delta(tmp_path: Path, watch: Watch):
    yield from _house(tmp_path, "delta-system", watch)


@pytest.fixture
def istes(tmp_path: Path, watch: Watch):
    yield from _house(tmp_path, "istes", watch)


def _house(folder: Path, service: str, watch: Watch):
    house = House(folder, service, watch)
    yield house
    house.desk.close()


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
