"""A customer's card says in which language we write to them: Italian, unless somebody says otherwise."""


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
