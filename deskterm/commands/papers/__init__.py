"""Handbook, manual, key reference and completion, printed from the commands."""
