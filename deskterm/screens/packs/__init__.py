"""Packs and their ledgers."""
