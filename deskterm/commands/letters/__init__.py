"""The line commands for letters that go out."""
