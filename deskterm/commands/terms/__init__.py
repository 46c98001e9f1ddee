"""Service files and rehearsals on the line."""
