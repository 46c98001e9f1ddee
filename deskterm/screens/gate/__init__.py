"""What the terms ask before and after work."""
