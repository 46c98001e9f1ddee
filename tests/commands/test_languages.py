"""A firm of Zürich writes in German and Italian; the program learns German from a folder of catalogues."""

import re
import shutil
from pathlib import Path

import pytest
from deskterm.desk.terms import files

from tests.commands.test_terms_of_five import furnish
from tests.models.test_three_firms import FIRMS

BERGSEE = FIRMS["bergsee-informatik"]
GERMAN = Path(__file__).parents[1] / "data" / "catalogues"
LOG = ("--start", "2026-03-03T09:00", "--end", "2026-03-03T15:00", "--outcome", "solved")
PROJECT = ("--kind", "onsite", "--reason", "project", "--answer", "journey=none")


@pytest.fixture
def german(monkeypatch):
    monkeypatch.setenv("DESKTERM_CATALOGUES", str(GERMAN))


@pytest.fixture
def bergsee(empty):
    """The Swiss firm with one customer who has said no language, and one who wants Italian."""
    furnish(empty, str(BERGSEE))
    empty(
        "customer", "add", "Rossi SA", "--language", "it", "--contact", "Mario", "--email", "m@rossi.example"
    )
    return empty


def asked(firm, customer, *, body=True):
    told = ("--customer", customer, "--channel", "mail", "--subject", "Drucker")
    said = ("--body", "Leer.") if body else ()
    return firm("ticket", "add", *told, *said, "--json").json["code"]


def worked(firm, code):
    return firm("call", "log", code, *PROJECT, *LOG, "--json", at="2026-03-03T15:00").json["report"]


def changed(tmp_path, *changes, name="terms.toml"):
    text = BERGSEE.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


# A customer's letters and papers


def test_who_has_said_nothing_is_written_to_in_german_and_an_italian_in_italian(bergsee, german):
    written = [
        bergsee("ticket", "clarify", asked(bergsee, code, body=False), "--draft").out
        for code in ("C001", "C002")
    ]
    assert "wir haben Ihre Anfrage «Drucker» erhalten" in written[0]
    assert "was nicht geht" in written[0] and "Vielen Dank" in written[0]
    assert "richiesta «Drucker»" in written[1] and "Grazie" in written[1]


def test_a_work_report_goes_out_in_german_with_francs_and_days_as_switzerland_writes_them(bergsee, german):
    number = worked(bergsee, asked(bergsee, "C001"))
    theirs = bergsee("report", "show", number, "--for-customer").out.replace("\N{NO-BREAK SPACE}", " ")
    assert "Ausgestellt  03.03.2026 15:00" in theirs
    assert "Ein Projekttag kostet 1’200.00 Franken, ein halber 700.00." in theirs
    assert "Tag vom 03.03.26: CHF 1’200.00 (B8)" in theirs
    assert "CHF 1’212.00 inkl. MWST (netto 1’121.18)" in theirs and "Projekt" in theirs and "Gelöst" in theirs
    ours = bergsee("report", "show", number).out
    assert "Un giorno di progetto costa 1’200.00 franchi" in ours and "Risolto" in ours
    assert "Gelöst" not in ours


def test_a_report_in_a_language_that_its_terms_had_not_is_read_in_their_own(empty, german, tmp_path):
    """Terms of the same words, whose own language is Italian."""
    italian = ('languages = ["de", "it"], language = "de"', 'languages = ["it", "de"]')
    firm = furnish(empty, str(changed(tmp_path, italian)), "--language", "de")
    number = worked(firm, asked(firm, "C001"))
    told = firm("report", "show", number, lang="en").out
    assert "Ogni presenza sul posto" in told and "Presenza: " in told
    theirs = firm("report", "show", number, "--for-customer", lang="en").out
    assert "Jede Anwesenheit vor Ort" in theirs and "Anwesenheit: " in theirs


