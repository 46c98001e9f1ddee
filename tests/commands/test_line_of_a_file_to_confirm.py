"""A request that came as a line of a file is no mail: what is said of its sender speaks of no mail."""

import json

from tests.commands.ricni import empty, home, ricni

__all__ = ["empty", "home", "ricni"]


def brought(ricni, folder):
    file = folder / "lines.jsonl"
    line = {"id": "p1", "channel": "mail", "customer": "C001", "subject": "Json", "problem": "Nejde to."}
    file.write_text(json.dumps(line), encoding="utf-8")
    ricni("ticket", "import", file)


def test_it_is_not_told_of_the_checks_of_a_mail(ricni, tmp_path):
    brought(ricni, tmp_path)
    told = ricni.said("ticket", "show", "1")
    assert "sender to be confirmed" in told and "nobody vouches for who writes it" in told
    assert "--vouch" in told and "deskterm ticket confirm TK000001" in told
    assert "Authentication-Results" not in told
    assert "è la riga di un file" in ricni.said("ticket", "show", "1", lang="it")
    ricni("ticket", "confirm", "1")
    assert "vouch" not in ricni.said("ticket", "show", "1")


def test_nor_does_the_desk_ask_for_a_mail_server_for_its_sake(ricni, tmp_path):
    ricni("mail", "trust", "--forget", "mx.ricni.example")
    brought(ricni, tmp_path)
    assert "mail trust" not in ricni("backlog").err
