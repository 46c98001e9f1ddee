"""A request typed in."""
