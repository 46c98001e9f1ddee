"""The screens, one per job."""
