"""Other desks' exports: each reader knows one public format and speaks in records of ours."""
