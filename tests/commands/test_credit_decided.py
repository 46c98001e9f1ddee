"""A credit that was granted or refused already is told as such, with the way to decide anew."""

from tests.commands.ricni import CONSENT, empty, home, ricni

__all__ = ["empty", "home", "ricni"]

AT = "2026-03-03T09:00"


def late(ricni):
    """A ticket whose contact and solution came too late."""
    ricni("agreement", "sign", "C003", "--plan", "basic", "--from", "2026-03-01", "users=2")
    ticket = ricni.asked("--topic", "fault", "--severity", "S1", customer="C003", channel="mail")
    ricni.worked(ticket, "remote", "2026-03-02T15:00", "2026-03-02T15:30", *CONSENT, at="2026-03-02T17:00")
    return ticket


def refused(ricni, ticket, *more, lang="en", code=1, at=AT):
    return ricni("credit", "refuse", ticket, *more, "--why", "x", at=at, lang=lang, code=code)


def test_what_was_granted_is_not_said_to_be_no_credit(ricni):
    ticket = late(ricni)
    ricni("credit", "grant", ticket, "--of", "contact", at=AT)
    told = refused(ricni, ticket, "--of", "contact").err.replace("\xa0", " ")
    assert "The credit for TK000001 (first contact) is granted already: 500,00 CZK, by luca." in told
    assert "deskterm undo --event" in told
    assert "è già confermato" in refused(ricni, ticket, "--of", "contact", lang="it").err
    ricni("undo", at=AT)
    refused(ricni, ticket, "--of", "contact", code=0)
    again = ricni("credit", "grant", ticket, "--of", "contact", at=AT, code=1).err
    assert "is refused already, by luca" in again


def test_what_stands_in_a_closed_bill_stays_and_of_no_credit_none_is_said(ricni):
    ticket = late(ricni)
    ricni("credit", "grant", ticket, "--of", "contact", at=AT)
    ricni("settle", "2026-03", "--commit", at="2026-04-02T09:00")
    assert "is closed" in refused(ricni, ticket, "--of", "contact", at="2026-04-02T10:00").err
    other = ricni.asked(customer="C003")
    assert "propose no credit" in refused(ricni, other).err
