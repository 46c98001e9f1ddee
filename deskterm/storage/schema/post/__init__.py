"""The tables of the mail that goes out."""
