"""What hangs on a ticket: its promise, owner, thread, callbacks."""
