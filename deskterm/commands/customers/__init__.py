"""Customers and agreements on the line."""
