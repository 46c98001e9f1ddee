"""What a service file means beyond its form: what can hold, what its clauses say, which letters there are."""
