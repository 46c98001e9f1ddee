"""The call: clock, note, filing."""
