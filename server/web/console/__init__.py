"""The console: where the people of the task force sign in and work."""
