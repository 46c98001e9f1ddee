"""A ticket whole."""
