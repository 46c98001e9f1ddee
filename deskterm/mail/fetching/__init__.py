"""Mails from a server: read by their numbers, taken in one by one, then marked; none is ever deleted."""
