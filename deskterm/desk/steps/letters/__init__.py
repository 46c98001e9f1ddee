"""Letters that the desk writes by itself."""
