"""The lead's figures on the line."""
