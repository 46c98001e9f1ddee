"""Events that are replayed under terms, and the examples in service files."""
