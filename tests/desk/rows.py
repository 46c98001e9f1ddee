"""What a desk has written where no deed and no screen reads it back: rows as they stand."""

from deskterm.storage.tickets import tickets as ticket_rows


def rows(desk, table):
    """Every row of a table, in the order in which they were written."""
    with desk.read() as conn:
        return conn.execute(f"SELECT * FROM {table} ORDER BY id").fetchall()


def given_with(desk, code):
    """What was given with a request besides the ticket's own columns."""
    with desk.read() as conn:
        return ticket_rows.fields(conn, ticket_rows.by_code(conn, code).id)
