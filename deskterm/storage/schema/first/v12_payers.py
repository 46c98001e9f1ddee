"""Whose work a contact was when it was filed: its ticket may be another customer's later."""

TABLES = (
    "ALTER TABLE contact_group ADD COLUMN customer_id INTEGER REFERENCES customer (id)",
    "UPDATE contact_group SET customer_id = coalesce("
    "(SELECT report.customer_id FROM report WHERE report.group_id = contact_group.id LIMIT 1),"
    " (SELECT ticket.customer_id FROM ticket WHERE ticket.id = contact_group.ticket_id))"
    " WHERE filings > 0",
)
