"""Care of the desk: backups, deadlines of its own, technicians, settings that lack."""
