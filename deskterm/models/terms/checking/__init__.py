"""What must fit together in a service file."""
