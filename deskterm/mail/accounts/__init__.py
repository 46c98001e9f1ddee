"""How a mailbox is reached: with which secret, and by a connection that shows it to nobody."""
