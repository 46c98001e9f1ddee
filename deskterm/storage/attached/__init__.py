"""The files that came with messages."""
