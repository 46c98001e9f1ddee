"""`deskterm service new`: ten answers, on the line, in a file or asked for, make a file that passes."""

import itertools
import os
import pty
import subprocess
import sys

import pytest

from tests.commands.conftest import ROOT, environment

SOME = {
    "phone": ["", "0445 000190"],
    "hours": ["mon-fri 08:30-12:30 14:00-18:00", "sat 09:00-13:00; mon,wed 15:00-19:00"],
    "target": ["no", "4h", "2d"],
    "free": ["no", "5", "90"],
    "step": ["1", "25"],
    "months": ["no", "6"],
}


def made(line, file, *more, code=0, **answers):
    told = [word for name, text in answers.items() for word in ("--answer", f"{name}={text}")]
    return line("service", "new", file, *told, *more, code=code)


def test_every_way_to_answer_makes_a_file_that_passes(empty, tmp_path):
    ways = list(itertools.product(*SOME.values()))
    for n, way in enumerate(ways[::5]):
        file = tmp_path / f"{n}.toml"
        answers = dict(zip(SOME, way, strict=True))
        made(
            empty, file, name=f'L\'Officina "{n}" È', mail="aiuto@officina.example", saint="06-29", **answers
        )
        assert empty("service", "check", file, "--json", code=None).json["errors"] == [], answers


@pytest.mark.parametrize("lang", ["it", "en"])
def test_a_desk_can_be_made_of_it(empty, tmp_path, lang):
    file, answers = tmp_path / "terms.toml", tmp_path / "answers.txt"
    answers.write_text("# le nostre\nname = Ditta Rossi\nmail = aiuto@rossi.example\nrate = 72,50\n", "utf-8")
    told = made(empty, file, "--answers", answers, "--json").json
    assert (told["service"], told["provider"]) == ("ditta-rossi", "Ditta Rossi")
    empty("init", "--service", file)
    page = " ".join(empty("service", "show", lang=lang).out.split())
    assert {"it": "72,50 euro", "en": "72.50 euro"}[lang] in page


@pytest.mark.parametrize(
    ("currency", "rate", "said"),
    [
        ("CHF", "72,50", ("72,50 franchi svizzeri", "72.50 Swiss francs")),
        ("jpy", "9000", ("9000 yen giapponesi", "9000 Japanese yen")),
        ("TND", "72,5", ("72,500 dinari tunisini", "72.500 Tunisian dinars")),
        ("EUR", "72,50", ("72,50 euro", "72.50 euro")),
    ],
)
def test_a_file_in_another_currency_names_it_in_its_clauses_too(empty, tmp_path, currency, rate, said):
    file = tmp_path / "terms.toml"
    elsewhere = {} if currency == "EUR" else {"vat": "8.1"}
    made(empty, file, name="Ditta", mail="a@b.example", rate=rate, currency=currency, **elsewhere)
    assert empty("service", "check", file, "--json").json["errors"] == []
    for lang, words in zip(("it", "en"), said, strict=True):
        page = " ".join(empty("service", "show", file, lang=lang).out.split())
        assert words in page
        assert ("euro" in page.casefold()) == (currency == "EUR"), page


@pytest.mark.parametrize(
    ("currency", "more", "told"),
    [
        ("JPY", {"vat": "10"}, ("Asia/Tokyo", "10", "JP")),
        ("CZK", {"vat": "21"}, ("Europe/Prague", "21", "CZ")),
        ("USD", {"vat": "0", "zone": "America/Boise"}, ("America/Boise", "0", "US")),
        ("CHF", {"vat": "8,1", "country": "ch-ti"}, ("Europe/Zurich", "8.1", "CH-TI")),
        ("XOF", {"vat": "18", "zone": "Africa/Dakar", "country": "no"}, ("Africa/Dakar", "18", "")),
        ("EUR", {"languages": "de", "country": "AT", "vat": "20"}, ("Europe/Vienna", "20", "AT")),
    ],
)
def test_a_firm_elsewhere_has_its_own_zone_vat_and_holidays(empty, tmp_path, currency, more, told):
    file = tmp_path / "terms.toml"
    made(empty, file, name="Ditta", mail="a@b.example", currency=currency, **more)
    text, (zone, vat, country) = file.read_text("utf-8"), told
    assert f'tz = "{zone}", vat = {vat}' in text
    assert f'holidays = "{country}"' in text if country else "holidays" not in text
    assert empty("service", "check", file, "--json").json["errors"] == []


