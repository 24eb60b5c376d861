"""The HTTP server: waitress, which reads a whole request before a thread is given to it."""
