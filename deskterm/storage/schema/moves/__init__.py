"""The tables of what comes from elsewhere."""
