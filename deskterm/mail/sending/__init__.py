"""Letters out of the desk: made into mails, handed to the server, each once."""
