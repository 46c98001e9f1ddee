"""Rows of packs, charges, reports, settlements."""
