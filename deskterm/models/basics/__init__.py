"""What everything else rests on: text, money, identities, stretches of time."""