def test_a_report_stays_as_it_was_when_the_customer_wants_another_language(bergsee, german):
    number = worked(bergsee, asked(bergsee, "C001"))
    bergsee("customer", "set", "C001", "language=it")
    assert "Ausgestellt" in bergsee("report", "show", number, "--for-customer").out


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "de",
            [
                "Was es kostet",
                "CHF 1’200.00 am Tag",
                "gültig ab 1. Januar 2026",
                "24. Dezember",
                "Montag-Freitag",
                "Betreut",
            ],
        ),
        ("it", ["Quanto costa", "CHF 1’200.00", "1º gennaio 2026", "lunedì-venerdì", "Si assistono"]),
    ],
)
def test_the_page_that_is_sent_speaks_the_reader_s_language(line, german, tmp_path, language, said):
    page, paper = tmp_path / "page.html", tmp_path / "page.pdf"
    line("service", "page", BERGSEE, "--html", page, "--pdf", paper, "--language", language)
    text = page.read_text(encoding="utf-8").replace("\N{NO-BREAK SPACE}", " ")
    assert f'<html lang="{language}" dir="ltr">' in text
    assert [one for one in said if one not in text] == []
    assert f"/Lang ({language})".encode() in paper.read_bytes()


def test_a_page_in_a_language_of_nobody_is_refused(line, tmp_path):
    refused = line("service", "page", BERGSEE, "--html", tmp_path / "p.html", "--language", "fr", code=None)
    assert refused.code and "de, it, en" in refused.err


# The languages of a card


def test_a_card_takes_the_languages_of_the_terms_and_no_other(bergsee):
    assert bergsee("customer", "show", "C001", "--json").json["language"] == "de"
    refused = bergsee("customer", "set", "C001", "language=en", code=None)
    assert refused.code and "de, it" in refused.err
    refused = bergsee("customer", "add", "Huber AG", "--language", "fr", code=None)
    assert refused.code and "de, it" in refused.err
    bergsee("customer", "set", "C001", "language=IT")
    assert bergsee("customer", "show", "C001", "--json").json["language"] == "it"


def test_a_file_of_customers_brings_their_languages(bergsee, tmp_path):
    path = tmp_path / "kunden.csv"
    path.write_text("code,name,language\nC090,Huber AG,de\nC091,Rossi SA,it\n", encoding="utf-8")
    bergsee("customer", "import", path)
    found = [bergsee("customer", "show", code, "--json").json["language"] for code in ("C090", "C091")]
    assert found == ["de", "it"]


def test_words_of_the_terms_are_understood_in_every_language_of_theirs(bergsee):
    told = ("--customer", "C001", "--channel", "portal", "--subject", "Drucker", "--body", "Leer.")
    for said in ("Heute", "oggi", "today"):
        one = bergsee("ticket", "add", *told, "--field", f"hurry={said}", "--json").json
        assert [one["of"] for one in one["promises"]] == ["contact", "answer"], said


# What lacks is told


def test_without_german_catalogues_it_is_said_what_german_letters_are_like(bergsee):
    told = bergsee("customer", "show", "C001").out
    assert "tedesco" in told and "le sue frasi sono in inglese" in " ".join(told.split())
    assert "tedesco" not in bergsee("customer", "show", "C002").out
    assert "non ha parole in tedesco" in bergsee("service", "check", BERGSEE).out
    assert "non ha parole in tedesco" in " ".join(bergsee("doctor", code=None).out.split())
    letter = bergsee("ticket", "clarify", asked(bergsee, "C001", body=False), "--draft")
    assert "Good morning" in letter.out and "non ha parole in tedesco" in letter.err
    letter = bergsee("ticket", "answer", asked(bergsee, "C001"), "Erledigt.")
    assert "non ha parole in tedesco" in letter.err
    assert bergsee("ticket", "answer", asked(bergsee, "C002"), "Fatto.").err == ""
    number = worked(bergsee, asked(bergsee, "C001"))
    told = bergsee("report", "show", number, "--for-customer")
    assert "03.03.2026 15:00" in told.out and "Ein Projekttag" in told.out and "Issued" in told.out
    assert "non ha parole in tedesco" in told.err


def test_with_some_of_the_catalogues_it_is_counted_what_they_lack(line, german):
    told = line("service", "check", BERGSEE, "--json").json
    (remark,) = told["remarks"]
    assert told["ok"] and "frasi" in remark and "inglese" in remark


