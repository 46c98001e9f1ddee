"""From a stopped call to the month's bill."""
