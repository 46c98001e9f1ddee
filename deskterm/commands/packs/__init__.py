"""Packs on the line."""
