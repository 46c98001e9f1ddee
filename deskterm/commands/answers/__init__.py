"""What commands answer with: JSON and words."""
