"""Whose a mail is that answers, and how surely."""
