"""Tickets on the line."""
