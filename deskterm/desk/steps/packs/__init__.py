"""Movements of packs, inside the deed that causes them."""
