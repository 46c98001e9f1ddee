"""Reports and the month's end."""
