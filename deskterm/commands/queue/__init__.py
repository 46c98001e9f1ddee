"""The queue on the line."""
