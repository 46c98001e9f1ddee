"""deskterm: the desk of an Italian assistance team, in the terminal."""

__version__ = "0.1.0"
