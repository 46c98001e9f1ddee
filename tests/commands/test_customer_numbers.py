"""Numbers are checked when they are typed; one kept on purpose is shown as unverified wherever it is seen."""

import sqlite3

import pytest

RIGHT, WRONG = "77000010247", "77000010240"
MARK = {"it": "l'ultima cifra è 0 e dovrebbe essere 7", "en": "the last digit is 0 and should be 7"}


@pytest.mark.parametrize("lang", ["it", "en"])
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("--vat", WRONG), {"it": MARK["it"], "en": MARK["en"]}),
        (("--vat", "12345678901"), {"it": "890", "en": "890"}),
        (("--vat", "ABC"), {"it": "«A» al posto 1", "en": '"A" at place 1'}),
        (("--vat", "3,90445E+11"), {"it": "foglio elettronico", "en": "spreadsheet"}),
        (
            ("--tax-code", "RCCMNL83S18D969"),
            {"it": "i caratteri sono 15", "en": "it has 15 characters"},
        ),
        (("--sdi", "M5UXC"), {"it": "i caratteri sono 5", "en": "it has 5 characters"}),
        (("--sdi", "M5UX?R1"), {"it": "«?» al posto 5", "en": '"?" at place 5'}),
        (("--sdi", "ditta@pec.example"), {"it": "indirizzo di posta", "en": "mail address"}),
        (
            ("--email", "anna@alfa"),
            {"it": "dopo la @ manca un dominio", "en": "after the @ there is no domain"},
        ),
        (("--email", "anna alfa@x.example"), {"it": "al posto 5 c'è uno spazio", "en": "blank at place 5"}),
        (("--email", "anna.alfa.example"), {"it": "ci vuole una @", "en": "it needs one @"}),
        (("--phone", "0445"), {"it": "ha 4 cifre: troppo poche", "en": "has 4 digits: too few"}),
        (("--phone", "445 000123"), {"it": "0445 000123", "en": "0445 000123"}),
        (("--phone", "0445 000123 / 0445 000124 / 333"), {"it": "23 cifre", "en": "23 digits"}),
    ],
)
def test_what_is_wrong_is_refused_with_its_place_and_nobody_is_added(line, typed, said, lang):
    before = len(line("customer", "list", "--json").lines)
    told = line("customer", "add", "Carta Nord", *typed, lang=lang, code=1).err
    assert said[lang] in told
    assert "--unverified" in told
    assert len(line("customer", "list", "--json").lines) == before


def test_a_right_number_is_kept_in_one_form_and_found_however_it_is_written(line):
    made = line(
        *("customer", "add", "Carta Nord", "--vat", "it 770.000.10247"),
        *("--tax-code", "rcc mnl 83s18 d969h", "--json"),
    ).json
    assert (made["vat"], made["tax_code"], made["unverified"]) == (RIGHT, "RCCMNL83S18D969H", {})
    for text in (RIGHT, f"IT{RIGHT}", "770 000 10247", "RCCMNL83S18D969H"):
        assert line("customer", "find", text, "--json").lines[0]["code"] == made["code"]


def test_a_foreign_firm_is_known_by_its_countrys_prefix(line):
    made = line("customer", "add", "Papier AG", "--vat", "de136695976", "--json").json
    assert (made["vat"], made["unverified"]) == ("DE136695976", {})
    assert line("customer", "add", "Carta SA", "--vat", "CHE-107.787.577", "--json").json["unverified"] == {}
    assert "DE" in line("customer", "add", "Papier", "--vat", "DE136695970", code=1).err


@pytest.mark.parametrize("lang", ["it", "en"])
def test_one_that_is_kept_on_purpose_is_marked_wherever_it_is_seen(line, lang):
    made = line("customer", "add", "Carta Nord", "--vat", WRONG, "--unverified", "--json", lang=lang).json
    assert made["vat"] == WRONG
    assert MARK[lang] in made["unverified"]["vat"]
    assert MARK[lang] in line("customer", "show", made["code"], lang=lang).out.replace("\n", " ")
    listed = line("customer", "list", lang=lang).out
    assert made["code"] in listed.splitlines()[-1]
    assert "--unverified" not in listed


def test_one_that_a_desk_had_before_is_read_and_marked_and_refuses_nothing(line):
    with sqlite3.connect(line.desk / "desk.sqlite") as conn:
        conn.execute("UPDATE customer SET vat = 'ABC' WHERE code = 'C001'")
    card = line("customer", "show", "C001", "--json").json
    assert card["vat"] == "ABC"
    assert "«A» al posto 1" in card["unverified"]["vat"]
    line("customer", "set", "C001", "town=Schio")
    assert line("customer", "show", "C001", "--json").json["vat"] == "ABC"
    assert "C001" in line("customer", "list").out.splitlines()[-1]
    line("customer", "set", "C001", f"vat={RIGHT}")
    assert line("customer", "show", "C001", "--json").json["unverified"] == {}


def test_a_card_is_corrected_with_its_facts_or_not_at_all(line):
    told = line("customer", "set", "C001", "town=Schio", f"vat={WRONG}", code=1).err
    assert MARK["it"] in told
    assert line("customer", "show", "C001", "--json").json["town"] == ""
    line("customer", "set", "C001", "town=Schio", f"vat={WRONG}", "--unverified")
    card = line("customer", "show", "C001", "--json").json
    assert (card["town"], list(card["unverified"])) == ("Schio", ["vat"])


def test_the_code_for_invoices_is_kept_in_capitals_and_corrected(line):
    made = line("customer", "add", "Carta Nord", "--sdi", "m5uxcr1", "--json").json
    assert made["sdi"] == "M5UXCR1"
    assert "M5UXCR1" in line("customer", "show", made["code"]).out
    line("customer", "set", made["code"], "sdi=ufabcd")
    assert line("customer", "show", made["code"], "--json").json["sdi"] == "UFABCD"
    assert "dovrebbero essere 7" in line("customer", "set", made["code"], "sdi=UFABC", code=1).err


def test_a_person_is_held_to_the_same(line):
    assert "chiocciola" not in line("customer", "contact", "C001", "Mario", "--email", "mario", code=1).err
    line("customer", "contact", "C001", "Mario", "--email", "mario", "--unverified")
    assert line("customer", "show", "C001", "--json").json["contacts"][-1]["email"] == "mario"


def test_an_address_that_is_another_customers_is_told_at_once(line):
    told = line("customer", "add", "Bar Due", "--email", "bar@centrale.example").out
    assert "bar@centrale.example è anche di C002" in told.replace("\n", " ")
    made = line("customer", "contact", "C001", "Anna", "--email", "bar@centrale.example", "--json").json
    assert ["C002" in one for one in made["told"]] == [True]
