"""The terms in force: files, adoption, rehearsal."""
