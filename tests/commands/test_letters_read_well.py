"""What a customer reads of work and appointments is in their language, and says that VAT comes on top."""

from tests.commands.ricni import CONSENT, empty, home, ricni

__all__ = ["empty", "home", "ricni"]


def account(ricni, customer, *more, subject="Stampa"):
    """The letter about the work on a new ticket."""
    ricni("agreement", "sign", customer, "--plan", "basic", "--from", "2026-03-01", "users=2")
    ticket = ricni.asked(*more, customer=customer, subject=subject)
    ricni.worked(ticket, "remote", "2026-03-02T16:45", "2026-03-02T17:17", *CONSENT)
    thread = ricni("ticket", "show", ticket, "--json", at="2026-03-31T19:00").json["messages"]
    return next(one for one in thread if one["kind"] == "account")["body"].replace("\xa0", " ")


def test_the_account_of_work_says_on_what_it_was_and_that_vat_is_to_come(ricni):
    italian = account(ricni, "C002")
    assert "il lavoro sulla richiesta «Stampa» (ticket TK000001) è registrato:" in italian
    assert "in fattura: 53,5 minuti · 1.292,92 CZK + IVA (P5)" in italian
    english = account(ricni, "C003", subject="Print")
    assert "the work on your request “Print” (ticket TK000002) is on file:" in english
    assert "to be invoiced: 53,5 minutes · 1 292,92 CZK + VAT (P5)" in english


def test_the_file_of_an_appointment_is_called_so_in_the_customers_language(ricni):
    names = {"C002": "appuntamento.ics", "C003": "appointment.ics", "C001": "appointment.ics"}
    for day, (customer, name) in enumerate(names.items(), 3):
        ticket = ricni.asked(customer=customer)
        start = ("--kind", "remote", "--start", f"2026-03-{day:02}T09:00", "--tell")
        ricni("appointment", "add", ticket, *start, at="2026-03-02T08:02")
        thread = ricni("ticket", "show", ticket, "--json", at="2026-03-02T09:00").json["messages"]
        assert [file["name"] for one in thread for file in one["attachments"]] == [name]
