"""What the terms may do with a request that turns it away."""

# The actions that keep a request out of the queue, by the outcome that each is.
TURNS_AWAY = {"rejected": "reject", "held": "hold", "review": "review", "merged": "merge"}
