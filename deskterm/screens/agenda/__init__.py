"""What is promised for when, and what is loose at the end of the shift."""
