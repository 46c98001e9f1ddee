"""What the desk keeps, as frozen records."""
