"""Times, days and amounts as people say them."""
