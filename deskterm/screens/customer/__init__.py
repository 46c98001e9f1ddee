"""A customer's card and agreement."""
