"""A service file, read and checked."""
