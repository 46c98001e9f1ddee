"""Customers' languages and ready texts in any language that the terms name, not in two alone."""

TABLES = (
    # A column's check goes with the column: it cannot be changed.
    "ALTER TABLE customer ADD COLUMN tongue TEXT NOT NULL DEFAULT 'it'",
    "UPDATE customer SET tongue = language",
    "ALTER TABLE customer DROP COLUMN language",
    "ALTER TABLE customer RENAME COLUMN tongue TO language",
    # Title and words by language, beside those in Italian and English.
    "ALTER TABLE canned ADD COLUMN further TEXT NOT NULL DEFAULT '{}'",
)
