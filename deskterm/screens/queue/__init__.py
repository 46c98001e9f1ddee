"""The queue and its views."""
