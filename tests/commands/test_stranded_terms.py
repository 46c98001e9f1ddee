"""New terms that know no more what customers hold: named with whom it meets, and never adopted silently."""

import pytest

from tests.commands.conftest import empty, home, opened_under
from tests.models.terms_kit import text

__all__ = ["empty", "home"]

TOPICS = '{ id = "usage", it = "Uso", en = "Usage" }'
ZONE = (
    'fact = [ { id = "zone", it = "Zona", en = "Zone", of = "customer", kind = "choice", needed = true,'
    ' value = [ { id = "main", it = "Penisola", en = "Mainland" }, { id = "isles", it = "Isole",'
    ' en = "Isles" } ] } ]\n'
)
CHOICE = (
    'agreement = [ { rule = "X7", name = "Server", when = ["topic=server"] },'
    ' { rule = "X7", name = "Ufficio", when = ["topic=usage"] } ]\n'
)


def price(settle):
    isles = f'{{ id = "X4", when = ["zone=isles"], mode = "time", rate = 30, settle = [{settle}] }},'
    return isles + f'{{ id = "X5", mode = "time", rate = 60, settle = [{settle}] }}'


def terms(settle='"pack:hours", "invoice"', more=ZONE + CHOICE):
    made = text(version="2", response="", price=price(settle), more=more)
    return made.replace(TOPICS, TOPICS + ', { id = "server", it = "Server", en = "Server" }')


NO_PACK = terms('"invoice"')
NO_ISLES = terms().replace('"isles"', '"ceuta"').replace("zone=isles", "zone=ceuta")
NO_SERVER = terms().replace('name = "Server"', 'name = "Gestione"')


@pytest.fixture
def firm(empty, tmp_path):
    """Rossi, of the isles, has bought ten hours and signed for the server."""
    opened_under(empty, tmp_path, terms())
    empty("customer", "set", "C001", "zone=isles")
    empty("pack", "sell", "C001", "--size", "10h", "--net", "600")
    for name in ("Server", "Ufficio"):
        empty("agreement", "sign", "C001", "--name", name, "--from", "2026-01-01")
    return empty


@pytest.fixture
def new(firm, tmp_path):
    def written(text):
        file = tmp_path / "nuove.toml"
        file.write_text(text, encoding="utf-8")
        return file

    return written


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (NO_PACK, "on 10h00 that customers hold no work draws any more: Rossi 10h00 (paid 600.00"),
        (NO_ISLES, "Zone: Isles: that value is no more, and counts as not said: Rossi"),
        (NO_SERVER, "agreement “Server”: nothing chooses it any more: Rossi"),
    ],
)
def test_terms_that_strand_what_a_customer_holds_name_it_and_want_a_reason(firm, new, wanted, told):
    file = new(wanted)
    assert told in " ".join(firm("service", "diff", file, lang="en").out.split())
    refused = " ".join(firm("service", "adopt", file, lang="en", code=1).err.split())
    assert told in refused and "--anyway" in refused
    done = firm("service", "adopt", file, "--anyway", "The firm has spoken with Rossi", lang="en")
    assert told in " ".join(done.out.split())


def test_terms_that_know_all_that_is_held_are_adopted_without_a_word(firm, new):
    done = firm("service", "adopt", new(terms().replace("rate = 60", "rate = 66")), "--json").json
    assert done["stranded"] == []


def test_what_no_work_draws_any_more_is_marked_and_counts_neither_on_the_card_nor_in_a_report(firm, new):
    firm("service", "adopt", new(NO_PACK), "--anyway", "Parlato con Rossi")
    card = firm("customer", "show", "C001", "--json").json
    assert (card["left"], card["packs"], [one["left"] for one in card["stranded"]]) == (0, [], [600])
    assert "10h00 on which no work draws" in firm("customer", "show", "C001", lang="en").out
    assert "not in the terms" in firm("pack", "list", lang="en").out
    firm("customer", "set", "C001", "zone=main")
    asked = ("--customer", "C001", "--channel", "mail", "--subject", "Fermo", "--body", "Non va.")
    code = firm("ticket", "add", *asked, "--topic", "usage", "--json").json["code"]
    done = firm(
        "call", "log", code, "--kind", "remote", "--start", "8:00", "--minutes", "30", "--json", code=None
    )
    assert "10h00" not in done.out + done.err


def test_a_value_that_is_no_more_is_to_be_said_again_and_holds_nothing(firm, new):
    firm("service", "adopt", new(NO_ISLES), "--anyway", "Parlato con Rossi")
    assert firm("customer", "show", "C001", "--json").json["to_say"] == ["zone"]


def test_of_several_agreements_none_holds_for_what_none_is_for_even_where_the_terms_lost_a_name(firm, new):
    firm(
        "service", "adopt", new(NO_SERVER.replace('["topic=usage"]', '["topic=server"]')), "--anyway", "Così"
    )
    asked = ("--customer", "C001", "--channel", "mail", "--subject", "Fermo", "--body", "Non va.")
    code = firm("ticket", "add", *asked, "--json").json["code"]
    assert firm("ticket", "agreement", code, "--json").json["number"] is None
    number = firm("agreement", "list", "C001", "--json").lines[1]["number"]
    firm("agreement", "end", "C001", "--number", number, "--on", "2026-03-01")
    code = firm("ticket", "add", *asked, "--subject", "Un altro", "--json").json["code"]
    (left,) = firm("ticket", "agreement", code, "--json").json["running"]
    assert (left["name"], left["holds"]) == ("Server", True)
