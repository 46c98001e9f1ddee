"""Text on a screen: shown, written, scrolled."""
