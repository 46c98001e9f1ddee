"""Agreements, people and files of customers from the line: every deed, and precisely what is refused."""

import pytest

from tests.commands.test_terms_of_five import furnish

FIELDS = (
    "number customer plan from until state rate fee fee_base usual_fee facts shortened reconsidered".split()
)
NEW_YEAR = "2028-01-04T09:00"


@pytest.fixture
def delta(empty):
    return furnish(empty, "delta-system", "--plan", "standard", "--rate", "54")


def test_a_contract_that_has_ended_is_renewed_and_the_waiting_request_gets_its_term(delta):
    asked = ("--customer", "C001", "--subject", "Stampa", "--body", "Esce vuota.", "--phone", "0445 000123")
    code = delta("ticket", "add", *asked, "--json", at=NEW_YEAR).json["code"]
    assert delta("ticket", "show", code, "--json", at=NEW_YEAR).json["due_at"] is None
    made = delta("agreement", "renew", "C001", "--rate", "58", "--json", at=NEW_YEAR).json
    assert [name for name in FIELDS if name not in made] == []
    assert (made["from"], made["until"], made["rate"]) == ("2028-01-01", "2029-12-31", "58.00")
    assert (made["state"], made["reconsidered"]) == ("runs", [code])
    ticket = delta("ticket", "show", code, "--json", at=NEW_YEAR).json
    assert ticket["due_at"] == "2028-01-07T09:00:00+01:00"
    assert any(one["rule"] == "D5" and one["clause"] for one in ticket["decisions"])
    assert delta("customer", "show", "C001", "--json", at=NEW_YEAR).json["contract"] is True


def test_every_agreement_is_listed_with_what_it_held(delta):
    delta("agreement", "sign", "C001", "--from", "2026-07-01", "--until", "2027-06-30", "--rate", "60")
    old, new = delta("agreement", "list", "C001", "--json").lines
    assert (old["from"], old["until"], old["rate"], old["state"]) == (
        *("2026-01-01", "2026-06-30"),
        *("54.00", "runs"),
    )
    assert (new["from"], new["until"], new["rate"], new["state"]) == (
        *("2026-07-01", "2027-06-30"),
        *("60.00", "to_come"),
    )
    shown = delta("agreement", "list", "C001").out
    assert "30/06/2026" in shown and "comincerà" in shown


def test_a_new_agreement_says_what_it_cut_short_and_the_usual_fee(delta):
    more = ("--from", "2026-07-01", "--until", "2027-06-30", "--fee-base", "3000")
    told = delta("agreement", "sign", "C001", *more).out
    assert "finisce il 30/06/2026" in told and "600,00" in told and "(D25)" in told


