"""The gateway for accounting: what moved money or units, and what is left of it by the desk's own sums."""

from __future__ import annotations

from deskterm.storage.database import Connection, Row

# Whose a charge is: of the one on the report, else of the one for whom it was filed.
_OWNER = "coalesce(report.customer_id, contact_group.customer_id, ticket.customer_id)"
_CHARGED = (
    " FROM charge JOIN contact_group ON contact_group.id = charge.group_id"
    " JOIN ticket ON ticket.id = contact_group.ticket_id LEFT JOIN report ON report.number = charge.report"
)
_TAKEN_BACK = (
    " JOIN voided_contact ON voided_contact.group_id = charge.group_id WHERE charge.destination = 'invoice'"
    " AND NOT EXISTS (SELECT 1 FROM settlement_line WHERE settlement_line.charge_id = charge.id)"
)


def customers(conn: Connection) -> tuple[Row, ...]:
    """Each customer's number, code and name."""
    return tuple(conn.execute("SELECT id, code, name FROM customer ORDER BY id").fetchall())


def movements(conn: Connection, high: int) -> tuple[Row, ...]:
    """What moved in packs before an instant; `of` is the kind of the movement that one takes back."""
    rows = conn.execute(
        "SELECT movement.id, movement.at, movement.kind, movement.amount, movement.op_id, movement.pack_id,"
        " coalesce(movement.report, '') AS report, pack.customer_id, pack.unit, pack.net_cents,"
        " coalesce(taken.kind, '') AS of FROM movement JOIN pack ON pack.id = movement.pack_id"
        " LEFT JOIN voided_movement ON voided_movement.counter_id = movement.id"
        " LEFT JOIN movement taken ON taken.id = voided_movement.movement_id"
        " WHERE movement.at < ? ORDER BY movement.at, movement.id",
        (high,),
    ).fetchall()
    return tuple(rows)


def charges(conn: Connection, high: int) -> tuple[Row, ...]:
    """What went to the invoice before an instant."""
    rows = conn.execute(
        f"SELECT charge.at, charge.net_cents, coalesce(charge.report, ticket.code) AS ref,"
        f" {_OWNER} AS customer_id{_CHARGED}"
        " WHERE charge.destination = 'invoice' AND charge.net_cents <> 0 AND charge.at < ?"
        " ORDER BY charge.at, charge.id",
        (high,),
    ).fetchall()
    return tuple(rows)


def taken_back(conn: Connection, high: int) -> tuple[Row, ...]:
    """What was to go to the invoice, and was made void before any month held it."""
    rows = conn.execute(
        f"SELECT voided_contact.at, charge.net_cents, coalesce(charge.report, ticket.code) AS ref,"
        f" {_OWNER} AS customer_id{_CHARGED}{_TAKEN_BACK} AND charge.net_cents <> 0"
        " AND voided_contact.at < ? ORDER BY voided_contact.at, charge.id",
        (high,),
    ).fetchall()
    return tuple(rows)


def settlements(conn: Connection, high: int) -> tuple[Row, ...]:
    """The months closed before an instant, with what each holds of charges and of what lowers them."""
    rows = conn.execute(
        "SELECT settlement.id, settlement.at, settlement.period, settlement.customer_id,"
        " settlement.net_cents, settlement.vat_cents, settlement.gross_cents,"
        " (SELECT coalesce(sum(charge.net_cents), 0) FROM settlement_line"
        " JOIN charge ON charge.id = settlement_line.charge_id"
        " WHERE settlement_line.settlement_id = settlement.id) AS charged,"
        " (SELECT coalesce(sum(credit.cents), 0) FROM settlement_credit JOIN credit"
        " ON credit.ticket_id = settlement_credit.ticket_id AND credit.since = settlement_credit.since"
        " AND credit.metric = settlement_credit.metric"
        " WHERE settlement_credit.settlement_id = settlement.id) AS credited,"
        " (SELECT coalesce(sum(charge.net_cents), 0) FROM settlement_correction"
        " JOIN charge ON charge.id = settlement_correction.charge_id"
        " WHERE settlement_correction.settlement_id = settlement.id) AS corrected"
        " FROM settlement WHERE settlement.at < ? ORDER BY settlement.at, settlement.id",
        (high,),
    ).fetchall()
    return tuple(rows)


# What is left, by sums that know nothing of the entries.


def left_in_packs(conn: Connection, high: int | None) -> tuple[Row, ...]:
    """What each pack holds by its own balance; of an earlier instant by what had moved until then."""
    until_then = (
        "SELECT pack.id, pack.customer_id, pack.unit, coalesce(sum(movement.amount), 0) AS amount FROM pack"
        " LEFT JOIN movement ON movement.pack_id = pack.id AND movement.at < ?"
        " GROUP BY pack.id, pack.customer_id, pack.unit ORDER BY pack.id"
    )
    now = "SELECT id, customer_id, unit, left_over AS amount FROM pack ORDER BY id"
    found = conn.execute(now) if high is None else conn.execute(until_then, (high,))
    return tuple(found.fetchall())


def to_invoice(conn: Connection, high: int) -> tuple[Row, ...]:
    """What of each customer's charges no month held at an instant."""
    rows = conn.execute(
        f"SELECT {_OWNER} AS customer_id, sum(charge.net_cents) AS amount{_CHARGED}"  # noqa: S608
        " WHERE charge.destination = 'invoice' AND charge.at < ?"
        " AND NOT EXISTS (SELECT 1 FROM settlement_line JOIN settlement"
        " ON settlement.id = settlement_line.settlement_id"
        " WHERE settlement_line.charge_id = charge.id AND settlement.at < ?)"
        " AND NOT EXISTS (SELECT 1 FROM voided_contact WHERE voided_contact.group_id = charge.group_id"
        " AND voided_contact.at < ? AND NOT EXISTS (SELECT 1 FROM settlement_line"
        " WHERE settlement_line.charge_id = charge.id)) GROUP BY 1 ORDER BY 1",
        (high, high, high),
    ).fetchall()
    return tuple(rows)


def billed(conn: Connection, high: int) -> tuple[Row, ...]:
    """What each customer's closed months come to, and the VAT in it."""
    rows = conn.execute(
        "SELECT customer_id, sum(gross_cents) AS amount, sum(vat_cents) AS vat FROM settlement WHERE at < ?"
        " GROUP BY customer_id ORDER BY customer_id",
        (high,),
    ).fetchall()
    return tuple(rows)
