"""A month under other terms: every figure as the language writes it, every amount with its currency."""

from tests.commands.ricni import CONSENT, empty, home, ricni, written

__all__ = ["empty", "home", "ricni"]

FACTOR = 'when = ["closed:office", "open:long", "session!=lab"]\ntimes = 1.5'
CREDIT = 'of = "contact"\namount = 500.00'


def test_minutes_and_credits_are_written_as_the_language_has_it(ricni, tmp_path):
    ricni("agreement", "sign", "C003", "--plan", "basic", "--from", "2026-03-01", "users=2")
    ticket = ricni.asked("--topic", "fault", "--severity", "S1", customer="C003", channel="mail")
    ricni.worked(ticket, "remote", "2026-03-02T16:45", "2026-03-02T17:17", *CONSENT)
    other = written(tmp_path, (FACTOR, FACTOR.replace("1.5", "1.75")), (CREDIT, CREDIT.replace("500", "600")))
    month = ("rehearse", "--service", other, "--from-desk", "2026-03")
    told = ricni.said(*month, at="2026-04-02T09:00", lang="it")
    assert "marzo 2026 con le condizioni di" in told
    assert "minuti 53,5 → 57,75" in told
    assert "CZK accreditati 587,00 → 687,00" in told