def test_who_has_a_language_that_new_terms_no_longer_name_is_told_of_at_adoption(bergsee, german, tmp_path):
    path = tmp_path / "next.toml"
    text = BERGSEE.read_text(encoding="utf-8").replace('languages = ["de", "it"]', 'languages = ["de"]')
    text = "\n".join(row for row in text.split("\n") if not row.startswith('it = "'))
    text = text.replace('version = "3", valid_from = 2026-01-01', 'version = "4"')
    path.write_text(re.sub(r', it = "[^"]*"', "", text), encoding="utf-8")
    told = bergsee("service", "adopt", path)
    assert "Le condizioni non hanno parole in italiano: le loro sono in tedesco." in " ".join(
        told.err.split()
    )
    letter = bergsee("ticket", "clarify", asked(bergsee, "C002", body=False), "--draft")
    assert "Grazie" in letter.out and "Le condizioni non hanno parole in italiano" in letter.err


# A file's languages


def test_a_word_that_lacks_a_language_is_named_with_its_line_and_read_in_the_first(line, tmp_path):
    path = changed(tmp_path, ('it = "Risolto"\n', ""), ('it = "Si assistono i clienti registrati."\n', ""))
    rows = path.read_text(encoding="utf-8").split("\n")
    found = line("service", "check", path, "--json", code=2).json["errors"]
    assert [one["path"] for one in found] == ["outcome[1].it", "clause.B2.it"]
    assert rows[found[0]["line"] - 1 :][:3] == ["[[outcome]]", 'id = "solved"', 'de = "Gelöst"']
    assert rows[found[1]["line"] - 1] == "[clause.B2]"
    assert all('it = "…"' in one["message"] for one in found)
    page = line("service", "show", path).out
    assert "Betreut werden die eingetragenen Kunden." in page and "Un giorno di progetto" in page


@pytest.mark.parametrize(
    ("change", "path", "says"),
    [
        (('languages = ["de", "it"]', 'languages = ["de", "xx"]'), "provider.languages[2]", "ISO 639"),
        (('languages = ["de", "it"]', 'languages = ["de", "it", "id"]'), "provider.languages[3]", "id-ID"),
        (('languages = ["de", "it"]', 'languages = ["de", "it", "de"]'), "provider.languages[3]", "de"),
        (('language = "de"', 'language = "fr"'), "provider.language", "de, it"),
        (('region = "CH"', 'region = "Schweiz"'), "provider.region", "CH"),
        (('de = "Gelöst"', 'de = "Gelöst"\nfr = "Résolu"'), "outcome[1].fr", "provider.languages"),
        (('de = "Gelöst"', 'de = "Gelöst"\nen = "Solved"'), "outcome[1].en", "provider.languages"),
        (('de = "Gelöst"\nit = "Risolto"', ""), "outcome[1].de", "de"),
        (('de = "Gelöst"', "de = 5"), "outcome[1].de", "testo"),
        (("{price.B8.price} Franken", "{price.B8.prize} Franken"), "clause.B8.de", "prize"),
        (("innert {response.B7.target} Arbeitstagen", "innert 7 Tagen"), "clause.B7.de", "7 Tagen"),
    ],
)
def test_what_is_wrong_with_a_language_is_told_at_its_place(line, tmp_path, change, path, says):
    found = line("service", "check", changed(tmp_path, change), "--json", code=2).json["errors"]
    told = {one["path"]: one["message"] for one in found}
    assert path in told, told
    assert says in told[path]


def test_files_that_name_no_languages_want_both_of_ours_as_before(line, tmp_path):
    text = files.text_of("istes").replace('en = "', 'de = "', 1)
    path = tmp_path / "terms.toml"
    path.write_text(text, encoding="utf-8")
    found = line("service", "check", path, "--json", code=2).json["errors"]
    assert any(one["path"].endswith(".de") for one in found)
    version_1 = files.text_of("istes").replace('tz = "', 'languages = ["it", "en"], tz = "', 1)
    path.write_text(version_1, encoding="utf-8")
    (fault,) = line("service", "check", path, "--json", code=2).json["errors"]
    assert fault["path"] == "provider.languages" and "schema = 2" in fault["message"]


def test_two_files_in_other_languages_are_compared_in_words(line, german, tmp_path):
    path = changed(
        tmp_path, ("Betreut werden die eingetragenen Kunden.", "Betreut werden Kunden mit Vertrag.")
    )
    told = line("service", "diff", BERGSEE, path, lang="de").out
    assert "- Betreut werden die eingetragenen Kunden." in told
    assert "+ Betreut werden Kunden mit Vertrag." in told


