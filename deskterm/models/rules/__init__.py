"""The terms asked: what is accepted, by when, in which order."""