def test_a_slip_is_corrected_and_cleared(delta):
    told = delta("agreement", "correct", "C001", "--until", "2026-12-31", "--clear", "rate", "--json").json
    assert (told["until"], told["rate"]) == ("2026-12-31", None)
    ended = delta("agreement", "end", "C001", "--on", "2026-06-30", "--why", "Chiude", "--json").json
    assert ended["until"] == "2026-06-30"
    assert "finisce" in delta("agreement", "end", "C001", "--on", "2026-05-31").out


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("sign", "C001", "--from", "2026-01-01"), "vale già"),
        (("sign", "C001", "--from", "2028-01-01", "--rate", "-45"), "sotto zero"),
        (("sign", "C001", "--from", "2028-01-01", "deployment=cloud"), "customer set"),
        (("correct", "C001", "--number", "77"), "77"),
        (("end", "C001", "--on", "2030-01-01"), "01/01/2030"),
        (("renew", "C002"), "agreement sign"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(delta, more, said):
    delta("customer", "add", "Bar Centrale")
    assert said in delta("agreement", *more, code=1).err


def test_money_without_an_agreement_is_refused(delta):
    assert "--from" in delta("customer", "add", "Bar Sport", "--rate", "45", "--fee", "100", code=1).err
    assert "sotto zero" in delta("customer", "add", "Bar", "--plan", "x", "--rate", "-45", code=1).err


def test_the_backlog_tells_what_ends_and_how_to_renew_it(delta):
    found = delta("backlog", "--json", at="2027-12-10T09:00").json["agreements_ending"]
    assert [(one["customer"], one["until"]) for one in found] == [("C001", "2027-12-31")]
    told = delta("backlog", at="2027-12-10T09:00").out
    assert "31/12/2027" in told and "deskterm agreement renew C001" in told
    delta("agreement", "renew", "C001", at="2027-12-10T09:00")
    card = delta("customer", "show", "C001", "--json", at="2027-12-10T09:00").json
    assert (card["contract_until"], card["renewed_until"]) == ("2027-12-31", "2029-12-31")
    assert "31/12/2029" in delta("customer", "show", "C001", at="2027-12-10T09:00").out
    assert delta("backlog", "--json", at="2027-12-10T09:00").json["agreements_ending"] == []


@pytest.mark.rule("I23")
def test_a_role_of_the_terms_is_given_by_its_words_and_shown_by_them(empty):
    istes = furnish(empty, "istes")
    istes(
        "customer",
        "contact",
        "C001",
        "Mario Neri",
        "--role",
        "Amministratore di sistema",
        "--phone",
        "0445 000778",
    )
    assert "Mario Neri, Amministratore di sistema" in istes("customer", "show", "C001").out
    assert "Mario Neri, System administrator" in istes("customer", "show", "C001", lang="en").out
    card = istes("customer", "contact", "C001", "mario neri", "--phone", "0445 000777", "--json").json
    assert card["contacts"][-1] == {
        "name": "Mario Neri",
        "email": "",
        "phone": "0445 000777",
        "role": "system-administrator",
    }
    assert istes("customer", "find", "0445 000777", "--json").lines[0]["code"] == "C001"


# Files


def test_a_file_corrects_who_is_there_only_when_it_is_told_to(delta, tmp_path):
    path = tmp_path / "clienti.csv"
    path.write_text(
        "code;name;contract_from;contract_until;rate;fee;email;role\n"
        "C001;Ferramenta Dal Prà srl;2026-01-01;2027-12-31;56,50;900;anna@dalpra.example;titolare\n"
        "C050;Bar Sport;01/01/2026;31/12/2026;45;;bar@sport.example;\n",
        encoding="utf-8",
    )
    refused = delta("customer", "import", path, code=1).err
    assert "--update" in refused and "riga 2" in refused
    assert delta("customer", "find", "C050", "--json", code=1).out == ""
    first, second = delta("customer", "import", path, "--update", "--json").lines
    assert (first["name"], first["rate"], first["fee"], first["done"]) == (
        *("Ferramenta Dal Prà srl", "56.50"),
        *("900.00", "changed"),
    )
    assert (second["code"], second["rate"], second["done"]) == ("C050", "45.00", "added")
    again = delta("customer", "import", path, "--update", "--json").lines
    assert [one["done"] for one in again] == ["same", "same"]
    assert len(delta("agreement", "list", "C001", "--json").lines) == 1


def test_a_file_of_next_years_agreements_signs_them(delta, tmp_path):
    path = tmp_path / "2028.csv"
    path.write_text(
        "code,contract_from,contract_until,rate\nC001,2028-01-01,2028-12-31,60\n", encoding="utf-8"
    )
    assert "corretto" in delta("customer", "import", path, "--update").out
    found = delta("agreement", "list", "C001", "--json").lines
    assert [(one["from"], one["rate"]) for one in found] == [("2026-01-01", "54.00"), ("2028-01-01", "60.00")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code,name,ratee,plan\nC050,Bar,45,x\n", ("ratee", "rate")),
        ("code,name,rate\nC050,Bar,45\n", ("contract_from",)),
        ("code,name,plan,rate\nC050,Bar,x,quarantacinque\n", ("quarantacinque",)),
        ("code,name,plan,rate\nC050,Bar,x,-45\n", ("sotto zero",)),
        ("code,name,deployment\nC050,Bar,clod\n", ("clod", "cloud")),
        ("code,name\nC050,Bar,troppo\n", ("riga 2",)),
        ("code,name,contract_from\nC050,Bar,mai\n", ("mai",)),
    ],
)
def test_a_file_that_cannot_be_is_refused_whole_and_says_precisely_why(delta, tmp_path, text, said):
    path = tmp_path / "clienti.csv"
    path.write_text(text, encoding="utf-8")
    refused = delta("customer", "import", path, code=1).err
    assert all(word in refused for word in said), refused
    assert [one["code"] for one in delta("customer", "list", "--json").lines] == ["C001"]