def test_a_new_file_begins_in_the_languages_that_are_named(empty, tmp_path):
    path = tmp_path / "neu.toml"
    given = ("--answer", "name=Huber AG", "--answer", "mail=hilfe@huber.example")
    given += ("--answer", "zone=Europe/Zurich", "--answer", "vat=8.1")
    told = empty("service", "new", path, *given, "--answer", "languages=de, it", "--json").json
    text = path.read_text(encoding="utf-8")
    assert 'languages = ["de", "it"]' in text and told["untranslated"] == text.count("# da tradurre") > 10
    assert empty("service", "check", path, "--json").json["ok"]
    assert "Carnet ore" in empty("service", "show", path).out
    only = tmp_path / "solo.toml"
    empty("service", "new", only, *given, "--answer", "languages=en", "--json")
    assert not re.search(r'(^|[ {])it = "', only.read_text(encoding="utf-8"), re.MULTILINE)
    assert empty("service", "check", only, "--json").json["ok"]
    refused = empty("service", "new", tmp_path / "x.toml", *given, "--answer", "languages=xx", code=None)
    assert refused.code and "xx" in refused.err


def test_ready_texts_are_in_the_languages_that_their_file_names(bergsee, german, tmp_path):
    path = tmp_path / "answers.toml"
    path.write_text(
        'languages = ["de", "it"]\n[[answer]]\nname = "restart"\ntitle = "Neustart"\n'
        'de = "{contact}, bitte neu starten."\nit = "{contact}, riavviare, per favore."\n',
        encoding="utf-8",
    )
    bergsee("canned", "load", path)
    told = [bergsee("canned", "show", "restart", asked(bergsee, code)).out for code in ("C001", "C002")]
    assert "bitte neu starten" in told[0] and "riavviare" in told[1]
    path.write_text(path.read_text(encoding="utf-8").replace("{contact}, bitte", "{kontakt}, bitte"))
    refused = bergsee("canned", "load", path, code=None)
    assert refused.code and "answer[1].de" in refused.err and "kontakt" in refused.err


# The program's own words


def test_a_folder_with_a_catalogue_is_a_language_of_the_program(bergsee, german):
    worked(bergsee, asked(bergsee, "C001"))
    told = bergsee("report", "list", lang="de").out.replace("\N{NO-BREAK SPACE}", " ")
    assert "Bericht" in told and "Ausgestellt" in told and "03.03.2026 15:00" in told
    assert "Net" in told  # what the catalogue lacks is English


def test_without_it_the_language_is_refused_and_the_known_ones_are_named(bergsee):
    refused = bergsee("queue", lang="de", code=None)
    assert refused.code and "it" in refused.err and "en" in refused.err


def test_the_settings_may_name_the_folder_and_the_language(bergsee, home, tmp_path):
    place = home / ".config" / "deskterm"
    place.mkdir(parents=True)
    (place / "config.toml").write_text(f'catalogues = "{GERMAN}"\nlanguage = "de"\n', encoding="utf-8")
    worked(bergsee, asked(bergsee, "C001"))
    told = bergsee.process("report", "list", lang="de").out
    assert "Ausgestellt" in told
    (place / "config.toml").write_text(f'catalogues = "{tmp_path}/nobody"\n', encoding="utf-8")
    told = bergsee("queue")  # the desk is worked all the same, and what is amiss is said
    assert f"{tmp_path}/nobody" in told.err


def test_a_third_language_of_one_s_own_needs_no_code(bergsee, tmp_path, monkeypatch):
    """Dutch, in a folder with `LC_MESSAGES`: two words, one of them with a blank that nobody fills."""
    place = tmp_path / "words" / "nl" / "LC_MESSAGES"
    place.mkdir(parents=True)
    (place / "commands.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "commands.col.issued"\nmsgstr "Uitgegeven"\n',
        encoding="utf-8",
    )
    (place / "formats.po").write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
        'msgid "formats.minutes"\nmsgid_plural "formats.minutes"\n'
        'msgstr[0] "{nobody} minuut"\nmsgstr[1] "{nobody} minuten"\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("DESKTERM_CATALOGUES", str(tmp_path / "words"))
    worked(bergsee, asked(bergsee, "C001"))
    told = bergsee("report", "list", lang="nl").out
    assert "Uitgegeven" in told and "Customer" in told and "3 mrt 2026 15:00" in told
    assert "360 minutes" in told and "nobody" not in told
    (place / "letters.po").write_text("msgid half", encoding="utf-8")
    told = bergsee("doctor", lang="nl", code=None)
    assert told.code and "letters.po" in " ".join(told.out.split()).replace(" ", "")
    firm = tmp_path / "prova.toml"
    bergsee(
        "service",
        "new",
        firm,
        *(
            f"--answer={one}"
            for one in ("name=X", "mail=a@b.example", "languages=nl,en", "zone=Europe/Amsterdam", "vat=21")
        ),
    )
    for lang in ("it", "en"):
        said = bergsee("service", "check", firm, lang=lang, code=None).out
        assert f"{place / 'letters.po'}" in said, said


