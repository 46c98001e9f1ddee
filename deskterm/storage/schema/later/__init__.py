"""The steps of the schema after the first releases, a module where a step lays tables or triggers."""
