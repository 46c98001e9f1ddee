"""Rows of sessions, gates, access."""
