"""Rows of customers, agreements, devices and facts."""
