"""What arrives, and what becomes of it."""
