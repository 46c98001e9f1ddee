"""What the team lead looks at each morning."""
