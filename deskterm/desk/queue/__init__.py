"""Who is next, who holds what, where work waits elsewhere."""
