"""The commands that open and file what was received."""
