"""What is promised for later: callbacks, appointments, the steps of a project."""
