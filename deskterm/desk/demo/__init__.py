"""A demo desk: where it lies, and the story that fills it."""
