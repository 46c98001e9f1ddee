"""The only rooms with SQL: connection, migrations, one gateway per table."""
