"""The tables of what goes out: letters, and events to hooks."""
