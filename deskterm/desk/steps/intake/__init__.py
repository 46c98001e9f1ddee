"""A message on its way to a ticket: whose it is, what it lacks, how it is booked."""
