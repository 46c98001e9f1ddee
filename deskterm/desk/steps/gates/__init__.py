"""What the terms want to know before work begins, and at its end."""
