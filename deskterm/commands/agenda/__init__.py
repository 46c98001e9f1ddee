"""Callbacks, appointments, projects on the line."""
