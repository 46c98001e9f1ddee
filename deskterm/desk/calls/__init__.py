"""The phone: the timer, its gates, access and temporary passwords."""
