"""A note that the program writes into a pack's ledger is in the language of whoever reads it."""

from tests.commands.ricni import CONSENT, empty, home, ricni

__all__ = ["empty", "home", "ricni"]


def notes(ricni, pack, lang, at="2026-03-20T10:00"):
    rows = ricni("pack", "ledger", pack, "--json", lang=lang, at=at).lines
    return [row["note"] for row in rows if row["note"]]


def test_what_an_agreement_changed_is_said_to_each_reader_in_their_language(ricni):
    shorter = ("agreement", "correct", "C001", "--number", "1", "--until", "2026-03-15")
    ricni(*shorter, lang="it", at="2026-03-02T10:00")
    assert notes(ricni, "1", "en") == ["follows the agreement, which has changed"]
    assert notes(ricni, "1", "it") == ["segue il contratto, che è cambiato"]
    assert "follows the …" in ricni.said("pack", "ledger", "1", at="2026-03-20T10:00")


def test_what_a_person_wrote_stays_as_it_was_written(ricni):
    ricni("pack", "adjust", "1", "-30m", "--note", "deskterm: addebitato due volte")
    for lang in ("en", "it"):
        assert notes(ricni, "1", lang) == ["deskterm: addebitato due volte"]


def test_late_work_says_its_day_as_the_reader_writes_days(ricni):
    sold = ("--kind", "bought", "--size", "10h", "--expires", "2026-03-05")
    pack = ricni("pack", "sell", "C001", *sold, "--json").json["id"]
    ticket = ricni.asked("--field", "product=ucto")
    ricni("pack", "list", at="2026-03-10T09:00")
    ricni("technician", "list", at="2026-03-10T09:00")
    ricni.worked(ticket, "remote", "2026-03-04T09:00", "2026-03-04T12:00", *CONSENT, at="2026-03-10T10:00")
    told = notes(ricni, str(pack), "it")
    assert told == ["scaduto troppo presto: c'è lavoro del 04/03/2026"]
