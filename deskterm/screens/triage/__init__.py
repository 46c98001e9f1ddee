"""Triage: one topic per ticket."""
