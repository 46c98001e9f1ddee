"""The mailbox and mail itself: read, unwrap, compose."""
