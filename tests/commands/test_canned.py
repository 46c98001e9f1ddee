"""Ready texts on the line: told, filled in for a ticket, taken from a file, and in an answer."""

from tests.commands.conftest import ask
from tests.desk.letters.test_canned import FILE


def loaded(line, tmp_path):
    file = tmp_path / "risposte.toml"
    file.write_text(FILE)
    return line("canned", "load", file, "--json").json


def test_texts_are_taken_from_a_file_and_told_with_their_digits(line, tmp_path):
    assert "canned load" in line("canned", "list").out
    assert loaded(line, tmp_path)["names"] == ["presa", "chiedi"]
    told = line("canned", "list", "--json").lines
    assert [(one["number"], one["name"]) for one in told] == [(2, "presa"), (3, "chiedi")]
    assert "Chiede una schermata" in line("canned", "list").out


def test_a_file_with_a_fault_changes_nothing_and_the_fault_is_named(line, tmp_path):
    loaded(line, tmp_path)
    file = tmp_path / "altre.toml"
    file.write_text(FILE.replace("{due}", "{dua}").replace("presa", "ricevuta"))
    assert "answer[1].it" in line("canned", "load", file, code=None).err
    assert [one["name"] for one in line("canned", "list", "--json").lines] == ["presa", "chiedi"]


def test_an_answer_is_made_of_ready_texts_behind_the_greeting(line, tmp_path):
    loaded(line, tmp_path)
    ask(line, "2026-03-02T09:10")
    shown = line("canned", "show", "chiedi", "TK000001").out.strip()
    assert shown.endswith("serve una schermata.")
    given = ("ticket", "answer", "TK000001", "Grazie.", "--canned", "chiedi")
    letter = line(*given, "--draft", "--json").json["text"]
    assert letter.startswith("Buongiorno") and letter.endswith(f"{shown}\n\nGrazie.")
    line(*given)
    thread = line("ticket", "show", "TK000001", "--json").json["messages"]
    sent = next(one for one in thread if one["kind"] == "answer")
    assert sent["body"] == letter


def test_a_name_that_is_none_is_answered_with_the_nearest(line, tmp_path):
    loaded(line, tmp_path)
    ask(line, "2026-03-02T09:10")
    wrong = line("ticket", "answer", "TK000001", "--canned", "prese", code=None)
    assert wrong.code != 0 and "«presa»" in wrong.err


def test_an_answer_of_a_ready_text_alone_asks_for_no_more_words(line, tmp_path):
    loaded(line, tmp_path)
    ask(line, "2026-03-02T09:10")
    line("ticket", "answer", "TK000001", "--canned", "chiedi")
    assert line("ticket", "show", "TK000001", "--json").json["state"] == "answered"
