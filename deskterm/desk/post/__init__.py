"""The mailbox: its accounts, and what is fetched from them."""
