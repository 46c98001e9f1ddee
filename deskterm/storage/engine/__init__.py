"""What one engine alone has: for SQLite the full-text index. A second engine is written beside it."""
