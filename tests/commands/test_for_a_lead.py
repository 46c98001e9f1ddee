"""Who may change the terms, and who may make a lead: where the desk has a lead, a lead; else everybody."""

import pytest

from tests.commands.ricni import empty, home, ricni, written

__all__ = ["empty", "home", "ricni"]

VERSION = 'version = "1", valid_from = 2026-01-01'
AT = "2026-04-03T09:02"


@pytest.fixture
def freed(tmp_path):
    """The firm's file from June on, in which anybody may say the zone."""
    zone = 'of = "customer"\nkind = "choice"\nby = ["lead"]'
    return written(
        tmp_path,
        (VERSION, 'version = "2", valid_from = 2026-06-01'),
        (zone, zone.replace('["lead"]', '["technician"]')),
    )


@pytest.fixture
def petra(ricni):
    """Petra at the desk of Luca, who leads."""
    ricni.who = "petra"
    return ricni


def test_no_lead_no_new_terms_and_it_is_said_whom_to_ask(petra, freed):
    said = petra("service", "adopt", freed, at=AT, code=1).err
    assert "Only a lead adopts and withdraws terms: luca" in said
    assert "deskterm technician add petra --lead" in said
    assert "la si" not in petra("service", "adopt", freed, at=AT, code=1, lang="it").err
    assert petra("service", "show", "--json", at=AT).json["to_come"] == []
    petra.who = "luca"
    petra("service", "adopt", freed, at=AT)
    petra.who = "petra"
    assert "luca" in petra("service", "withdraw", "--why", "x", at=AT, code=1).err
    assert len(petra("service", "show", "--json", at=AT).json["to_come"]) == 1


def test_nobody_makes_themselves_a_lead_or_takes_one_away(petra, freed):
    for deed in (
        ("technician", "add", "petra", "--lead"),
        ("technician", "add", "eva", "--lead"),
        ("technician", "add", "luca", "--no-lead"),
        ("technician", "remove", "luca"),
    ):
        assert "Only a lead says who leads the team: luca" in petra(*deed, at=AT, code=1).err
    petra("technician", "add", "eva", at=AT)  # whoever leads nothing is anybody's to add
    petra.who = "luca"
    petra("technician", "add", "petra", "--lead", at=AT)
    petra.who = "petra"
    petra("service", "adopt", freed, at=AT)
    petra("technician", "remove", "luca", at=AT)


def test_where_nobody_leads_everybody_may(ricni, freed):
    ricni("technician", "add", "luca", "--no-lead", at=AT)
    ricni.who = "petra"
    ricni("service", "adopt", freed, at=AT)
    ricni("technician", "add", "petra", "--lead", at=AT)
