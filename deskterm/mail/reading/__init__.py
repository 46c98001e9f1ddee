"""A mail's bytes to what a person wrote: addresses, headers, parts, dates, what machines sent."""
