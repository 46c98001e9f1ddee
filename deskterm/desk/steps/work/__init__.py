"""Sessions and their contact: clocks, groups, answers."""
