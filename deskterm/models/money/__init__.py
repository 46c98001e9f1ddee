"""Prices, packs, settlement, the invoice: integers all the way."""
