"""What the desk knows: records and rules, pure."""
