"""deskterm: the desk of an Italian support team, in the terminal."""

__version__ = "0.1.0"