def test_names_of_days_and_months_that_no_catalogue_has_are_babel_s(line, tmp_path, monkeypatch):
    place = tmp_path / "words" / "fr"
    place.mkdir(parents=True)
    shutil.copy(GERMAN / "de" / "lines.po", place / "lines.po")
    monkeypatch.setenv("DESKTERM_CATALOGUES", str(tmp_path / "words"))
    assert "lundi-vendredi 8:00-12:00" in line("service", "show", BERGSEE, lang="fr").out
    assert "valid from 1 février 2023" in line("service", "show", "istes", lang="fr").out


# Papers and help of the program itself


LACKS = re.compile(
    r"Den Wörtern des Programms auf Deutsch fehlen \d+ Texte dieser Seite: die sind auf Englisch\."
)


@pytest.mark.parametrize(
    "words",
    [
        *(
            ("--help",),
            ("help",),
            ("help", "ticket", "add"),
            ("ticket", "--help"),
            ("ticket", "add", "--help"),
        ),
        *(("keys",), ("man",)),
    ],
)
def test_help_manual_and_keys_are_there_in_english_and_say_so_once(empty, german, words):
    told = empty(*words, lang="de").out
    flat = " ".join(told.split())
    assert len(LACKS.findall(flat)) == 1, words
    # No key of a catalogue stands where a word should.
    assert not re.search(r"\b(commands|actions|book)\.[a-z_]+\.", flat.replace("commands.handbook", ""))
    assert LACKS.search(" ".join(empty(*words, lang="en").out.split())) is None
    assert "--json" not in words and "Den Wörtern" not in empty("keys", "--json", lang="de").out


def test_every_command_has_its_help_in_a_language_that_has_few_words(empty, german):
    from deskterm.commands.papers import handbook

    for ctx in handbook.everything():
        words = ctx.command_path.split()[1:]
        told = " ".join(empty(*words, "--help", lang="de").out.split())
        assert len(LACKS.findall(told)) == 1, words


@pytest.mark.parametrize("name", ["page", "keys", "book", "man"])
def test_each_printed_paper_is_whole_in_a_language_that_has_few_words(empty, german, name):
    from deskterm.commands.papers import handbook

    empty("keys", lang="de")  # from here on the catalogues of the settings are known
    printed = " ".join(getattr(handbook, name)("de").split())
    assert len(LACKS.findall(printed)) == 1
    assert len(getattr(handbook, name)("en")) > 5_000
    assert "Den Wörtern" not in getattr(handbook, name)("it")


def test_what_a_bill_is_less_by_says_its_clause_in_the_files_own_language(empty, german, tmp_path):
    """It is frozen with the bill: in the languages of the terms, beside the program's."""
    text = BERGSEE.read_text(encoding="utf-8").partition("[[example]]")[0]
    rule = re.search(r"\[clause\.(\w+)\]", text)
    file = tmp_path / "terms.toml"
    credit = f'\n[[credit]]\nrule = "{rule[1]}"\nof = "answer"\namount = 5\n'
    file.write_text(text + credit, encoding="utf-8")
    empty("init", "--service", file, "--anyway", "prova")
    empty("customer", "add", "Meier", "--contact", "Ada", "--email", "ada@meier.example")
    empty("agreement", "sign", "C001", "--from", "2026-01-01")
    code = asked(empty, "C001")
    empty("credit", "grant", code, at="2026-03-20T09:00")
    empty("settle", "2026-03", "--commit", at="2026-04-01T09:00")
    clause = files.load(str(file)).clause(rule[1], "de")
    (found,) = empty("settle", "2026-03", "--json", lang="de", at="2026-04-01T09:00").lines
    assert found["credits"][0]["clause"] == clause
