"""The tables, version by version, and the guards that keep history as it was."""
