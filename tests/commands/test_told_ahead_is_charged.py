"""What triage says of the price before the work is what the work then costs."""

from tests.commands.ricni import empty, home, ricni

__all__ = ["empty", "home", "ricni"]


def triaged(ricni, ticket, lang="en"):
    return ricni.said("ticket", "triage", ticket, "--topic", "fault", lang=lang)


def onsite(said):
    return said[said.index("on site: ") :].split(" + ")[0]


def test_a_visit_is_not_told_to_come_from_a_pack_that_it_does_not_draw_on(ricni):
    ticket = ricni.asked("--field", "product=ucto")
    assert "an hour, from the pack first (P5)" in triaged(ricni, ticket)  # the included hours of the phone
    assert onsite(triaged(ricni, ticket)) == "on site: charged: 1 650,00 CZK an hour (P6)"
    log = ricni.on_site(ticket, "2026-03-03T09:00", "2026-03-03T10:00")
    assert "60 minutes" in log and "pack" not in log


def test_it_is_told_once_the_customer_has_bought_such_a_pack_or_may_owe_some_of_it(ricni):
    ticket = ricni.asked("--field", "product=ucto")
    sold = ricni("pack", "sell", "C001", "--kind", "bought", "--size", "1h", "--json").json
    pack_first = "on site: charged: 1 650,00 CZK an hour, from the pack first (P6)"
    assert onsite(triaged(ricni, ticket)) == pack_first
    ricni("pack", "adjust", sold["id"], "-1h", "--note", "Used elsewhere")
    assert onsite(triaged(ricni, ticket)) == pack_first  # the terms let an hour be owed
    assert "from pack 2: 60 minutes" in ricni.on_site(ticket, "2026-03-03T09:00", "2026-03-03T10:00")


def test_the_first_calls_of_a_month_are_told_with_their_rule_and_with_how_many_are_left(ricni):
    ticket = ricni.asked("--field", "product=mzdy")
    free = "Telephone call: included up to 10 minutes (P2, {} of 3 left this month), beyond that"
    assert free.format(3) in triaged(ricni, ticket)
    ricni.worked(ticket, "call", "2026-03-02T09:00", "2026-03-02T09:05", at="2026-03-02T09:06")
    other = ricni.asked("--field", "product=mzdy", subject="Jiné")
    assert free.format(2) in ricni.said("ticket", "triage", other, "--topic", "fault", at="2026-03-02T10:00")
    said = ricni.said("ticket", "triage", other, "--topic", "fault", at="2026-03-02T10:00", lang="it")
    assert "compreso fino a 10 minuti (P2, ancora 2 di 3 in questo mese)" in said
