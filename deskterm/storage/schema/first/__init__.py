"""The tables of the first twelve migrations, as they were: 5 has none, so there is no `v05`."""
