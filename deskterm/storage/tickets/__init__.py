"""Rows of tickets, messages, decisions, events."""
