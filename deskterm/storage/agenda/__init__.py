"""Rows of callbacks, appointments, projects."""
