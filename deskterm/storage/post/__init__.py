"""The tables of the mailbox: accounts, and how far each has been read."""
