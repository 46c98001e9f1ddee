"""Reports and the month's end on the line."""
