"""Making, keeping and looking after a desk."""
