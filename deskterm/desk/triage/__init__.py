"""One topic per ticket: triage, dividing, asking back."""
