"""The phone on the line."""
