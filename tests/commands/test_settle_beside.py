"""The month's bill says in which currency it is, and what is to be invoiced beside it: packs sold, fees."""

import csv
import io

from tests.commands.ricni import CONSENT, empty, home, ricni

__all__ = ["empty", "home", "ricni"]

LATER = "2026-04-02T09:00"


def worked(ricni):
    """Work that goes to the invoice, and a pack that was sold by hand."""
    ricni("agreement", "sign", "C003", "--plan", "basic", "--from", "2026-03-01")
    ricni.worked(ricni.asked(customer="C003"), "remote", "2026-03-02T09:00", "2026-03-02T10:00", *CONSENT)
    ricni("pack", "sell", "C001", "--kind", "bought", "--size", "5h", "--net", "6500")
    return ricni


def test_the_table_the_csv_and_the_json_name_the_currency(ricni):
    worked(ricni)
    assert "Amounts in CZK." in ricni.said("settle", "2026-03", at=LATER)
    (row,) = ricni("settle", "2026-03", "--json", at=LATER).lines
    assert (row["currency"], row["net"]) == ("CZK", "1450.00")
    table = csv.DictReader(io.StringIO(ricni("settle", "2026-03", "--csv", "-", at=LATER).out), delimiter=";")
    assert {line["Currency"] for line in table} == {"CZK"}


def test_packs_that_were_sold_by_hand_and_the_fees_are_named_beside_it(ricni):
    told = worked(ricni)("settle", "2026-03", at=LATER).err.replace("\xa0", " ")
    assert "One pack sold in the month is to be invoiced beside this: Pekárna Novák 6 500,00 CZK." in told
    assert "The fees of 2 agreements of the month are in no bill of the desk" in told
    italian = ricni("settle", "2026-04", at="2026-05-02T09:00", lang="it").err
    assert "venduto nel mese" not in italian and "canoni di 2 contratti" in italian
    for number in ("1", "2"):
        ricni("agreement", "end", "C001", "--number", number, "--on", "2026-04-30", at="2026-04-03T09:00")
    assert "fee" not in ricni("settle", "2026-05", at="2026-06-02T09:00").err


def test_what_the_balance_of_before_brought_was_invoiced_elsewhere(ricni, tmp_path):
    file = tmp_path / "opening.toml"
    file.write_text(
        'on = 2026-03-01\n[[pack]]\ncustomer = "C002"\nkind = "bought"\nsize = "5h"\nleft = "2h"\n'
        'price = "6500"\nsold = 2026-03-01\nuntil = 2027-02-28\n',
        encoding="utf-8",
    )
    ricni("import", "opening", file, at="2026-03-02T10:00")
    assert "sold in the month" not in ricni("settle", "2026-03", at=LATER).err
