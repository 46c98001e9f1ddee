"""The tables of the first twelve migrations, as they were."""
