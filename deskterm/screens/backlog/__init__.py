"""The lead's morning."""
