"""What can be done at a desk: one module per activity, one function per deed."""
