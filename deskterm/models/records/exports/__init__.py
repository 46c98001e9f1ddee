"""What other desks' exports say."""