@pytest.mark.parametrize(("lang", "said"), [("it", "franchi svizzeri"), ("en", "Swiss francs")])
def test_a_clause_in_euro_of_a_file_that_reckons_otherwise_is_told(empty, tmp_path, lang, said):
    file = tmp_path / "terms.toml"
    made(empty, file, name="Ditta", mail="a@b.example")
    text = file.read_text("utf-8").replace("vat = 22", 'vat = 8.1, currency = "CHF"')
    file.write_text(text, "utf-8")
    assert empty("service", "check", file, "--json").json["errors"] == []  # the clause follows the key
    file.write_text(text.replace("{price.R6.list_rate} {provider.currency}", "60,00 euro"), "utf-8")
    told = empty("service", "check", file, lang=lang, code=None)
    assert "60,00 euro" in told.out + told.err and said in told.out + told.err


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"mail": "a@b.example"}, "name"),
        ({"name": "X", "mail": "a@b.example", "hours": "lun-ven 8-12"}, "mon"),
        ({"name": "X", "mail": "a@b.example", "saint": "29 giugno"}, "06-29"),
        ({"name": "X", "mail": "x"}, "«x»"),
        ({"name": "X", "mail": "aiuto @b.example"}, "assistenza@ditta.example"),
        ({"name": "X", "mail": "a@b.example", "phone": "chiamate"}, "+39 0445 000123"),
        ({"name": "X", "mail": "a@b.example", "rate": "tanto"}, "rate"),
        ({"name": "X", "mail": "a@b.example", "colour": "red"}, "months"),
        ({"name": "X", "mail": "a@b.example", "currency": "CHX"}, "CHF"),
        ({"name": "X", "mail": "a@b.example", "currency": "JPY", "rate": "60,5"}, "rate"),
        ({"name": "X", "mail": "a@b.example", "currency": "JPY"}, "vat"),
        ({"name": "X", "mail": "a@b.example", "currency": "USD", "vat": "0"}, "zone"),
        ({"name": "X", "mail": "a@b.example", "languages": "de"}, "--answer zone=… --answer vat=…"),
        ({"name": "X", "mail": "a@b.example", "zone": "Europe/Praha"}, "Europe/Praha"),
        ({"name": "X", "mail": "a@b.example", "country": "XX"}, "XX"),
        ({"name": "X", "mail": "a@b.example", "vat": "8.123"}, "vat"),
    ],
)
def test_an_answer_that_cannot_be_taken_is_told_and_nothing_written(empty, tmp_path, answers, said):
    file = tmp_path / "terms.toml"
    assert said in made(empty, file, code=1, **answers).err
    assert not file.exists()


@pytest.mark.parametrize(
    ("languages", "said"),
    [
        ("it,en", "Le condizioni di assistenza di X"),
        ("el,en", "The terms of assistance of X"),
        ("el", "The terms of assistance of X"),
        ("de,it", "Le condizioni di assistenza di X"),
    ],
)
def test_the_remark_at_its_head_is_in_a_language_of_the_file(empty, tmp_path, languages, said):
    file = tmp_path / "terms.toml"
    made(empty, file, name="X", mail="a@b.example", languages=languages, vat="24", zone="Europe/Athens")
    head = file.read_text(encoding="utf-8").partition("schema")[0]
    assert head.startswith(f"# {said}") and all(line.startswith("# ") for line in head.splitlines())


def test_no_file_is_written_over(empty, tmp_path):
    file = tmp_path / "terms.toml"
    file.write_text("mine", encoding="utf-8")
    made(empty, file, name="X", mail="a@b.example", code=1)
    assert file.read_text(encoding="utf-8") == "mine"


def asked_at_a_terminal(empty, file, said, *more):
    """What is asked of who answers so at a terminal."""
    ours, theirs = pty.openpty()
    started = subprocess.Popen(
        [sys.executable, "-m", "deskterm", *empty.arguments(("service", "new", file, *more), None, "it")],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=environment(empty.home),
        text=True,
    )
    os.close(theirs)
    os.write(ours, ("\n".join(said) + "\n").encode())
    out, err = started.communicate(timeout=60)
    os.close(ours)
    assert started.returncode == 0, err
    return out + err


def test_at_a_terminal_all_ten_are_asked_and_a_wrong_answer_again(empty, tmp_path):
    file = tmp_path / "terms.toml"
    said = [
        "Ditta Verdi",
        "aiuto@verdi.example",
        "",
        "lun-ven",
        *["mon-fri 09:00-13:00"],
        "",
        "",
        "",
        "tanto",
        "50",
    ]
    asked = asked_at_a_terminal(empty, file, [*said, "", ""])
    assert all(f"{n}/10" in asked for n in range(1, 11))
    assert "mon" in asked
    assert empty("service", "check", file, "--json", code=None).json["errors"] == []


def test_who_reckons_in_yen_is_asked_for_the_country_too_with_what_is_sure_proposed(empty, tmp_path):
    file = tmp_path / "terms.toml"
    ten = ["Ditta", "a@b.example", *[""] * 8]
    asked = asked_at_a_terminal(empty, file, ["", "", "10", *ten], "--answer", "currency=JPY")
    assert "[JP]" in asked and "[Asia/Tokyo]" in asked and "IVA" in asked
    assert 'tz = "Asia/Tokyo", vat = 10' in file.read_text(encoding="utf-8")


def test_a_rate_in_dinars_that_may_be_thousands_is_asked_back_and_not_written(empty, tmp_path):
    file = tmp_path / "terms.toml"
    told = {"name": "Ditta", "mail": "a@b.example", "currency": "KWD", "vat": "0"}
    lines = [word for name, text in told.items() for word in ("--answer", f"{name}={text}")]
    for lang, asked, shown in (("en", "1,045", "1.045"), ("it", "1.045", "1,045")):
        err = empty("service", "new", file, *lines, "--answer", f"rate={asked}", code=1, lang=lang).err
        assert err.count("1,045") >= 1 and err.count("1.045") >= 1 and not file.exists()
        empty("service", "new", file, *lines, "--answer", f"rate={shown}", lang=lang)
        assert "rate = 1.045" in file.read_text(encoding="utf-8")
        file.unlink()
