"""Steps of deeds: each takes the open connection and opens none."""
