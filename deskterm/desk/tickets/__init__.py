"""A ticket from its first word to its last."""
