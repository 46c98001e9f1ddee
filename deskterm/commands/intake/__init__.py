"""Mail and requests on the line."""
