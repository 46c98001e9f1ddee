"""Past requests and work, as the terms that are tried are asked about them."""
