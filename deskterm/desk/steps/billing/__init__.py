"""What a contact costs and who pays it, inside the deed that files it."""
