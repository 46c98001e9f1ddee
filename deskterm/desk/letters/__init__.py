"""What the desk writes to customers, and what a person hands over."""
