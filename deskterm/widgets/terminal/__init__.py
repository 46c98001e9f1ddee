"""Where the program speaks: one line above the keys, on every screen and under every dialog."""
