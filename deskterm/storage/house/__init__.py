"""Rows of the desk itself: terms, settings, snapshots."""