def test_a_file_may_put_right_what_was_chosen_at_the_sign_up_with_its_day(empty, tmp_path):
    micro = furnish(empty, "digital-micro")
    path = tmp_path / "clienti.csv"
    for chosen in ("no", "yes"):
        path.write_text(f"code,adhesion,quick_access\nC001,2026-01-10,{chosen}\n", encoding="utf-8")
        told = micro("customer", "import", path, "--update", "--json").lines[0]
        assert (told["facts"], told["done"]) == (
            {"adhesion": "2026-01-10", "quick_access": chosen},
            "changed",
        )


def test_what_a_file_holds_beside_is_named(delta, tmp_path):
    path = tmp_path / "clienti.toml"
    path.write_text('[[customer]]\ncode = "C050"\nname = "Bar"\npack = [{ kind = "hours", size = 600 }]\n')
    assert "pack sell" in delta("customer", "import", path).out


def test_a_customer_is_found_by_the_new_number_and_not_by_the_old_one(delta, tmp_path):
    path = tmp_path / "clienti.csv"
    path.write_text("code,support_code,vat\nC001,AB12,01234560249\n", encoding="utf-8")
    delta("customer", "import", path, "--update")
    assert delta("customer", "find", "AB12", "--json").lines[0]["code"] == "C001"
    path.write_text("code,support_code\nC001,ZZ99\n", encoding="utf-8")
    delta("customer", "import", path, "--update")
    assert delta("customer", "find", "ZZ99", "--json").lines[0]["code"] == "C001"
    assert delta("customer", "find", "01234560249", "--json").lines[0]["code"] == "C001"
    delta("customer", "find", "AB12", code=1)


# Signing up


@pytest.mark.rule("M1", "M3", "M8", "M13")
def test_closing_the_request_signs_the_customer_up(empty):
    micro = furnish(empty, "digital-micro")
    asked = (
        "--customer",
        "C001",
        "--channel",
        "portal",
        "--body",
        "Vorrei aderire",
        "--field",
        "type=sign-up",
    )
    code = micro("ticket", "add", *asked, "--json", at="2026-04-03T16:00").json["code"]
    micro("ticket", "answer", code, "Ecco le credenziali", at="2026-04-03T16:05")
    assert "(M1)" in micro("ticket", "close", code, code=1, at="2026-04-03T16:10").err
    told = ("--choose", "quick_access=no", "--accepted-by", "Anna Dal Prà")
    micro("ticket", "close", code, *told, at="2026-04-03T16:10")
    card = micro("customer", "show", "C001", "--json", at="2026-04-04T09:00").json
    assert card["facts"] == {"adhesion": "2026-04-03T16:10", "quick_access": "no"}
    assert card["activating_until"] == "2026-04-05T16:10:00+02:00"
    assert "05/04/2026 16:10" in micro("customer", "show", "C001", at="2026-04-04T09:00").out
    why = micro("ticket", "why", code, "--json", at="2026-04-04T09:00").json["decisions"]
    assert {("signed_up", "M1"), ("chosen", "M8"), ("accepted", "M13"), ("activating", "M3")} <= {
        (one["do"], one["rule"]) for one in why
    }


# The first day of an agreement that brings hours (I24)


@pytest.fixture
def istes(empty):
    return furnish(empty, "istes", "--from", "2026-06-01", "--until", "2026-12-31")


LOOKS = {
    "pack list": lambda line: line("pack list").lines[0]["left"],
    "customer show": lambda line: line("customer show", "C001").json["left"],
    "a day before, and again": lambda line: (
        line("pack list", at="2026-05-31T18:00").out == "" and line("pack list").lines[0]["left"]
    ),
}


@pytest.mark.rule("I24")
@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_on_the_first_day_everybody_sees_the_hours_that_the_call_will_draw(istes, look):
    def line(words, *more, at="2026-06-01T10:00"):
        return istes(*words.split(), *more, "--json", at=at)

    asked = (
        "--customer",
        "C001",
        "--channel",
        "mail",
        "--subject",
        "Formazione",
        "--body",
        "Uso delle stampe",
    )
    assert look(line) == 240
    code = line("ticket add", *asked).json["code"]
    line("call start", code, "--kind", "training")
    seen = line("call show", at="2026-06-01T10:30").json
    filed = line("call stop", "--outcome", "solved", "--reason", "training", at="2026-06-01T10:30").json
    assert seen["settle"] == filed["settle"] == [{"to": "pack:1", "minutes": 30, "units": 0, "net": "0.00"}]
    assert (filed["before"], filed["after"]) == (240, line("pack list").lines[0]["left"]) == (240, 210)
