"""A customer's card says in which language we write to them: Italian, unless somebody says otherwise."""

from deskterm.desk.terms import files

from tests.commands.test_terms_of_five import furnish


def test_the_language_of_letters_stands_on_the_card_and_can_be_changed(line):
    line("customer", "add", "Hotel London", "--code", "C090", "--language", "en")
    assert line("customer", "show", "C090", "--json").json["language"] == "en"
    assert "Lingua" in line("customer", "show", "C090").out
    line("customer", "set", "C090", "language=it")
    assert line("customer", "show", "C090", "--json").json["language"] == "it"
    assert "it, en" in line("customer", "set", "C090", "language=fr", code=1).err


def test_a_file_of_customers_may_say_the_language(line, tmp_path):
    path = tmp_path / "clienti.csv"
    path.write_text("code,name,language\nC091,Hotel Paris,en\nC092,Hotel Roma,\n", encoding="utf-8")
    line("customer", "import", str(path))
    found = [line("customer", "show", code, "--json").json["language"] for code in ("C091", "C092")]
    assert found == ["en", "it"]


def test_who_has_said_nothing_is_written_to_in_the_language_of_the_terms(empty, tmp_path):
    """Fault 9: an English firm's customers get English letters without a word on each card."""
    told = files.text_of("istes").replace("schema = 1", "schema = 2")
    told = told.replace('tz = "Europe/Rome"', 'tz = "Europe/Rome", language = "en"', 1)
    path = tmp_path / "terms.toml"
    path.write_text(told, encoding="utf-8")
    furnish(empty, str(path))
    empty("customer", "add", "Albergo Roma", "--code", "C090", "--language", "it")
    found = [empty("customer", "show", code, "--json").json["language"] for code in ("C001", "C090")]
    assert found == ["en", "it"]
    assert "Lingua" in empty("customer", "show", "C001").out
    asked = ("--channel", "mail", "--subject", "Ferma", "--body", "Non va.", "--phone", "0445 000123")
    made = [
        empty("ticket", "add", "--customer", code, *asked, "--json", at="2026-03-02T09:00").json["code"]
        for code in ("C001", "C090")
    ]
    written = [empty("ticket", "clarify", code, "--draft").out for code in made]
    assert "Dear" in written[0] or "Good" in written[0], written
    assert "Gentile" in written[1] or "Buongiorno" in written[1], written
