"""A file of customers: nobody twice, nothing that a spreadsheet spoiled, every line with its outcome."""

import pytest

RIGHT = "77000010247"
HEAD = "name,phone,email,vat\n"
CARTA = "Carta Nord,0445 111111,info@cartanord.example,77000010247\n"


@pytest.fixture
def file(tmp_path):
    def write(text, name="clienti.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return write


def names(line):
    return [one["name"] for one in line("customer", "list", "--json").lines][2:]


@pytest.mark.parametrize(
    ("columns", "row", "by"),
    [
        ("name,vat", "Carta Nord,77000010247", "stessa partita IVA"),
        ("name,vat", "Carta Nord,01234567890", "stessa partita IVA"),
        ("name,tax_code", "Mario Rossi,RCCMNL83S18D969H", "stesso codice fiscale"),
        ("code,name", "C050,Carta Nord", "stesso codice"),
        ("name,email", "Carta Nord,Info@CartaNord.example", "stesso indirizzo"),
        ("name,phone", "Carta Nord,0445/111111", "stesso telefono e stesso nome"),
        ("name", "Carta Nord", "stesso nome"),
    ],
)
def test_the_same_file_twice_adds_nobody(line, file, columns, row, by):
    path = file(f"{columns}\n{row}\n")
    line("customer", "import", path)
    told = line("customer", "import", path, code=1).err
    assert [word for word in ("riga 2", by, "--update") if word not in told] == []
    again = line("customer", "import", path, "--update", "--json").lines
    assert [one["done"] for one in again] == ["same"]
    assert len(names(line)) == 1


def test_another_spelling_of_the_number_is_the_same_customer(line, file):
    line("customer", "import", file(HEAD + CARTA))
    told = file("name;phone;town\ncarta nord;+39 0445 111 111;Schio\n")
    assert line("customer", "import", told, "--update", "--json").lines[0]["town"] == "Schio"
    assert len(names(line)) == 1


def test_two_rows_of_one_file_for_one_customer_are_told_with_both_places(line, file):
    path = file(
        HEAD + CARTA + "Altra,0445 222222,,\nCarta Nord srl,0445 333333,acquisti@x.example,77000010247\n"
    )
    told = line("customer", "import", path, code=1).err
    assert [word for word in ("riga 4", "riga 2", "--update") if word not in told] == []
    assert names(line) == []
    line("customer", "import", path, "--update")
    assert len(names(line)) == 2


def test_one_number_is_shared_by_two_firms_only_where_it_is_theirs(line, file):
    """An accountant's address serves two customers: two VAT numbers are two firms."""
    path = file(
        "name,email,vat\nUno,studio@conti.example,77000010247\nDue,studio@conti.example,77000020246\n"
    )
    rows = line("customer", "import", path, "--json").lines
    assert [one["done"] for one in rows] == ["added", "added"]
    assert all("studio@conti.example è anche di" in one["told"][0] for one in rows)
    said = line("customer", "import", path, "--update").out
    assert "resta in attesa finché una persona dice di chi è" in said.replace("\n", " ")


def test_a_row_that_may_be_either_of_two_is_asked_back(line, file):
    line(
        "customer",
        "import",
        file("name,email,vat\nUno,x@y.example,77000010247\nDue,x@y.example,77000020246\n"),
    )
    told = line("customer", "import", file("name,email\nTre,x@y.example\n"), "--update", code=1).err
    assert "C003, C004" in told
    assert names(line) == ["Uno", "Due"]


def test_a_number_that_fails_its_check_is_kept_and_told_with_its_row(line, file):
    path = file(HEAD + "Carta Nord,0445 111111,info@cartanord.example,77000010240\n")
    row = line("customer", "import", path, "--json").lines[0]
    assert (row["row"], row["vat"], row["done"]) == (2, "77000010240", "added")
    assert "l'ultima cifra è 0 e dovrebbe essere 7" in row["told"][0]
    assert "dovrebbe essere 7" in line("customer", "import", path, "--update").out.replace("\n", " ")


SPOILED = {
    "an open quote": ('name,phone\n"Non chiusa,0445 171717\nAltra,0445 181818\n', ["riga 2", "virgoletta"]),
    "a quote opened half way": (
        'name,phone\nUna,0445 161616\nDue,"0445 171717\nTre,0445 181818\n',
        ["riga 3", "virgoletta"],
    ),
    "a telephone in powers of ten": (
        'name,phone\nRovinata,"3,90445E+11"\n',
        ["riga 2", "3,90445E+11", "phone"],
    ),
    "a VAT number in powers of ten": ("name,vat\nRovinata,7.70000E+10\n", ["riga 2", "7.70000E+10", "vat"]),
    "a code in powers of ten": ("name,support_code\nRovinata,1E+05\n", ["1E+05", "support_code"]),
    "an error of the sheet": ("name,phone\nRovinata,#N/D\n", ["riga 2", "#N/D"]),
    "another": ("name,town\nRovinata,#RIF!\n", ["#RIF!", "town"]),
    "a column too narrow": ("name,phone\nRovinata,########\n", ["########"]),
    "a formula": ("name,phone\nRovinata,=B2&C2\n", ["=B2&C2", "formula"]),
    "a day as a number": ("name,contract_from\nRovinata,46023\n", ["46023", "01/01/2026"]),
    "a cell too many": ("name,phone\nUna,0445 171717,altro\n", ["riga 2", "celle"]),
    "a cell too few": ("name,phone,town\nUna,0445 171717\n", ["riga 2", "celle"]),
    "a title that nobody knows": ("name,telefon,emal\nUna,1,2\nDue,3,4\n", ["telefon", "phone"]),
    "a title twice": ("name,phone,phone\nUna,0445 171717,\n", ["phone", "titolo"]),
    "no titles": ("Una,0445 171717\nDue,0445 181818\n", ["titoli"]),
}


@pytest.mark.parametrize(("text", "words"), SPOILED.values(), ids=SPOILED)
def test_what_a_spreadsheet_has_spoiled_is_refused_with_its_row_and_nobody_is_added(line, file, text, words):
    told = line("customer", "import", file(text), code=1).err
    assert [word for word in words if word not in told] == []
    assert "Non è stato aggiunto nulla" in told or "non è stato aggiunto nulla" in told
    assert names(line) == []


def test_every_faulty_row_is_named_at_once(line, file):
    path = file("name,phone\nUna,#N/D\nDue,0445 181818\nTre,3E+11\n")
    told = line("customer", "import", path, code=1).err
    assert [word for word in ("riga 2", "riga 4") if word not in told] == []
    assert "riga 3" not in told
    many = file("name,phone\n" + "".join(f"Ditta {n},#N/D\n" for n in range(50)))
    assert "30" in line("customer", "import", many, code=1).err.splitlines()[-1]


def test_a_lost_zero_is_told_with_the_number_that_was_meant(line, file):
    row = line("customer", "import", file("name,vat,phone\nUna,1234560249,445 000123\n"), "--json").lines[0]
    told = " ".join(row["told"])
    assert "01234560249" in told
    assert "0445 000123" in told


@pytest.mark.parametrize(
    ("encoding", "divided"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("cp1252", ";"), ("utf-16", "\t"), ("utf-16", ";")],
)
def test_the_file_of_any_spreadsheet_is_read(line, file, encoding, divided):
    text = "name,phone,notes\nCaffè Brustolà,0445 111111,\nDue,0445 222222,Però\n".replace(",", divided)
    line("customer", "import", file(text.replace("\n", "\r\n"), encoding=encoding))
    assert names(line) == ["Caffè Brustolà", "Due"]


def test_a_cell_may_hold_quotes_lines_and_what_keeps_its_zeros(line, file):
    text = (
        'sep=;\nname;phone;notes\n"Bar ""Da Nino""";="0445111111";"prima\nseconda"\nDue;0445 222222;+ caffè\n'
    )
    line("customer", "import", file(text))
    found = line("customer", "list", "--json").lines[2:]
    assert found[0]["name"] == 'Bar "Da Nino"'
    assert found[0]["contacts"][0]["phone"] == "0445111111"
    assert found[0]["notes"] == "prima\nseconda"
    assert found[1]["notes"] == "+ caffè"


def test_signs_that_show_nothing_are_left_out(line, file):
    line("customer", "import", file("name,phone\nCarta\x00 Nord\x1b[2J,0445 111111\n"))
    assert all(sign not in name for name in names(line) for sign in "\x00\x1b")


def test_a_trial_says_what_would_happen_and_writes_nothing(line, file):
    path = file(HEAD + CARTA + "Altra,0445 222222,,77000010240\n")
    told = line("customer", "import", path, "--dry-run")
    assert [word for word in ("Riga 2", "Riga 3", "si aggiungerebbe") if word not in told.out] == []
    assert "non è stato scritto niente" in told.err
    assert names(line) == []
    rows = line("customer", "import", path, "--dry-run", "--json").lines
    assert [(one["row"], one["done"]) for one in rows] == [(2, "added"), (3, "added")]
    line("customer", "import", path)
    again = line("customer", "import", path, "--dry-run", "--update", "--json").lines
    assert [one["done"] for one in again] == ["same", "same"]
    assert "3E+11" in line("customer", "import", file("name,phone\nX,3E+11\n"), "--dry-run", code=1).err


def test_the_table_of_an_old_mac_is_read(line, file):
    line("customer", "import", file("nome;email\rMac;m@mac.example\rDue;due@mac.example\r"))
    assert names(line) == ["Mac", "Due"]


ITALIAN = (
    "Ragione Sociale;Città;Partita IVA;Cod. Fiscale;Telefono;E-mail;Referente;Dal;Fino al;Canone;"
    "Tariffa oraria;Note\n"
    "Carta Nord;Schio;77000010247;;0445 111111;info@cartanord.example;Anna Riva;1/1/2026;31 dicembre 2026;"
    "1.045,00;45,5;caffè\n"
)


def test_a_table_with_italian_titles_amounts_and_days_is_read_as_people_write_it(line, file):
    line("customer", "import", file(ITALIAN))
    one = line("customer", "list", "--json").lines[-1]
    assert (one["name"], one["town"], one["vat"]) == ("Carta Nord", "Schio", "77000010247")
    assert (one["fee"], one["rate"], one["notes"]) == ("1045.00", "45.50", "caffè")
    assert (one["contract_from"], one["contract_until"]) == ("2026-01-01", "2026-12-31")
    assert one["contacts"][0] == {
        "name": "Anna Riva", "email": "info@cartanord.example", "phone": "0445 111111", "role": ""
    }  # fmt: skip


def test_an_amount_and_a_day_with_two_readings_are_asked_back_with_their_row(line, file):
    told = line("customer", "import", file("nome;canone\nUna;45,00\nDue;1.045\n"), code=1).err
    assert [word for word in ("riga 3", "fee", "1.045,00", "1,05") if word not in told] == []
    assert line("customer", "import", file("nome;canone\nUna;tanto\n"), code=1).err.count("tanto") == 1
    told = line("customer", "import", file("nome;dal\nUna;30/2/2026\n"), code=1).err
    assert "riga 2" in told
    assert "30/2/2026" in told


def test_a_title_that_nobody_knows_is_told_once_in_the_row_of_the_titles(line, file):
    told = line("customer", "import", file("nome;telefon;boh\nUna;1;2\nDue;3;4\n"), code=1).err
    assert [word for word in ("riga 1", "telefon", "phone") if word not in told] == []
    assert "riga 2" not in told
    assert "forse" not in line("customer", "import", file("nome;xyzzy\nUna;1\n"), code=1).err
    twice = line("customer", "import", file("nome;telefono;tel.\nUna;1;2\n"), code=1).err
    assert "telefono, tel." in twice


def test_the_list_of_one_desk_is_read_at_another(line, file, tmp_path):
    line("customer", "import", file(ITALIAN + "Due;;;;'+39 0445 222222;;;;;;;\n"))
    line("customer", "contact", "C003", "Bo; Rossi, acquisti", "--email", "bo@cartanord.example")
    before = line("customer", "list", "--json").lines
    table = file(line("customer", "list", "--csv").out)
    assert [one["done"] for one in line("customer", "import", table, "--update", "--json").lines][-2:] == [
        "same"
    ] * 2
    assert line("customer", "list", "--json").lines == before
    assert "il banco calcola da sé" in line("customer", "import", table, "--update").out.replace("\n", " ")


@pytest.mark.parametrize(
    ("begin", "word"),
    [
        (b"PK\x03\x04\x14\x00\x06\x00[Content_Types].xml", "salvarlo come CSV"),
        (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "salvarlo come CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "salvarlo come CSV"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"PK\x03\x04clienti.csv", "archivio"),
        (b"\x1f\x8b\x08\x00", "archivio"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "non è un file di testo"),
    ],
)
def test_a_file_that_is_no_text_is_told_for_what_it_is(line, file, begin, word):
    assert word in line("customer", "import", file(begin, "clienti.xlsx"), code=1).err
    assert word in line("ticket", "import", file(begin, "richieste.xlsx"), code=1).out.replace("\n", " ")
    assert word in line("ticket", "import", file(begin, "richieste.csv"), code=1).out.replace("\n", " ")


@pytest.mark.parametrize("text", ["", "nome;telefono\n", "\n\n"])
def test_a_file_with_nobody_in_it_is_no_success(line, file, text):
    assert "clienti.csv" in line("customer", "import", file(text), code=1).err


def test_a_zero_that_a_spreadsheet_took_is_given_back_where_the_check_digit_proves_it(line, file):
    row = line("customer", "import", file("nome;partita iva\nUna;1234560249\n"), "--json").lines[0]
    assert row["vat"] == "01234560249"
    assert "01234560249" in row["told"][0]
    wrong = line("customer", "import", file("nome;partita iva\nDue;1234560240\n"), "--json").lines[0]
    assert wrong["vat"] == "1234560240"


NAMES = [
    "Ragione sociale",
    "RAGIONE_SOCIALE",
    "Rag. Soc.",
    "Denominazione sociale",
    "Nominativo",
    "Cognome e nome",
]
NAMES += ["Nome azienda", "Business name", "Account name", "Legal name", "Organisation", "Client"]


@pytest.mark.parametrize("title", NAMES)
def test_whatever_the_name_s_title_is_it_is_the_name(line, file, title):
    line("customer", "import", file(f"{title};Telefono fisso\nCarta Nord;0445 111111\n"))
    assert line("customer", "list", "--json").lines[-1]["name"] == "Carta Nord"


OF_A_FIRM = (
    "Cod. cliente;Ragione sociale;Indirizzo;CAP;Comune;Prov.;Nazione;Partita I.V.A.;C.F.;Tel.;Cellulare;Fax;"
    "E-mail;PEC;Sito web;IBAN\n"
    "N12;Carta Nord;Via Roma 1;36015;Schio;VI;IT;77000010247;;0445 111111;333 1234567;0445 2;"
    "info@cartanord.example;cartanord@pec.example;www.cartanord.example;IT60X\n"
)


def test_the_list_of_customers_of_an_accounting_program_is_read_as_it_is(line, file):
    told = line("customer", "import", file(OF_A_FIRM), lang="it").out
    assert "siti e conti" in told
    one = line("customer", "list", "--json").lines[-1]
    assert (one["code"], one["name"], one["town"], one["vat"]) == (
        "N12",
        "Carta Nord",
        "Schio",
        "77000010247",
    )
    assert (one["address"], one["postcode"], one["province"]) == ("Via Roma 1", "36015", "VI")
    assert one["pec"] == "cartanord@pec.example"
    assert [(man["name"], man["email"], man["phone"]) for man in one["contacts"]] == [
        ("", "info@cartanord.example", "0445 111111"),
        ("Carta Nord (cell.)", "", "333 1234567"),
        ("Carta Nord (PEC)", "cartanord@pec.example", ""),
    ]
    again = line("customer", "import", file(OF_A_FIRM), "--update", "--json").lines
    assert [row["done"] for row in again] == ["same"]


@pytest.mark.parametrize(
    ("titles", "cells", "person"),
    [
        ("Cellulare", "333 1234567", ("Una", "", "333 1234567")),
        ("PEC", "una@pec.example", ("", "una@pec.example", "")),
        ("Referente;Cellulare", "Anna;333 1234567", ("Anna", "", "333 1234567")),
        ("Telefono;Cellulare", ";333 1234567", ("Una", "", "333 1234567")),
    ],
)
def test_a_number_or_an_address_that_is_the_only_one_is_the_first(line, file, titles, cells, person):
    line("customer", "import", file(f"Nome;{titles}\nUna;{cells}\n"))
    (one,) = line("customer", "list", "--json").lines[-1]["contacts"]
    assert (one["name"], one["email"], one["phone"]) == person
