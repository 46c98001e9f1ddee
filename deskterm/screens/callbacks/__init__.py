"""Customers who wait for a call."""
